"""Writing shards: whole accounts, grouped so that a new post changes no other shard, in bounded memory."""

from pathlib import Path

from likelier import posts
from likelier.errors import SourceError
from likelier.grouping import grouped
from likelier.spool import Row, Spool, bytes_of


class ShardWriter:
    """Writes posts into ``posts-0000.parquet`` of `folder`, or several of other numbers (see `likelier.grouping`).

    An account may be added in pieces. The shards are written when all are known, each up to about `limit` bytes;
    an account that is larger by itself gets a shard of its own. Pictures that are given as paths are read when
    their shard is written, so that one shard at a time is in memory.
    """

    def __init__(self, folder: Path, limit: float) -> None:
        self.folder = folder
        self.limit = limit
        self.rows = 0
        self._sizes: dict[str, int] = {}
        self._spool = Spool(folder / ".spool.arrow")

    @property
    def accounts(self) -> set[str]:
        """The accounts that have posts."""
        return set(self._sizes)

    def add(self, rows: list[Row]) -> None:
        """Take rows of one account."""
        if not rows:
            return
        account = rows[0]["account_id"]
        self._sizes[account] = self._sizes.get(account, 0) + sum(_bytes(row) for row in rows)
        self._spool.add(account, rows)
        self.rows += len(rows)

    def close(self) -> list[Path]:
        """Write all shards; their paths, in order."""
        groups = grouped(self._sizes, self.limit)
        paths = [self.folder / f"posts-{number:04d}.parquet" for number in groups]
        for path, rows in zip(paths, self._spool.accounts(groups.values()), strict=True):
            write_shard(rows, path)
        return sorted(paths)


def write_shard(rows: list[Row], path: Path) -> None:
    """Write posts of whole accounts as one shard, in its order; pictures may be files."""
    rows.sort(key=lambda row: (row["account_id"], row["taken_at"], row["post_id"]))
    posts.write((_with_bytes(row) for row in rows), posts.POSTS, path)


def _bytes(row: Row) -> int:
    picture = row.get("picture")
    return bytes_of(row, picture.stat().st_size if isinstance(picture, Path) else len(picture or b""))


def _with_bytes(row: Row) -> Row:
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
