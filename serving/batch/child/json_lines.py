"""JSON lines as a table of known columns: an object a line, bytes in Base64, times in ISO 8601."""

import base64
import binascii
import json
from io import BytesIO
from typing import Any, NoReturn

import pyarrow as pa

from serving.batch.child.kinds import ERROR, TYPES, WANTED, Refused, check_names, check_rows


def read(body: bytes, settings: dict[str, Any]) -> pa.Table:
    """The table of the lines, with a column `ERROR`: why a row can't be scored, or null.

    Raises
    ------
    Refused
        A line is no flat JSON object of known keys, or a value is of the wrong type.
    """
    columns: dict[str, str] = settings["columns"]
    rows: list[dict[str, Any]] = []
    errors: list[str | None] = []
    for row, line in enumerate(BytesIO(body)):
        check_rows(row + 1, settings["max_rows"])
        found = _object(line, row)
        check_names(list(found), columns, row)
        values, error = _values(found, columns, row)
        rows.append(values)
        errors.append(error)
    types = {name: TYPES["text" if kind == "time" else kind] for name, kind in columns.items()}
    present = [name for name in columns if any(name in row for row in rows)]
    arrays = {name: pa.array([row.get(name) for row in rows], types[name]) for name in present}
    return pa.table({**arrays, ERROR: pa.array(errors, pa.string())})


def _values(found: dict[str, Any], columns: dict[str, str], row: int) -> tuple[dict[str, Any], str | None]:
    values, told = {}, None
    for name, value in found.items():
        try:
            values[name] = None if value is None else _value(value, columns[name], name, row)
        except binascii.Error:
            values[name], told = None, f"{name}: is not Base64"
    return values, told


def _object(line: bytes, row: int) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:  # errors of JSON and of UTF-8 are ValueErrors
        told = str(error) if isinstance(error, _Twice) else "is not a JSON object in UTF-8"
        raise Refused(400, "bad_json", f"line {row + 1}: {told}", None) from error
    if not isinstance(found, dict):
        raise Refused(400, "bad_json", f"line {row + 1}: is not a JSON object", None)
    return found


class _Twice(ValueError):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice("has a key twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _value(value: Any, kind: str, name: str, row: int) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {"number": number, "flag": isinstance(value, bool)}.get(kind, isinstance(value, str))
    if not fits:
        wanted = {"bytes": "bytes as text in Base64", "time": "a time as text in ISO 8601"}.get(kind, WANTED[kind])
        raise Refused(422, "wrong_type", f"row {row}: must be {wanted}", f"{name}[{row}]")
    if kind == "bytes":
        return _decoded(value)
    try:
        return float(value) if kind == "number" else value if kind == "flag" else value.encode().decode()
    except OverflowError as error:
        raise Refused(422, "bad_value", f"row {row}: has a value out of range", f"{name}[{row}]") from error
    except UnicodeEncodeError as error:
        raise Refused(422, "not_utf8", f"row {row}: must be text in UTF-8", f"{name}[{row}]") from error


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:  # also: signs beyond ASCII
        raise binascii.Error(str(error)) from error
