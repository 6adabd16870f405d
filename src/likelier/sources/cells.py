"""What one cell of somebody's table means: a number, a time, a flag, a text, or nothing."""

import json
import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

# As pandas, R, databases and spreadsheets write that there is nothing.
_NOTHING = frozenset(("", "nan", "none", "null", "<na>", "n/a", "na", "nat", "#n/a"))
_NOTHING_IN_TEXT = frozenset(("", "nan", "NaN", "None", "null", "NULL", "<NA>", "NaT"))
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([,'’_ \u00a0\u202f])\d{3})(?:\1\d{3})*(?:\.\d+)?")  # noqa: RUF001 (as meant)
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+\d\d?")
_FLAGS = dict.fromkeys(("true", "t", "yes", "y", "1", "1.0"), True) | dict.fromkeys(
    ("false", "f", "no", "n", "0", "0.0"), False
)
_SECONDS = ((1e11, 1), (1e14, 1e3), (1e17, 1e6), (math.inf, 1e9))  # below: seconds, milli-, micro-, nanoseconds
_BETWEEN_TAGS = re.compile(r"[\s,;|]+")


class BadCell(Exception):
    """A cell that can't be read; its text is the reason for the quarantine."""


def is_nothing(cell: Any) -> bool:
    """Whether a cell of any column is empty."""
    if isinstance(cell, str):
        return cell.strip().lower() in _NOTHING
    return cell is None or (isinstance(cell, float | Decimal) and math.isnan(cell))


def text(name: str, cell: Any) -> str | None:
    """A text as it is; empty, and the ways in which programs write that there is none, are None."""
    if cell is None or (not isinstance(cell, str) and is_nothing(cell)):
        return None
    found = str(cell)
    return None if found.strip() in _NOTHING_IN_TEXT else found


def identity(name: str, cell: Any) -> str | None:
    """An id; one that a spreadsheet has rounded would be that of other posts too."""
    if is_nothing(cell):
        return None
    if isinstance(cell, float) and cell.is_integer():
        if abs(cell) > 2**53:
            raise BadCell(f"bad value: {name} is {cell}, a rounded number; save ids as text")
        return str(int(cell))
    found = str(cell).strip()
    if _ROUNDED.fullmatch(found):
        raise BadCell(f"bad value: {name} is {found!r}, as a spreadsheet rounds a long number; save ids as text")
    return found


def number(name: str, cell: Any) -> float | None:
    """A number, also as text with its thousands apart ("1,234", "1 234", "1'234")."""
    if is_nothing(cell):
        return None
    try:
        if isinstance(cell, str):
            written = cell.strip()
            grouped = _GROUPED.fullmatch(written)
            found = float(written.replace(grouped[1], "") if grouped else written)
        else:
            found = float(cell)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadCell(f"bad value: {name} is {_short(cell)}, which is no number") from error
    if not math.isfinite(found):
        raise BadCell(f"bad value: {name} is {found}")
    return found


def count(name: str, cell: Any) -> float | None:
    """A number that is not negative; -1 stands for "not told"."""
    found = number(name, cell)
    if found is not None and found < 0 and found != -1:
        raise BadCell(f"bad value: {name} is {found}")
    return None if found == -1 else found


def flag(name: str, cell: Any) -> bool | None:
    """True or false, in words or as 1 and 0."""
    if is_nothing(cell):
        return None
    try:
        return _FLAGS[str(cell).strip().lower()]
    except KeyError as error:
        raise BadCell(f"bad value: {name} is {_short(cell)}, neither true nor false") from error


def moment(name: str, cell: Any, zone: ZoneInfo, form: str | None) -> datetime | None:
    """A time in UTC: of `form`, else ISO 8601 or a number since 1970; without a zone of its own it is in `zone`.

    Whether a number counts seconds, milli-, micro- or nanoseconds is told by its size.
    """
    if is_nothing(cell):
        return None
    try:
        found = _moment(cell, form)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        known = f"of the form {form!r}" if form else "ISO 8601 nor a number since 1970; say ingest.table.time_format"
        raise BadCell(f"no time: {name} is {_short(cell)}, {'not' if form else 'neither'} {known}") from error


def _moment(cell: Any, form: str | None) -> datetime:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    written = str(cell).strip()
    if form is not None:
        return datetime.strptime(written, form)
    try:
        since = float(written)
    except ValueError:
        return datetime.fromisoformat(written)
    if abs(since) < 1e8:  # before 1973: a year, or a day like 20240131
        return datetime.fromisoformat(written)
    return datetime.fromtimestamp(since / next(unit for limit, unit in _SECONDS if abs(since) < limit), UTC)


def tags(name: str, cell: Any) -> list[str]:
    """Hashtags or user names: a list, a list in JSON, or words; in lower case, without their signs."""
    if isinstance(cell, str) and cell.strip().startswith("["):
        try:
            cell = json.loads(cell.replace("'", '"'))
        except ValueError as error:
            raise BadCell(f"bad value: {name} is {_short(cell)}, which is no list") from error
    if not isinstance(cell, list):
        cell = [] if is_nothing(cell) else _BETWEEN_TAGS.split(str(cell))
    words = (str(word).strip().lstrip("#@").lower() for word in cell if word is not None)
    return [word for word in words if word]


def _short(cell: Any) -> str:
    return repr(cell)[:60]
