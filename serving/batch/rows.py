"""The rows of a batch: completed, and told apart into those that can be scored and those that can't."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from likelier import contract
from likelier.candidates import ACCOUNT_PREFIX, DEFAULTS
from serving.asked.body import MIB
from serving.asked.fields import AHEAD, known_zone, moment
from serving.asked.form import MAX_PICTURE, MAX_TEXT
from serving.batch.child.kinds import ERROR
from serving.batch.table import COLUMNS
from serving.http.problems import Problem

CHUNK = 100  # rows that are scored at once; an account is never cut
POST_FACTS = ("post_id", "account_id", "kind", "taken_at", "likes", "comments", "width", "height")
TIME_ZONE = ACCOUNT_PREFIX + "time_zone"
NUMBERS = tuple(name for name, kind in COLUMNS.items() if kind == "number")
ACCOUNT_FACTS = (*(name for name in NUMBERS if name.startswith(ACCOUNT_PREFIX)), TIME_ZONE)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Batch:
    """n posts in the flat table of `likelier.candidates`.

    Attributes
    ----------
    flat : DataFrame, n rows
        What was sent; post_id, account_id and kind are there in every row, taken_at is in UTC.
    errors : list of str or None, n
        Why a row can't be scored.
    """

    flat: pd.DataFrame
    errors: list[str | None]

    def chunks(self) -> Iterator[list[int]]:
        """Places of the rows without an error: whole accounts, some `CHUNK` rows at a time."""
        sound = [place for place, error in enumerate(self.errors) if error is None]
        accounts = self.flat["account_id"].iloc[sound]
        chunk: list[int] = []
        for own in pd.Series(sound, dtype=int).groupby(accounts.to_numpy(), sort=False):
            chunk += own[1].tolist()
            if len(chunk) >= CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk


def check(table: pa.Table) -> Batch:
    """What can be scored of a table that `serving.batch.table` has read.

    Raises
    ------
    Problem
        There is no column `taken_at` (422), or a text or a picture is too large (413).
    """
    if table.num_rows and "taken_at" not in table.column_names:
        raise Problem(422, "missing_column", "the time at which each post goes out is missing", "taken_at")
    for name in table.column_names:
        _check_lengths(table[name], name)
    errors = table[ERROR].to_pylist() if ERROR in table.column_names else [None] * table.num_rows
    flat = table.select([name for name in table.column_names if name != ERROR]).to_pandas()
    for name, default in (("post_id", None), *DEFAULTS.items()):
        if name in COLUMNS:
            given = flat[name].astype(object) if name in flat else pd.Series([None] * len(flat), dtype=object)
            others = [f"candidate-{place}" for place in range(len(flat))] if default is None else default
            flat[name] = given.where(given.notna(), others)
    times, wrong = _times(table)
    flat["taken_at"] = pd.Series(times, index=flat.index, dtype="datetime64[us, UTC]")
    errors = [error or told for error, told in zip(errors, wrong, strict=True)]
    errors = [error or _flaw(row) for error, row in zip(errors, _plain(flat, POST_FACTS), strict=True)]
    return Batch(flat, _with_accounts(flat, errors))


def _check_lengths(column: pa.ChunkedArray, name: str) -> None:
    if not (pa.types.is_string(column.type) or pa.types.is_binary(column.type)):
        return
    is_text = pa.types.is_string(column.type)
    most = MAX_TEXT if is_text else MAX_PICTURE
    lengths = pc.binary_length(column)
    if (pc.max(lengths).as_py() or 0) > most:
        row = pc.index(pc.greater(lengths, most), True).as_py()
        if is_text:
            raise Problem(
                413, "text_too_long", f"row {row}: a text may have at most {most // 1024} KiB", f"{name}[{row}]"
            )
        message = f"row {row}: a picture may have at most {most // MIB} MiB"
        raise Problem(413, "picture_too_large", message, f"{name}[{row}]")


def _times(table: pa.Table) -> tuple[list[datetime | None], list[str | None]]:
    """The time of each row; and why there is none."""
    if not table.num_rows:
        return [], []
    column = table["taken_at"]
    told = column if pa.types.is_string(column.type) else column.cast(pa.int64())
    found: list[tuple[datetime | None, str | None]] = [_time(value) for value in told.to_pylist()]
    return [when for when, _ in found], [error for _, error in found]


def _time(value: str | int | None) -> tuple[datetime | None, str | None]:
    if value is None:
        return None, "taken_at: is missing"
    try:
        return moment(value if isinstance(value, str) else _EPOCH + timedelta(microseconds=value)), None
    except (ValueError, OverflowError) as error:
        told = str(error) if isinstance(error, ValueError) else "must not be more than five years ahead"
        return None, f"taken_at: {told}"


def _plain(flat: pd.DataFrame, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Each row as a dict of what it has."""
    columns = {
        name: flat[name].astype(object).where(flat[name].notna(), None).tolist() for name in names if name in flat
    }
    return ({name: values[row] for name, values in columns.items()} for row in range(len(flat)))


def _flaw(row: dict[str, Any]) -> str | None:
    return contract.flaw(row | {"snapshot_at": datetime.now(UTC) + AHEAD})


def _with_accounts(flat: pd.DataFrame, errors: list[str | None]) -> list[str | None]:
    """The errors, with those of the profiles: an account's is taken from its first row that has none of its own."""
    sound = flat.iloc[[row for row, error in enumerate(errors) if error is None]]
    first = sound.drop_duplicates("account_id")
    flaws = dict(zip(first["account_id"], map(_account_flaw, _plain(first, ACCOUNT_FACTS)), strict=True))
    return [error or flaws.get(account) for error, account in zip(errors, flat["account_id"], strict=True)]


def _account_flaw(profile: dict[str, Any]) -> str | None:
    for name, value in profile.items():
        if name == TIME_ZONE and value is not None:
            try:
                known_zone(value)
            except ValueError as error:
                return f"{name}: {error}"
        elif value is not None and not (math.isfinite(value) and value >= 0):
            return f"bad value: {name} is {value}"
    return None
