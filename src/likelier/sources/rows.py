"""What exports of the tables have in common: which tables there are, and how a row is read back.

A document of MongoDB and a line of JSON have the columns of `likelier.posts` by name. What the document lacks is null,
other fields are left alone, and a value of another type is told, never guessed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import pyarrow as pa

from likelier import posts
from likelier.sources import AccountPosts, Rejection

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A table as it is exported: its name, its key, its columns, and the column that holds pictures."""

    name: str
    key: str
    schema: pa.Schema
    picture: str


POSTS = Table("posts", "post_id", posts.POSTS, "picture")
ACCOUNTS = Table("accounts", "account_id", posts.ACCOUNTS, "profile_picture")

MICROSECONDS = "microseconds"  # of times, beyond the milliseconds that MongoDB keeps, by column


class BadValue(Exception):
    """A document that is no row of the table; its text is the reason for the quarantine."""


def row(document: Any, table: Table) -> Row:
    """The columns of a document, all but the picture.

    Raises
    ------
    BadValue
        A value of another type, named with its column; or no document at all, or one without an owner.
    """
    if not isinstance(document, Mapping):
        raise BadValue("another shape: is no object with the columns of the table")
    found: Row = {}
    for field in table.schema:
        value = document.get(field.name)
        if field.name != table.picture:
            found[field.name] = None if value is None else _READERS[field.type](value, field.name)
    if not found["account_id"]:
        raise BadValue("no owner: account_id is missing")
    rests = document.get(MICROSECONDS)
    for name, rest in rests.items() if isinstance(rests, Mapping) else ():
        # A time that somebody wrote as text is whole as it is.
        if isinstance(document.get(name), datetime) and isinstance(rest, int) and 0 <= rest < 1000:
            found[name] += timedelta(microseconds=rest)
    return found


def rejected(document: Any, reason: str, table: Table, file: str, number: int) -> Rejection:
    """What the quarantine says of a document that can't be used."""
    known = document if isinstance(document, Mapping) else {}
    ids = [known.get(name) if isinstance(known.get(name), str) else None for name in ("post_id", "account_id")]
    return Rejection(file, reason, number, *ids)


def by_account(accounts: Mapping[str, Row], found: Iterable[Row | Rejection]) -> Iterator[AccountPosts]:
    """Posts that follow each other and are of one account, together; at the end the accounts without posts."""
    met = set()
    for account, group in groupby(found, _account):
        pieces = list(group)
        kept = [piece for piece in pieces if not isinstance(piece, Rejection)]
        met.add(account)
        yield AccountPosts(
            accounts.get(account, {"account_id": account}) if kept else accounts.get(account),
            kept,
            [piece for piece in pieces if isinstance(piece, Rejection)],
        )
    for account, content in accounts.items():
        if account not in met:
            yield AccountPosts(content)


def _account(piece: Row | Rejection) -> str:
    found = piece.account_id if isinstance(piece, Rejection) else piece["account_id"]
    return found or ""


def _text(value: Any, name: str) -> str:
    return str(_of(value, name, (str,), "text"))


def _number(value: Any, name: str) -> float:
    return float(_of(value, name, (int, float), "a number"))


def _truth(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise _bad(value, name, "true or false")
    return value


def _texts(value: Any, name: str) -> list[str]:
    return [_text(one, name) for one in _of(value, name, (list,), "a list of texts")]


def _time(value: Any, name: str) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise _bad(value, name, "a time as in ISO 8601") from None
    found: datetime = _of(value, name, (datetime,), "a time")
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _of(value: Any, name: str, kinds: tuple[type, ...], wanted: str) -> Any:
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise _bad(value, name, wanted)
    return value


def _bad(value: Any, name: str, wanted: str) -> BadValue:
    return BadValue(f"bad value: {name} must be {wanted}, and is of type {type(value).__name__}")


_READERS: dict[pa.DataType, Callable[[Any, str], Any]] = {
    pa.string(): _text,
    pa.float64(): _number,
    pa.bool_(): _truth,
    pa.list_(pa.string()): _texts,
    posts.UTC_MICROSECONDS: _time,
}
