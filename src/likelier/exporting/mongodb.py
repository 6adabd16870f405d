"""Posts and accounts in MongoDB: batched upserts of what differs; the source `mongodb` reads them back.

A picture is written before the document that names it, and what a document named before is removed after it. So an
export that is killed leaves nothing wrong, and the next one completes it.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from likelier.errors import ExportError
from likelier.exporting import words
from likelier.exporting.documents import MAX_BYTES, Document, TooLarge, document
from likelier.exporting.tables import Counts, batches, length
from likelier.sources.mongodb_files import Files
from likelier.sources.mongodb_server import database
from likelier.sources.rows import ACCOUNTS, POSTS, Row, Table

if TYPE_CHECKING:
    from pymongo.database import Database

INDEXES = {  # the fields, and whether a value is unique
    ACCOUNTS.name: {"account_id": True, "username": False},
    POSTS.name: {"post_id": True, "account_id": False, "taken_at": False},
}


def export(shards: Path, url: str, way: str, mirror: bool) -> str:
    """Make the collections `accounts` and `posts` what the shards are, and say what that took.

    Raises
    ------
    ExportError
        Rows are too large for a document, even without a picture; all others are written.
    DatabaseError
        The server can't be reached, or refuses.
    """
    for table in (ACCOUNTS, POSTS):
        length(shards, table)  # shards that can't be read are told before anything is written
    with database(url) as found:
        copies = [_Copy(found, table, way) for table in (ACCOUNTS, POSTS)]
        for copy in copies:
            copy.write(shards)
        if mirror:
            for copy in copies:
                copy.remove_others()
            files = Files(found)
            files.remove(set(files.all()).difference(*(copy.files_named for copy in copies)))
    counted = {copy.table: copy.counts for copy in reversed(copies)}
    told = words.of_database(counted)
    too_large = [place for counts in counted.values() for place in counts.too_large]
    if too_large:
        raise ExportError(f"{told}; left out, as larger than {MAX_BYTES:,} bytes: {', '.join(too_large[:5])}")
    return told


class _Copy:
    def __init__(self, found: "Database[dict[str, Any]]", table: Table, way: str) -> None:
        self.table = table
        self.counts = Counts()
        self.files_named: set[str] = set()
        self._ids: set[str] = set()
        self._way = way
        self._collection = found[table.name]
        self._files = Files(found)

    def write(self, shards: Path) -> None:
        self._index()
        with tqdm(total=length(shards, self.table), desc=self.table.name, unit="", disable=None) as bar:
            for file, first, rows in batches(shards, self.table):
                wanted = [one for number, row in enumerate(rows, first) if (one := self._made(row, file, number))]
                self._write(wanted)
                bar.update(len(rows))

    def remove_others(self) -> None:
        """Of our own form, and not in the shards."""
        others = [one["_id"] for one in self._collection.find({self.table.key: {"$exists": True}}, {"_id": 1})]
        others = [one for one in others if one not in self._ids]
        for first in range(0, len(others), 1000):
            gone = self._collection.delete_many({"_id": {"$in": others[first : first + 1000]}})
            self.counts.removed += gone.deleted_count

    def _index(self) -> None:
        from pymongo import IndexModel

        known = self._collection.index_information()
        lacking = [
            IndexModel(field, unique=unique)
            for field, unique in INDEXES[self.table.name].items()
            if f"{field}_1" not in known
        ]
        if lacking:
            if self._collection.find_one({self.table.key: {"$exists": False}}, {"_id": 1}):
                raise ExportError(
                    f"the data base {self._collection.database.name!r} has a collection {self.table.name!r} of another "
                    "program; name another data base at the end of the address"
                )
            self._collection.create_indexes(lacking)

    def _made(self, row: Row, file: str, number: int) -> Document | None:
        self._ids.add(row[self.table.key])
        try:
            made = document(row, self.table, self._way)
        except TooLarge:
            self.counts.too_large.append(f"{file} row {number}")
            return None
        if made.file:
            self.files_named.add(made.file)
        return made

    def _write(self, wanted: list[Document]) -> None:
        from pymongo import UpdateOne

        without_picture = self._collection.find({"_id": {"$in": [one.id for one in wanted]}}, {self.table.picture: 0})
        known = {one["_id"]: one for one in without_picture}
        there = self._files.there(one.file for one in wanted if one.file)
        missing = {one.file: one.picture for one in wanted if one.file and one.picture and one.file not in there}
        self._files.write(missing)
        differing = [one for one in wanted if not one.is_as(known.get(one.id), self.table)]
        if differing:
            updates = [UpdateOne({"_id": one.id}, one.update(self.table), upsert=True) for one in differing]
            self._collection.bulk_write(updates, ordered=False)
        before = {one.id: known.get(one.id, {}).get(f"{self.table.picture}_file") for one in differing}
        self._files.remove(file for one in differing if (file := before[one.id]) and file != one.file)
        self._count(wanted, differing, known, missing)

    def _count(
        self, wanted: list[Document], differing: list[Document], known: dict[str, Any], missing: dict[str, bytes]
    ) -> None:
        new = sum(one.id not in known for one in differing)
        self.counts.new += new
        self.counts.changed += len(differing) - new
        self.counts.same += len(wanted) - len(differing)
        self.counts.pictures += len(missing) + sum(one.picture is not None and one.file is None for one in differing)
