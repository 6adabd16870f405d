"""Writing shards: whole accounts, grouped by size, in bounded memory."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from likelier import posts
from likelier.errors import SourceError

Row = dict[str, Any]

_ROW_BYTES = 500  # of a post without its picture and caption, about


class ShardWriter:
    """Writes posts into ``posts-0000.parquet``, ``posts-0001.parquet``, ... of `folder`.

    An account is added as a whole. A shard is written when the next account would make it larger than `limit`
    bytes; an account that is larger by itself gets a shard of its own. Pictures that are given as paths are
    read when their shard is written, so that one shard at a time is in memory.
    """

    def __init__(self, folder: Path, limit: float) -> None:
        self.folder = folder
        self.limit = limit
        self.rows = 0
        self._waiting: list[Row] = []
        self._waiting_bytes = 0
        self._paths: list[Path] = []
        self._shard_of: dict[str, Path] = {}

    @property
    def accounts(self) -> set[str]:
        """The accounts that were written."""
        return set(self._shard_of)

    def add(self, rows: list[Row]) -> None:
        """Take the rows of one account, all of them."""
        size = sum(_bytes(row) for row in rows)
        if self._waiting and self._waiting_bytes + size > self.limit:
            self.flush()
        self._waiting += rows
        self._waiting_bytes += size

    def flush(self) -> None:
        """Write what waits as one shard."""
        if not self._waiting:
            return
        rows = sorted(self._waiting, key=lambda row: (row["account_id"], row["taken_at"], row["post_id"]))
        path = self.folder / f"posts-{len(self._paths):04d}.parquet"
        posts.write((_with_bytes(row) for row in rows), posts.POSTS, path)
        self._shard_of.update(dict.fromkeys((row["account_id"] for row in rows), path))
        self._paths.append(path)
        self.rows += len(rows)
        self._waiting, self._waiting_bytes = [], 0

    def take_out(self, accounts: Iterable[str]) -> Iterator[list[Row]]:
        """Remove accounts from where they are, and give back their rows, an account at a time."""
        waiting: dict[str, list[Row]] = {account: [] for account in sorted(accounts)}
        shard_of = {account: self._shard_of.pop(account) for account in waiting if account in self._shard_of}
        staying: list[Row] = []
        for row in self._waiting:
            waiting.get(row["account_id"], staying).append(row)
        self._waiting, self._waiting_bytes = staying, sum(_bytes(row) for row in staying)
        yield from (rows for rows in waiting.values() if rows)
        for path in sorted(set(shard_of.values())):
            content = pq.read_table(path)
            leaving = sorted(account for account, shard in shard_of.items() if shard == path)
            _rewrite(path, content.filter(pc.invert(pc.is_in(content["account_id"], pa.array(leaving)))))
            for account in leaving:
                rows: list[Row] = content.filter(pc.equal(content["account_id"], account)).to_pylist()
                self.rows -= len(rows)
                yield rows

    def close(self) -> list[Path]:
        """Write what waits, drop shards that lost all of their accounts, and number the rest without gaps."""
        self.flush()
        full = [path for path in self._paths if pq.read_metadata(path).num_rows]
        for path in self._paths:
            if path not in full:
                path.unlink()
        numbered = [self.folder / f"posts-{number:04d}.parquet" for number in range(len(full))]
        for path, target in zip(full, numbered, strict=True):  # in order: a target is free before it is needed
            path.rename(target)
        return numbered


def _rewrite(path: Path, content: pa.Table) -> None:
    posts.write(content.to_pylist(), posts.POSTS, path)


def _bytes(row: Row) -> int:
    picture = row.get("picture")
    size = picture.stat().st_size if isinstance(picture, Path) else len(picture or b"")
    return size + 2 * len(row.get("caption") or "") + _ROW_BYTES


def _with_bytes(row: Row) -> Row:
    row = {name: row.get(name) for name in posts.POSTS.names}
    return row | {"picture": None if row["picture"] is None else picture_bytes(row["picture"])}


def picture_bytes(picture: Path | bytes) -> bytes:
    """The content of a picture that is given as a file, or as itself.

    Raises
    ------
    SourceError
        The file was there when its folder was listed, and cannot be read now.
    """
    try:
        return picture.read_bytes() if isinstance(picture, Path) else picture
    except OSError as error:
        raise SourceError(f"{picture!s}: cannot be read: {error.strerror}") from error
