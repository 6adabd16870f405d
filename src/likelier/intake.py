"""From what a source yields to shards: which rows are kept, and why the others are not.

The rules are written once, for the step `ingest` and for scoring in batch. Every row that a source yields ends
either in a shard or in the quarantine, with its file and a reason. A reason reads "what: detail", and rows are
counted by what stands before the colon.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from tqdm import tqdm

from likelier import contract, pictures, posts, sources
from likelier.errors import NotEnoughData, PictureError
from likelier.shards import Row, ShardWriter, picture_bytes
from likelier.sources import AccountPosts

NEWEST = "newest post: too young to judge, and the source does not tell when it was read"


@dataclass(frozen=True)
class Rules:
    """What is kept.

    `drop_newest` leaves each account's newest post out. `broken_pictures` keeps a post whose picture is broken,
    without the picture, instead of sending it to the quarantine.
    """

    drop_newest: bool
    broken_pictures: bool = False


@dataclass
class Tally:
    """How many rows came in, and where they went. A file that can't be read at all counts as one row."""

    rows_read: int = 0
    rows_kept: int = 0
    rows_quarantined: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    accounts: int = 0
    accounts_without_posts: int = 0
    broken_profile_pictures: int = 0
    shards: int = 0
    bytes: int = 0


class Intake:
    """Screens what a source yields; writes shards, accounts and quarantine into an existing folder.

    An account may come in several pieces: two files, or posts below the folder of a hashtag. Its first piece
    goes on to the shards at once; later ones wait, with their pictures still on the disk, and are merged in
    `finish`. So one shard at a time is in memory, and no account spans two.
    """

    def __init__(self, folder: Path, source: str, rules: Rules, shard_mb: float) -> None:
        self.folder = folder
        self.source = source
        self.rules = rules
        self._rows_read = 0
        self._writer = ShardWriter(folder, shard_mb * 1e6)
        self._accounts: dict[str, Row] = {}
        self._file_of: dict[str, str] = {}  # by post
        self._newest: dict[str, Row] = {}  # by account: held back until all of its pieces are known
        self._late: dict[str, list[Row]] = {}
        self._quarantine: list[Row] = []

    def take(self, piece: AccountPosts) -> None:
        """Screen one piece."""
        self._rows_read += len(piece.posts) + len(piece.rejections)
        for rejection in piece.rejections:
            self._reject(vars(rejection), rejection.reason)
        if piece.account is None:
            return
        account = piece.account["account_id"]
        is_late = account in self._accounts
        self._accounts[account] = _merged(self._accounts.get(account, {}), piece.account)
        rows, newest = self._screened([row | {"source": self.source} for row in piece.posts])
        if is_late:
            self._late.setdefault(account, []).extend(rows if newest is None else [*rows, newest])
            return
        if newest is not None:
            self._newest[account] = newest
        self._writer.add(rows)

    def finish(self) -> Tally:
        """Merge what came late, write everything, and count."""
        if self.rules.drop_newest:
            for account in self._late:
                self._hold_newest(account)
        for written in self._writer.take_out(self._late):
            self._writer.add(written + self._late.pop(written[0]["account_id"]))
        for rows in self._late.values():
            self._writer.add(rows)
        for row in self._newest.values():
            self._reject(row, NEWEST)
        paths = self._writer.close()
        broken = self._write_accounts()
        self._quarantine.sort(key=lambda row: (row["file"], -1 if row["row"] is None else row["row"]))
        posts.write(self._quarantine, posts.QUARANTINE, self.folder / "quarantine.parquet")
        reasons = Counter(row["reason"].partition(":")[0] for row in self._quarantine)
        return Tally(
            rows_read=self._rows_read,
            rows_kept=self._writer.rows,
            rows_quarantined=len(self._quarantine),
            reasons=dict(sorted(reasons.items())),
            accounts=len(self._accounts),
            accounts_without_posts=len(self._accounts.keys() - self._writer.accounts),
            broken_profile_pictures=broken,
            shards=len(paths),
            bytes=sum(path.stat().st_size for path in paths),
        )

    def _screened(self, rows: list[Row]) -> tuple[list[Row], Row | None]:
        """The rows that can be used, and apart from them the newest where that is to be dropped."""
        newest = _newest(rows) if self.rules.drop_newest else None
        kept, held = [], None
        for row in rows:
            flaw = contract.flaw(row) or self._met(row)
            # The picture of the newest is no reason: were it rejected for that, the next one would be the newest.
            if flaw is None and row is not newest:
                flaw = self._picture_flaw(row)
            if flaw is not None:
                self._reject(row, flaw)
                continue
            self._file_of[row["post_id"]] = row["file"]
            if row is newest:
                held = row
            else:
                kept.append(row)
        return kept, held

    def _hold_newest(self, account: str) -> None:
        # Everything that was written already is older than what is held back.
        rows = self._late[account] + ([self._newest.pop(account)] if account in self._newest else [])
        newest = _newest(rows)
        if newest is not None:
            self._newest[account] = newest
        self._late[account] = []
        for row in rows:
            if row is newest:
                continue
            flaw = self._picture_flaw(row)
            if flaw is None:
                self._late[account].append(row)
            else:
                self._reject(row, flaw)

    def _met(self, row: Row) -> str | None:
        file = self._file_of.get(row["post_id"])
        return None if file is None else f"the same post: as in {file}"

    def _picture_flaw(self, row: Row) -> str | None:
        picture = row.get("picture")
        if picture is None:
            return None
        try:
            width, height = pictures.check(picture_bytes(picture))
        except PictureError as error:
            if self.rules.broken_pictures:
                row |= {"picture": None, "picture_origin": None}
                return None
            return f"broken picture: {f'{picture.name}: ' if isinstance(picture, Path) else ''}{error}"
        if row.get("width") is None and row["picture_origin"] != "preview":
            row |= {"width": width, "height": height}
        return None

    def _reject(self, row: Row, reason: str) -> None:
        place = {name: row.get(name) for name in ("file", "row", "post_id", "account_id")}
        self._quarantine.append(place | {"reason": reason})

    def _write_accounts(self) -> int:
        broken = 0
        rows = []
        for _, account in sorted(self._accounts.items()):
            picture = account.get("profile_picture")
            data = None if picture is None else picture_bytes(picture)
            try:
                if data is not None:
                    pictures.check(data)
            except PictureError:
                data, broken = None, broken + 1
            rows.append(account | {"profile_picture": data, "source": self.source})
        posts.write(rows, posts.ACCOUNTS, self.folder / "accounts.parquet")
        return broken


