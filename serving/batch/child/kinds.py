"""What a table may hold: the kinds of its columns, and how what does not fit is refused."""

from collections.abc import Callable

import pyarrow as pa

REFUSED = 3  # the exit code of a process that has refused a table
ERROR = "error"  # the column that says why a row can't be scored
SHOWN = 100  # characters of a name that are sent back

TYPES = {
    "text": pa.string(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "bytes": pa.binary(),
    "time": pa.timestamp("us", tz="UTC"),
}
WANTED = {
    "text": "text",
    "number": "a number",
    "flag": "true or false",
    "bytes": "bytes",
    "time": "a time (a timestamp, or text as in ISO 8601)",
}


class Refused(Exception):
    """A table that can't be read: status, code, message, and the column and row where there is one."""


def is_text(type_: pa.DataType) -> bool:
    """Whether a column of this type holds text."""
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_))


def is_bytes(type_: pa.DataType) -> bool:
    """Whether a column of this type holds bytes."""
    rare = pa.types.is_binary_view(type_) or pa.types.is_fixed_size_binary(type_)
    return bool(pa.types.is_binary(type_) or pa.types.is_large_binary(type_) or rare)


FITS: dict[str, Callable[[pa.DataType], bool]] = {
    "text": is_text,
    "number": lambda type_: pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_),
    "flag": pa.types.is_boolean,
    "bytes": is_bytes,
    "time": lambda type_: pa.types.is_timestamp(type_) or is_text(type_),
}


def check_names(names: list[str], columns: dict[str, str], row: int | None = None) -> None:
    """Refuse a column (of a row) that is unknown or there twice."""
    for name in names:
        if name not in columns:
            message = f"there is no such column; known: {', '.join(columns)}"
            shown = name[:SHOWN].encode("utf-8", "replace").decode()
            raise Refused(422, "unknown_column", message, shown if row is None else f"{shown}[{row}]")
        if names.count(name) > 1:
            raise Refused(422, "repeated_column", "there are several columns of this name", name)


def check_rows(rows: int, most: int) -> None:
    """Refuse more rows than are read."""
    if rows > most:
        raise Refused(413, "too_many_rows", f"the table has too many rows; at most {most:,} are read", None)


def check_size(size: int, most: int) -> None:
    """Refuse more bytes than are read, once they are unpacked."""
    if size > most:
        message = f"the table is too large when it is unpacked; at most {most >> 20} MiB are read"
        raise Refused(413, "table_too_large", message, None)
