"""The service's monitor records as a table: what it was asked, and what the champion saw of it.

They are written by BentoML's monitor, a file a day and worker (docs/security.md); a service that was killed leaves a
torn last line, and other programs may have left files there. Whatever can't be used is counted by its reason.
"""

import json
import math
import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from likelier.drift.gathered import Gathered
from likelier.errors import SourceError

FILE = re.compile(r"data\.\d+\.log(?:\.(\d{4}-\d{2}-\d{2}))?")  # the day: of a file that is complete
# A week's first hour and a photo under another caption are questions about a photo, not photos that go out.
ROUTES = ("/rank", "/predict")
HEAD = {"hour", "asked", "route", "model", "model_version"}
MOST = 20_000  # records in memory, the newest ones: some 100 MB


def gather(folder: Path, columns: Mapping[str, Any], model: str, version: int, days: int) -> Gathered:
    """The records of one version of the last days.

    Parameters
    ----------
    folder : Path
        As `LIKELIER_MONITOR` names it, or the one within it that holds the files.
    columns : mapping
        The columns that are compared, and the type that each has in the reference.
    days : int
        How many, back from the newest record.

    Returns
    -------
    Gathered
        Its `account` stands for one request: photos that are asked about together belong together.

    Raises
    ------
    SourceError
        There is no such folder, or a file of it can't be read.
    """
    if not folder.is_dir():
        raise SourceError(f"{folder}: is no folder; name the one that LIKELIER_MONITOR names")
    files, others = _files(folder)
    counts: Counter[str] = Counter({"files_of_others": others})
    names = ("hour", "asked", *columns)
    rows: list[tuple[Any, ...]] = []
    for path in files:
        fresh: deque[tuple[Any, ...]] = deque(maxlen=MOST - len(rows))
        for record in _read(path, counts):
            if reason := _unfit(record, model, version):
                counts[reason] += 1
                continue
            counts["more_than_are_read"] += len(fresh) == fresh.maxlen
            counts["values_of_unknown_columns"] += len(record.keys() - columns.keys() - HEAD)
            fresh.append(tuple(record.get(name) for name in names))
        rows += fresh
    return _table(rows, columns, counts, days)


def _files(folder: Path) -> tuple[list[Path], int]:
    """The files of records, the newest first, and how many others lie beside them."""
    for place in (folder / "likelier" / "data", folder / "data", folder):
        inside = sorted(path for path in place.iterdir() if path.is_file()) if place.is_dir() else []
        found = [(match[1] or "9", path) for path in inside if (match := FILE.fullmatch(path.name))]
        if found:
            return [path for _, path in sorted(found, reverse=True)], len(inside) - len(found)
    return [], 0


def _read(path: Path, counts: Counter[str]) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            if isinstance(record, dict):
                yield record
            elif line.strip():
                counts["unreadable_lines"] += 1


def _unfit(record: Mapping[str, Any], model: str, version: int) -> str | None:
    if any(isinstance(value, dict | list) for value in record.values()) or _hour(record.get("hour")) is None:
        return "unreadable_lines"
    if record.get("model") != model or record.get("model_version") != version:
        return "of_other_versions"
    return None if record.get("route") in ROUTES else "of_other_routes"


def _hour(text: Any) -> datetime | None:
    try:
        hour = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return hour if hour.tzinfo and 2000 < hour.year < 3000 else None


def _table(rows: Sequence[tuple[Any, ...]], columns: Mapping[str, Any], counts: Counter[str], days: int) -> Gathered:
    table = pd.DataFrame(rows, columns=["hour", "asked", *columns])
    table["hour"] = pd.to_datetime(table["hour"].map(_hour), utc=True)
    within = table["hour"] > table["hour"].max() - timedelta(days=days)
    counts["before_the_last_days"] += int((~within).sum())
    table = table[within].reset_index(drop=True)
    typed = {name: _typed(table[name], kind) for name, kind in columns.items() if table[name].notna().any()}
    # Of an older service nobody knows who belongs together: then those of an hour do, which promises less.
    asked = table["asked"].where(table["asked"].notna(), table["hour"].astype(str)).astype(str)
    posts = pd.DataFrame({"account": pd.factorize(asked)[0], **typed}, index=table.index)
    return Gathered(
        posts=posts,
        since=None if table.empty else table["hour"].min().to_pydatetime(),
        until=None if table.empty else table["hour"].max().to_pydatetime() + timedelta(hours=1),
        left_out={reason: count for reason, count in sorted(counts.items()) if count},
        untold=tuple(name for name in columns if name not in typed),
    )


def _typed(values: pd.Series, kind: Any) -> pd.Series:
    if pd.api.types.is_numeric_dtype(kind):
        return pd.Series([_number(value) for value in values], index=values.index, dtype=float)
    return values.where(values.isna(), values.astype(str)).astype(object)


def _number(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan
    return number if math.isfinite(number) else math.nan
