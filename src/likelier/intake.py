"""From what a source yields to shards, accounts and quarantine: for the step `ingest` and for scoring in batch.

Every row that a source yields ends either in a shard or in the quarantine, with its file and a reason. A reason
reads "what: detail", and rows are counted by what stands before the colon.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from tqdm import tqdm

from likelier import posts
from likelier.blocklist import Blocklist
from likelier.errors import NotEnoughData, PictureError
from likelier.screening import NEWEST, Rules, Screen, look_at
from likelier.shards import ShardWriter, picture_bytes
from likelier.sources import AccountPosts, Rejection
from likelier.spool import Row


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
    time_zones: int = 0
    accounts_forgotten: int = 0
    shards: int = 0
    bytes: int = 0


class Intake:
    """Screens what a source yields and writes it into an existing folder.

    An account may come in several pieces: two files, or posts below the folder of a hashtag. Its first piece
    goes on at once; later ones wait, with their pictures still on the disk, until all are known in `finish`.
    One shard at a time is in memory, and no account spans two.
    """

    def __init__(
        self,
        folder: Path,
        source: str,
        rules: Rules,
        shard_mb: float,
        time_zones: Mapping[str, str],
        forgotten: Blocklist,
    ) -> None:
        self.folder = folder
        self.source = source
        self._time_zones = time_zones
        self._forgotten = forgotten
        self._stayed_out: set[str] = set()
        self._rows_read = 0
        self._screen = Screen(rules)
        self._writer = ShardWriter(folder, shard_mb * 1e6)
        self._accounts: dict[str, Row] = {}
        self._newest: dict[str, Row] = {}  # by account: held back until all of its pieces are known
        self._late: dict[str, list[Row]] = {}
        self._quarantine: list[Row] = []

    def take(self, piece: AccountPosts) -> None:
        """Screen one piece; of a forgotten account nothing is taken, and nothing but its number told."""
        if piece.account is not None and self._forgotten.holds(
            piece.account["account_id"], piece.account.get("username")
        ):
            self._stayed_out.add(piece.account["account_id"])
            return
        piece = replace(piece, rejections=[one for one in piece.rejections if not self._is_forgotten(one)])
        self._rows_read += len(piece.posts) + len(piece.rejections)
        for rejection in piece.rejections:
            self._reject(vars(rejection), rejection.reason)
        if piece.account is None:
            return
        account = piece.account["account_id"]
        is_late = account in self._accounts
        self._accounts[account] = _merged(self._accounts.get(account, {}), piece.account)
        kept, newest = self._sifted([row | {"source": row.get("source") or self.source} for row in piece.posts])
        if is_late:
            self._late.setdefault(account, []).extend(kept if newest is None else [*kept, newest])
            return
        if newest is not None:
            self._newest[account] = newest
        self._writer.add(kept)

    def finish(self) -> Tally:
        """Merge what came late, write everything, and count."""
        for account, rows in self._late.items():
            # The newest of all pieces is among these: what was written already is older than what was held back.
            held = [self._newest.pop(account)] if account in self._newest else []
            self._late[account], newest = self._sifted(rows + held, again=True)
            if newest is not None:
                self._newest[account] = newest
        for rows in self._late.values():
            self._writer.add(rows)
        for row in self._newest.values():
            self._reject(row, NEWEST)
        return self._close()

    def _is_forgotten(self, rejection: Rejection) -> bool:
        file = PurePosixPath(rejection.file)
        return self._forgotten.holds(rejection.account_id, file.stem, *file.parts)

    def _sifted(self, rows: list[Row], again: bool = False) -> tuple[list[Row], Row | None]:
        sifted = self._screen.sift(rows, again)
        for row, reason in sifted.rejected:
            self._reject(row, reason)
        return sifted.kept, sifted.newest

    def _reject(self, row: Row, reason: str) -> None:
        place = {name: row.get(name) for name in ("file", "row", "post_id", "account_id")}
        self._quarantine.append(place | {"reason": reason})

    def _close(self) -> Tally:
        paths = self._writer.close()
        accounts = [_with_picture(account) for _, account in sorted(self._accounts.items())]
        broken = sum(account.pop("is_broken") for account in accounts)
        for account in accounts:
            own = self._time_zones.get((account.get("username") or "").lower())
            # An export says where its rows once came from.
            account |= {"source": account.get("source") or self.source, "time_zone": own or account.get("time_zone")}
        posts.write(accounts, posts.ACCOUNTS, self.folder / "accounts.parquet")
        self._quarantine.sort(key=lambda row: (row["file"], -1 if row["row"] is None else row["row"]))
        posts.write(self._quarantine, posts.QUARANTINE, self.folder / "quarantine.parquet")
        reasons = Counter(row["reason"].partition(":")[0] for row in self._quarantine)
        return Tally(
            rows_read=self._rows_read,
            rows_kept=self._writer.rows,
            rows_quarantined=len(self._quarantine),
            reasons=dict(sorted(reasons.items())),
            accounts=len(accounts),
            accounts_without_posts=len(self._accounts.keys() - self._writer.accounts),
            broken_profile_pictures=broken,
            time_zones=sum(account["time_zone"] is not None for account in accounts),
            accounts_forgotten=len(self._stayed_out),
            shards=len(paths),
            bytes=sum(path.stat().st_size for path in paths),
        )


def write(
    pieces: Iterable[AccountPosts],
    folder: Path,
    source: str,
    rules: Rules,
    shard_mb: float,
    time_zones: Mapping[str, str] | None = None,
    forgotten: Blocklist | None = None,
) -> Tally:
    """Write what a source yields into an existing folder: shards, ``accounts.parquet``, ``quarantine.parquet``.

    `time_zones` has the zones of accounts by their user names in lower case; accounts that are `forgotten` stay out.

    Raises
    ------
    NotEnoughData
        No row could be kept; the commonest reasons are named.
    """
    intake = Intake(folder, source, rules, shard_mb, time_zones or {}, forgotten or Blocklist())
    for piece in tqdm(pieces, desc="read", unit=" accounts", disable=None):
        intake.take(piece)
    tally = intake.finish()
    if not tally.rows_kept:
        commonest = Counter(tally.reasons).most_common(3)
        reasons = ", ".join(f"{count} x {reason}" for reason, count in commonest) or "the accounts have no posts"
        raise NotEnoughData(f"none of {tally.rows_read} rows from source {source!r} can be used: {reasons}")
    return tally


def _merged(known: Row, found: dict[str, Any]) -> Row:
    """What two pieces tell of one account: the later snapshot's values, and the other's where it has none."""
    earlier, later = known, found
    if known.get("snapshot_at") and (not found.get("snapshot_at") or found["snapshot_at"] < known["snapshot_at"]):
        earlier, later = found, known
    return earlier | {name: value for name, value in later.items() if value is not None}


def _with_picture(account: Row) -> Row:
    picture = account.get("profile_picture")
    is_broken = isinstance(look_at(picture), PictureError)
    data = None if picture is None or is_broken else picture_bytes(picture)
    return account | {"profile_picture": data, "is_broken": is_broken}
