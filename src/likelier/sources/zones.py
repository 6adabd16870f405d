"""The time zones of accounts: no source tells them, so a table beside the posts may.

``time_zones.csv`` in the source's folder has the columns `username` and `time_zone` (an IANA name).
"""

import csv
from pathlib import Path

from likelier.errors import SourceError
from likelier.time_zones import zone

FILE = "time_zones.csv"
COLUMNS = ("username", "time_zone")


def read(folder: Path) -> dict[str, str]:
    """Zones by user name in lower case, without the ``@``; none where there is no such file.

    `folder` may be the one file of a source: then the folder that it lies in counts.

    Raises
    ------
    SourceError
        It has other columns, an unknown zone, or an account twice; with the line.
    """
    file = (folder.parent if folder.is_file() else folder) / FILE
    if not file.is_file():
        return {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            if sorted(rows.fieldnames or ()) != sorted(COLUMNS):
                raise SourceError(f"{file}: must have the columns {' and '.join(COLUMNS)} in its first line")
            return _checked(file, rows)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{file}: can't be read as CSV in UTF-8 ({error})") from error


def _checked(file: Path, rows: "csv.DictReader[str]") -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        username, name = ((row[column] or "").strip() for column in COLUMNS)
        username = username.removeprefix("@").lower()
        try:
            zone(name)
        except ValueError as error:
            raise SourceError(f"{file}: line {rows.line_num}: {name!r} {error}") from error
        if not username or username in found:
            fault = "an account twice" if username else "no username"
            raise SourceError(f"{file}: line {rows.line_num}: {fault}; one line an account")
        found[username] = name
    return found
