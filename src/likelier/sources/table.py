"""A table of posts, CSV or Parquet, with columns of any names, and a folder of pictures: what a data scientist has.

Which column is which is said in ``ingest.table.columns``; columns that have the contract's names need no saying. The
table may hold columns of the account too: of each the latest value that is known counts.
"""

import codecs
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from likelier.errors import ParamsError, SourceError
from likelier.params import Ingest, Table
from likelier.sources import AccountPosts, Rejection, cells, columns, owners
from likelier.sources.beside import Pictures
from likelier.sources.table_files import TableFile, open_files, seek_pictures
from likelier.sources.table_rows import Meaning, Row
from likelier.time_zones import zone

_Members = list[tuple[int, int]]  # rows: which file, which of its rows


def configured(settings: Ingest) -> "Reader":
    """A reader of tables as ``ingest.table`` says."""
    return Reader(settings.table)


class Reader:
    """Reads tables with the given settings.

    Raises
    ------
    ParamsError
        The settings name an unknown column, time zone, encoding or time.
    """

    DROP_NEWEST = False  # it is as old as its snapshot, where no other is known, and so too young to learn from

    def __init__(self, settings: Table) -> None:
        columns.check(settings.columns)
        try:
            codecs.lookup(settings.encoding or "utf-8")
        except LookupError as error:
            raise ParamsError(f"ingest.table.encoding: {settings.encoding!r} is none; such as cp1252") from error
        self.settings = settings
        try:
            self._zone: ZoneInfo = zone(settings.time_zone)
        except ValueError as error:
            raise ParamsError(f"ingest.table.time_zone: {settings.time_zone!r} {error}") from error
        try:
            self._snapshot = cells.moment("it", settings.snapshot_at, self._zone, None)
        except cells.BadCell as error:
            raise ParamsError(f"ingest.table.snapshot_at: {error}") from error

    def read(self, path: Path) -> Iterator[AccountPosts]:
        """One `AccountPosts` for each account, in the order of their ids; rows of one account may lie anywhere.

        Raises
        ------
        SourceError
            There is no table, a column is missing, or no picture that a table names is there.
        """
        files, rejections = open_files(path, self.settings)
        root = path if path.is_dir() else path.parent
        pictures = Pictures(_folder(root, self.settings.pictures))
        seek_pictures(files, pictures)
        meaning = Meaning(self._zone, self.settings.time_format, pictures)
        members: dict[str, _Members] = {}
        for number, file in enumerate(files):
            for index, cell in enumerate(file.accounts()):
                try:
                    account = cells.identity("account_id", cell)
                except cells.BadCell as error:
                    rejections.append(Rejection(file.name, str(error), file.places[index]))
                    continue
                if account is None:
                    reason = "no owner: the row doesn't say whose post it is"
                    rejections.append(Rejection(file.name, reason, file.places[index]))
                else:
                    members.setdefault(account, []).append((number, index))
        for account in sorted(members):
            yield self._account(account, files, members[account], meaning)
        if rejections:
            yield AccountPosts(None, rejections=rejections)

    def _account(self, account: str, files: list[TableFile], members: _Members, meaning: Meaning) -> AccountPosts:
        found: list[Row] = []
        tellings: list[Row] = []
        rejections = []
        for number, file in enumerate(files):
            for row in file.rows([index for of, index in members if of == number]):
                try:
                    post, told = meaning.post(row, account), meaning.account(row, account)
                except cells.BadCell as error:
                    named = row.get("post_id") or row.get("shortcode")
                    named = None if named is None else str(named)
                    rejections.append(Rejection(file.name, str(error), row["row"], named, account))
                    continue
                found.append(post)
                tellings.append(told | {"snapshot_at": post["snapshot_at"] or post["taken_at"]})
        now = datetime.now(UTC)
        times = [post["taken_at"] for post in found if post["taken_at"] and post["taken_at"] <= now]
        for post in found:
            # A lower bound where nothing is said: likes were read after the account's newest post.
            post["snapshot_at"] = post["snapshot_at"] or self._snapshot or max(times, default=None)
        merged = owners.merged(tellings) or [{"account_id": account, "snapshot_at": None}]
        return AccountPosts(merged[0], found, rejections)


def _folder(root: Path, given: str | None) -> Path:
    folder = root / Path(given or ".").expanduser()
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder; say where the pictures are in ingest.table.pictures")
    return folder
