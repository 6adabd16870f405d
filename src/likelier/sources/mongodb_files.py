"""Pictures in GridFS: read and looked up many at once, since each question takes a way to the server and back.

A file's id says whose it is, so that everything of an account is found, also what a killed export left half written.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import quote

from likelier.sources.mongodb_server import FILES
from likelier.sources.rows import ACCOUNTS, POSTS, Table

_MANY = 1000  # ids in one question


class Files:
    """The bucket of pictures of a data base."""

    def __init__(self, database: Any) -> None:
        from gridfs import GridFSBucket

        self._bucket = GridFSBucket(database, FILES)
        self._files, self._chunks = database[FILES].files, database[FILES].chunks

    def read(self, ids: list[str]) -> dict[str, bytes]:
        """The files of these ids that are there and complete."""
        if not ids:
            return {}
        lengths = {file["_id"]: file["length"] for file in self._files.find({"_id": {"$in": ids}}, {"length": 1})}
        parts: dict[str, dict[int, bytes]] = {}
        for chunk in self._chunks.find({"files_id": {"$in": list(lengths)}}):
            parts.setdefault(chunk["files_id"], {})[chunk["n"]] = chunk["data"]
        found = {id_: b"".join(parts[id_][n] for n in sorted(parts[id_])) for id_ in parts}
        return {id_: data for id_, data in found.items() if len(data) == lengths[id_]}

    def there(self, ids: Iterable[str]) -> set[str]:
        """Which of these are there."""
        wanted = list(ids)
        return {file["_id"] for file in self._files.find({"_id": {"$in": wanted}}, {"_id": 1})} if wanted else set()

    def write(self, pictures: Mapping[str, bytes]) -> None:
        """Write new files. What a killed export wrote of them is removed first."""
        if not pictures:
            return
        self._chunks.delete_many({"files_id": {"$in": list(pictures)}})
        for id_, data in pictures.items():
            self._bucket.upload_from_stream_with_id(id_, id_, data)

    def remove(self, ids: Iterable[str]) -> int:
        """Remove files; how many were there."""
        waiting, gone = iter(ids), 0
        while some := list(islice(waiting, _MANY)):
            # The entry last: it is what a second run finds.
            self._chunks.delete_many({"files_id": {"$in": some}})
            gone += self._files.delete_many({"_id": {"$in": some}}).deleted_count
        return gone

    def remove_account(self, account_id: str) -> int:
        """Remove all that is an account's; how many files were there."""
        gone = 0
        for table in (POSTS, ACCOUNTS):
            own = {"$regex": f"^{re.escape(_prefix(table, account_id))}"}
            self._chunks.delete_many({"files_id": own})
            gone += self._files.delete_many({"_id": own}).deleted_count
        return gone

    def all(self) -> Iterator[str]:
        """The ids of all files."""
        return (file["_id"] for file in self._files.find({}, {"_id": 1}))


def id_of(table: Table, account_id: str, key: str, sha256: str) -> str:
    """The id of the picture of a row; another picture has another id."""
    return f"{_prefix(table, account_id)}{quote(key, safe='')}/{sha256[:16]}"


def _prefix(table: Table, account_id: str) -> str:
    return f"{table.name}/{quote(account_id, safe='')}/"
