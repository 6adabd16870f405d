"""The collections `posts` and `accounts` that ``likelier export --to mongodb://...`` writes, with their pictures."""

from collections.abc import Iterator, Mapping
from itertools import count, islice
from pathlib import Path
from typing import Any

from likelier.errors import SourceError
from likelier.sources import AccountPosts, Rejection
from likelier.sources.mongodb_address import find
from likelier.sources.mongodb_files import Files
from likelier.sources.mongodb_server import database
from likelier.sources.rows import ACCOUNTS, POSTS, BadValue, Row, Table, by_account, rejected, row

DROP_NEWEST = False  # it was dropped, or not, when the posts were first read

_BATCH = 100  # documents


def read(path: Path) -> Iterator[AccountPosts]:
    """The accounts by the order of their ids; those without posts at the end. One account is in memory at a time."""
    url, name = find(path)
    with database(url, name) as found:
        if found[POSTS.name].find_one({}, {"_id": 1}) is None:
            raise SourceError(
                f"the data base {found.name!r} holds no posts; `likelier export --to mongodb` writes them"
            )
        files = Files(found)
        accounts: dict[str, Row] = {}
        for piece in _rows(found[ACCOUNTS.name], ACCOUNTS, files):
            if isinstance(piece, Rejection):
                yield AccountPosts(None, rejections=[piece])
            else:
                accounts[piece["account_id"]] = piece
        yield from by_account(accounts, _rows(found[POSTS.name], POSTS, files))


def _rows(collection: Any, table: Table, files: Files) -> Iterator[Row | Rejection]:
    cursor = collection.find({}).sort("account_id", 1).batch_size(_BATCH)
    numbers = count()
    while documents := list(islice(cursor, _BATCH)):
        named = [document.get(f"{table.picture}_file") for document in documents]
        pictures = files.read([name for name in named if isinstance(name, str)])
        for document in documents:
            number = next(numbers)
            try:
                found = row(document, table) | {table.picture: _picture(document, table, pictures)}
                yield found | {"file": table.name, "row": number} if table is POSTS else found
            except BadValue as error:
                yield rejected(document, str(error), table, table.name, number)


def _picture(document: Mapping[str, Any], table: Table, pictures: Mapping[str, bytes]) -> bytes | None:
    inside, name = document.get(table.picture), document.get(f"{table.picture}_file")
    if isinstance(inside, bytes):
        return inside
    if inside is not None:
        raise BadValue(f"broken picture: {table.picture} must be bytes, and is of type {type(inside).__name__}")
    if name is not None and name not in pictures:
        raise BadValue(f"broken picture: {table.picture}_file is not in GridFS, or not whole")
    return None if name is None else pictures[name]
