"""The folder that ``likelier export --to json`` writes: a line of JSON for each post and account, and the pictures."""

import base64
import binascii
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from likelier.errors import SourceError
from likelier.sources import AccountPosts, Rejection
from likelier.sources.rows import ACCOUNTS, POSTS, BadValue, Row, Table, by_account, rejected, row

DROP_NEWEST = False  # it was dropped, or not, when the posts were first read


def file_of(table: Table) -> str:
    """The name of a table's file within the folder."""
    return f"{table.name}.jsonl"


def read(path: Path) -> Iterator[AccountPosts]:
    """The accounts of the folder `path`, in the order of their posts; those without posts at the end."""
    for table in (POSTS, ACCOUNTS):
        if not (path / file_of(table)).is_file():
            raise SourceError(f"{path}: holds no {file_of(table)}; `likelier export --to json` writes such a folder")
    accounts: dict[str, Row] = {}
    for piece in _lines(path, ACCOUNTS):
        if isinstance(piece, Rejection):
            yield AccountPosts(None, rejections=[piece])
        else:
            accounts[piece["account_id"]] = piece
    yield from by_account(accounts, _lines(path, POSTS))


def _lines(folder: Path, table: Table) -> Iterator[Row | Rejection]:
    name = file_of(table)
    with (folder / name).open("rb") as stream:
        for number, line in enumerate(stream):
            document: Any = None
            try:
                document = _parsed(line)
                found = row(document, table) | {table.picture: _picture(document, table, folder)}
                yield found | {"file": name, "row": number} if table is POSTS else found
            except BadValue as error:
                yield rejected(document, str(error), table, name, number)


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadValue(f"not JSON: {error}") from error


def _picture(document: Any, table: Table, folder: Path) -> Path | bytes | None:
    inside, name = document.get(table.picture), document.get(f"{table.picture}_file")
    if inside is not None:
        try:
            return base64.b64decode(inside, validate=True)
        except (binascii.Error, TypeError, ValueError) as error:
            raise BadValue(f"broken picture: {table.picture} is no Base64: {error}") from error
    if name is None:
        return None
    # A line may name any file: only one of this folder is read.
    file = folder / str(name)
    if not file.resolve().is_relative_to(folder.resolve()) or not file.is_file():
        raise BadValue(f"broken picture: {table.picture}_file names no file of the folder")
    return file
