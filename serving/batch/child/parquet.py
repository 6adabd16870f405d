"""A Parquet file as a table of known columns."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from serving.batch.child.kinds import FITS, SHOWN, TYPES, WANTED, Refused, check_names, check_rows, check_size, is_text

STEP = 64  # rows that are unpacked before their size is looked at


def read(body: bytes, settings: dict[str, Any]) -> pa.Table:
    """The table of a file; what it says of its own size is checked first, then what is there, step by step.

    Raises
    ------
    Refused
        It is broken, too large, or has a column that is unknown or of the wrong type.
    """
    columns, max_rows, max_bytes = settings["columns"], settings["max_rows"], settings["max_bytes"]
    with _readable():
        file = pq.ParquetFile(pa.BufferReader(body), pre_buffer=False)
        schema, about = file.schema_arrow, file.metadata
        check_names(schema.names, columns)
        for field in schema:
            _check_type(field, columns[field.name])
        check_rows(max(about.num_rows, about.num_row_groups), max_rows)
        check_size(sum(about.row_group(place).total_byte_size for place in range(about.num_row_groups)), max_bytes)
        batches, rows, size = [], 0, 0
        for group in range(about.num_row_groups):
            for batch in file.iter_batches(STEP, row_groups=[group], use_threads=False):
                rows, size = rows + batch.num_rows, size + batch.nbytes
                check_rows(rows, max_rows)
                check_size(size, max_bytes)
                batches.append(batch)
        table = pa.Table.from_batches(batches, schema)
        found = {}
        for name in table.column_names:
            found[name] = _cast(table[name], name, columns[name])
            check_size(sum(column.nbytes for column in found.values()), max_bytes)  # a dictionary has been written out
        return pa.table(found)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception as error:  # a damaged file meets any of pyarrow's errors
        raise Refused(400, "bad_parquet", "the body is not a readable Parquet file", None) from error


def _check_type(field: pa.Field, kind: str) -> None:
    type_ = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if not pa.types.is_null(type_) and not FITS[kind](type_):
        raise Refused(422, "wrong_type", f"must be {WANTED[kind]}, not {str(field.type)[:SHOWN]}", field.name)


def _cast(column: pa.ChunkedArray, name: str, kind: str) -> pa.ChunkedArray:
    """A column in the type of its kind; a time that is text stays text."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    wanted = pa.string() if kind == "time" and is_text(column.type) else TYPES[kind]
    # Only a coarse time can be out of range; else what is lost is below a microsecond, or beyond the 53rd bit.
    safe = pa.types.is_timestamp(column.type) and column.type.unit in ("s", "ms")
    try:
        column = column.cast(wanted, safe=safe)
    except pa.ArrowInvalid as error:
        raise Refused(422, "bad_value", "has a value out of range", name) from error
    if wanted == pa.string():
        _check_text(column, name)
    return column


def _check_text(column: pa.ChunkedArray, name: str) -> None:
    try:
        column.validate(full=True)
    except pa.ArrowInvalid as error:
        for row, value in enumerate(column.cast(pa.binary()).to_pylist()):
            if value is not None and not _is_utf8(value):
                raise Refused(422, "not_utf8", f"row {row}: must be text in UTF-8", f"{name}[{row}]") from error
        raise


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
