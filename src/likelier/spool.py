"""Posts on their way to shards: a file that they wait in, since the sizes of all accounts decide which share a shard.

Pictures that are given as files stay where they are; only their places wait here.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from likelier import posts
from likelier.atomic import remove

Row = dict[str, Any]

MEMORY = 64_000_000  # bytes of rows that wait before they go to the file

_ROW_BYTES = 500  # of a post without its picture and caption, about
_FILE = pa.field("picture_file", pa.binary())  # its place, as the file system writes it
_ROWS = pa.schema([*posts.POSTS, _FILE])


class Spool:
    """An Arrow file of posts, by account. A file that a killed run left is overwritten."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._waiting: list[tuple[str, list[Row]]] = []
        self._waiting_bytes = 0
        self._places: dict[str, list[tuple[int, int, int]]] = {}  # of each account: batch, first row, rows
        self._writer: pa.RecordBatchFileWriter | None = None
        self._batches = 0

    def add(self, account: str, rows: list[Row]) -> None:
        """Take some rows of an account."""
        self._waiting.append((account, rows))
        self._waiting_bytes += sum(_held(row) for row in rows)
        if self._waiting_bytes > MEMORY:
            self._flush()

    def accounts(self, groups: Iterable[list[str]]) -> Iterator[list[Row]]:
        """The rows of each group of accounts, a group at a time; the last use of the file, which is removed."""
        self._flush()
        if self._writer is None:
            return
        self._writer.close()
        try:
            with pa.memory_map(str(self.path)) as source:
                reader = pa.ipc.open_file(source)
                for group in groups:
                    places = [place for account in group for place in self._places[account]]
                    parts = [reader.get_batch(batch).slice(first, rows) for batch, first, rows in places]
                    yield [_with_file(row) for part in parts for row in part.to_pylist()]
        finally:
            remove(self.path)

    def _flush(self) -> None:
        if not self._waiting:
            return
        first = 0
        for account, rows in self._waiting:
            self._places.setdefault(account, []).append((self._batches, first, len(rows)))
            first += len(rows)
        content = posts.table((_without_file(row) for _, rows in self._waiting for row in rows), _ROWS)
        if self._writer is None:
            self._writer = pa.ipc.new_file(self.path, _ROWS)
        self._writer.write_table(content, max_chunksize=first)  # one batch
        self._batches += 1
        self._waiting, self._waiting_bytes = [], 0


def bytes_of(row: Row, picture: int) -> int:
    """About what a post takes, with so many bytes of a picture."""
    return picture + 2 * len(row.get("caption") or "") + _ROW_BYTES


def _held(row: Row) -> int:
    picture = row.get("picture")
    return bytes_of(row, len(picture) if isinstance(picture, bytes) else 0)


def _without_file(row: Row) -> Row:
    content = {name: row.get(name) for name in posts.POSTS.names}
    picture = content["picture"]
    if isinstance(picture, Path):
        return content | {"picture": None, _FILE.name: os.fsencode(picture)}
    return content | {_FILE.name: None}


def _with_file(row: Row) -> Row:
    place = row.pop(_FILE.name)
    return row if place is None else row | {"picture": Path(os.fsdecode(place))}
