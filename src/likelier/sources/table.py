"""A table of posts, CSV or Parquet, with columns of any names, and a folder of pictures: what a data scientist has.

Which column is which is said in ``ingest.table.columns``; columns that have the contract's names need no saying. The
table may hold columns of the account too: of each the latest value that is known counts.
"""

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from likelier.errors import ParamsError, SourceError
from likelier.params import Ingest, Table
from likelier.sources import AccountPosts, Rejection, cells, columns, documents, owners, tabular
from likelier.sources.beside import OutsideFolder, Pictures
from likelier.sources.table_rows import Meaning, Row
from likelier.sources.zones import FILE as ZONES
from likelier.time_zones import zone

_Members = list[tuple[int, int]]  # rows: which file, which of its rows
_PICTURES = ("picture", "profile_picture")


@dataclass(frozen=True)
class _File:
    """One table: its rows, each with its place in the file, under the names of the contract."""

    name: str
    table: tabular.CsvTable | tabular.ParquetTable
    columns: dict[str, str]
    content: Any  # a pyarrow Table
    places: Sequence[int]

    def rows(self, indices: Sequence[int]) -> Iterator[Row]:
        """These rows, under the contract's names; bytes of pictures are read here."""
        taken = self.content.take(indices).to_pylist()
        for index, row in zip(indices, taken, strict=True):
            place = self.places[index]
            found = {ours: row[theirs] for ours, theirs in self.columns.items() if theirs in row}
            for ours, theirs in self.columns.items():
                if theirs in self.table.binary:
                    found[ours] = self.table.bytes_of(theirs, place) if ours in _PICTURES else None
            yield found | {"file": self.name, "row": place}


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
        files, rejections = self._files(path)
        root = path if path.is_dir() else path.parent
        pictures = Pictures(_folder(root, self.settings.pictures))
        _seek(files, pictures)
        meaning = Meaning(self._zone, self.settings.time_format, pictures)
        members: dict[str, _Members] = {}
        for number, file in enumerate(files):
            for index, cell in enumerate(_accounts(file)):
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

    def _files(self, path: Path) -> tuple[list[_File], list[Rejection]]:
        files, rejections = [], []
        for file in [path] if path.is_file() else documents.find(path, tabular.SUFFIXES):
            if file.name == ZONES:
                continue
            name = file.name if path.is_file() else documents.relative(file, path)
            try:
                table = tabular.open_table(file, name, self.settings.delimiter, self.settings.encoding)
                given = columns.found(table.header, self.settings.columns, name)
                content, places, rejected = table.load(list(dict.fromkeys(given.values())))
            except documents.UnreadableDocument as error:
                rejections.append(Rejection(name, str(error)))
                continue
            files.append(_File(name, table, given, content, places))
            rejections += rejected
        return files, rejections

    def _account(self, account: str, files: list[_File], members: _Members, meaning: Meaning) -> AccountPosts:
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


def _accounts(file: _File) -> list[Any]:
    """Whose each row is, by id or else by name."""
    ours = "account_id" if "account_id" in file.columns else "username"
    whose = file.content[file.columns[ours]].to_pylist()
    return whose if ours == "account_id" else [one and str(one).strip().removeprefix("@").lower() for one in whose]


def _folder(root: Path, given: str | None) -> Path:
    folder = root / Path(given or ".").expanduser()
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder; say where the pictures are in ingest.table.pictures")
    return folder


def _seek(files: list[_File], pictures: Pictures) -> None:
    """Stop where pictures are named and not one of them is there: then the folder is the wrong one."""
    named = 0
    for file in files:
        theirs = file.columns.get("picture")
        if theirs is None or theirs in file.table.binary:
            continue
        for cell in file.content[theirs]:
            if given := cells.text("picture", cell.as_py()):
                named += 1
                try:
                    if pictures.at(given) is not None:
                        return
                except OutsideFolder:
                    continue
    if named:
        raise SourceError(
            f"{pictures.folder}: holds none of the {named} pictures that the table names; say where they are in "
            "ingest.table.pictures"
        )