def write(pieces: Iterable[AccountPosts], folder: Path, source: str, rules: Rules, shard_mb: float) -> Tally:
    """Write what a source yields into an existing folder: shards, ``accounts.parquet``, ``quarantine.parquet``.

    Raises
    ------
    NotEnoughData
        No row could be kept; the commonest reasons are named.
    """
    intake = Intake(folder, source, rules, shard_mb)
    for piece in tqdm(pieces, desc="ingest", unit=" accounts", disable=None):
        intake.take(piece)
    tally = intake.finish()
    if not tally.rows_kept:
        commonest = Counter(tally.reasons).most_common(3)
        reasons = ", ".join(f"{count} x {reason}" for reason, count in commonest) or "the accounts have no posts"
        raise NotEnoughData(f"none of {tally.rows_read} rows from source {source!r} can be used: {reasons}")
    return tally


@contextmanager
def readable(
    kind: str, path: Path, shard_mb: float = 128.0, workspace: Path | None = None
) -> Iterator[tuple[Path, Tally]]:
    """Every readable post of a folder, as a temporary folder of shards; for scoring.

    The newest posts are in, and posts whose picture is broken are in without it. The shards go through the disk
    (below `workspace`, or the system's temporary folder), so that an account that lies in many places still
    comes whole, in the memory that one shard takes.
    """
    with TemporaryDirectory(prefix=".likelier-", dir=workspace) as name:
        rules = Rules(drop_newest=False, broken_pictures=True)
        yield Path(name), write(sources.load(kind).read(path), Path(name), kind, rules, shard_mb)


def batches(
    kind: str, path: Path, shard_mb: float = 128.0, workspace: Path | None = None
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Every readable post of a folder, as pairs of posts and their accounts; whole accounts, in a stable order."""
    with readable(kind, path, shard_mb, workspace) as (folder, _):
        accounts = posts.read_accounts(folder)
        for shard in posts.shard_paths(folder):
            frame = posts.read(shard, posts.POSTS)
            yield frame, accounts[accounts["account_id"].isin(frame["account_id"])].reset_index(drop=True)


def _newest(rows: list[Row]) -> Row | None:
    sound = [row for row in rows if contract.flaw(row) is None]
    return max(sound, key=lambda row: (row["taken_at"], row["post_id"]), default=None)


def _merged(known: Row, found: dict[str, Any]) -> Row:
    """What two pieces tell of one account: the later snapshot's values, and the other's where it has none."""
    earlier, later = known, found
    if known.get("snapshot_at") and (not found.get("snapshot_at") or found["snapshot_at"] < known["snapshot_at"]):
        earlier, later = found, known
    return earlier | {name: value for name, value in later.items() if value is not None}
