"""Taking one account out of an export: its rows, its pictures, and with them their entries in every index."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from likelier import atomic
from likelier.errors import ExportError
from likelier.exporting import json_lines
from likelier.sources.json_lines import file_of
from likelier.sources.mongodb_files import Files
from likelier.sources.mongodb_server import database
from likelier.sources.rows import ACCOUNTS, POSTS, Table


@dataclass(frozen=True)
class Account:
    """Whom to forget: an id, or a user name in any case; where both are given, either is enough."""

    account_id: str | None = None
    username: str | None = None

    def __post_init__(self) -> None:
        if not (self.account_id or self.username):
            raise ExportError("name the account to forget, by its id or its user name")

    def is_in(self, document: dict[str, Any]) -> bool:
        """Whether a row of the accounts is this one."""
        name = (self.username or "").removeprefix("@").lower()
        known = document.get("username")
        return (self.account_id is not None and document.get("account_id") == self.account_id) or (
            bool(name) and isinstance(known, str) and known.lower() == name
        )


@dataclass(frozen=True)
class Forgotten:
    """What was taken out of one export."""

    posts: int = 0
    accounts: int = 0
    pictures: int = 0


def from_folder(account: Account, folder: Path) -> Forgotten:
    """Take an account out of JSON lines. Killed in between, it is complete when it runs again.

    Raises
    ------
    ExportError
        The folder holds no export.
    """
    if not json_lines.is_export(folder):
        raise ExportError(f"{folder}: holds no export ({json_lines.MANIFEST}, posts.jsonl, accounts.jsonl)")
    ids = {line["account_id"] for _, line in _lines(folder, ACCOUNTS) if account.is_in(line)} | {account.account_id}
    used: set[str] = set()
    # The accounts last: as long as the user name stands there, a second run finds the posts.
    gone = {table: _rewrite(folder, table, ids, used) for table in (POSTS, ACCOUNTS)}
    pictures = [file for file in (folder / "pictures").glob("*/*") if file.relative_to(folder).as_posix() not in used]
    for file in pictures:
        file.unlink()
        if not any(file.parent.iterdir()):
            file.parent.rmdir()
    return Forgotten(gone[POSTS], gone[ACCOUNTS], len(pictures))


def from_database(account: Account, url: str) -> Forgotten:
    """Take an account out of MongoDB. Killed in between, it is complete when it runs again.

    Raises
    ------
    DatabaseError
        The server can't be reached, or refuses.
    """
    with database(url) as found:
        files = Files(found)
        known = found[ACCOUNTS.name].find({}, {"account_id": 1, "username": 1})
        ids: set[str] = {one["account_id"] for one in known if account.is_in(one)}
        ids |= {account.account_id} if account.account_id else set()
        pictures = sum(files.remove_account(account_id) for account_id in sorted(ids))
        own = {"account_id": {"$in": sorted(ids)}}
        posts, accounts = (found[table.name].delete_many(own).deleted_count for table in (POSTS, ACCOUNTS))
        return Forgotten(posts, accounts, pictures)


def _rewrite(folder: Path, table: Table, ids: set[str | None], used: set[str]) -> int:
    gone = 0
    with atomic.replacing(folder / file_of(table)) as partial, partial.open("wb") as stream:
        for raw, line in _lines(folder, table):
            if line.get("account_id") in ids:
                gone += 1
                continue
            used.add(line.get(f"{table.picture}_file") or "")
            stream.write(raw)
    return gone


def _lines(folder: Path, table: Table) -> Iterator[tuple[bytes, dict[str, Any]]]:
    path = folder / file_of(table)
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, 1):
            try:
                line = json.loads(raw)
            except ValueError as error:
                raise ExportError(f"{path}: line {number} is no JSON: {error}; export again first") from error
            if not isinstance(line, dict):
                raise ExportError(f"{path}: line {number} is no row; export again first")
            yield raw, line
