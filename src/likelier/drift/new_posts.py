"""Posts of shards that the champion has never seen: its features and scores of them, a shard at a time."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from likelier import posts as contract
from likelier import told
from likelier.artifact import Artifact
from likelier.drift.gathered import Gathered

IDS = ["post_id", "account_id"]
SCORES = ["score", "low", "high"]


def end_of_training(facts: Mapping[str, Any]) -> datetime | None:
    """The moment of the last post that a version was made of; of an older one the end of that day.

    Parameters
    ----------
    facts : mapping
        Of the version; empty where it is too old to tell.
    """
    data = facts.get("data", {})
    if data.get("last_at"):
        return datetime.fromisoformat(data["last_at"])
    if data.get("last"):
        return datetime.fromisoformat(data["last"]).replace(tzinfo=UTC) + timedelta(days=1, microseconds=-1)
    return None


def gather(shards: Path, artifact: Artifact, after: datetime | None, columns: Mapping[str, Any]) -> Gathered:
    """The posts taken after a moment (None: all), as the champion sees them.

    One shard is in memory at a time, of it the accounts with new posts; an account's earlier posts are its history.

    Parameters
    ----------
    columns : mapping
        The columns of the reference that are compared, and the type that each has there.

    Returns
    -------
    Gathered
        Its posts have post_id and account_id besides.

    Raises
    ------
    ContractError
        The shards are missing or broken.
    """
    accounts = contract.read_accounts(shards)
    parts, left_out = [], 0
    for shard in tqdm(contract.shard_paths(shards), desc="look at new posts", unit=" shards", disable=None):
        shown = contract.read(shard, contract.POSTS, ["account_id", "taken_at"])
        new = pd.Series(True, shown.index) if after is None else shown["taken_at"] > after
        left_out += int((~new).sum())
        if new.any():
            parts.append(_seen(shard, shown["account_id"][new], accounts, artifact, after))
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*IDS, "taken_at", *columns])
    known = [name for name in columns if name in table and table[name].notna().any()]
    taken = table["taken_at"]
    return Gathered(
        posts=table[[*IDS, *known]].assign(account=pd.factorize(table["account_id"])[0]),
        since=None if table.empty else taken.min().to_pydatetime(),
        until=None if table.empty else taken.max().to_pydatetime(),
        left_out={"not_after_the_champions_posts": left_out} if left_out else {},
        untold=tuple(name for name in columns if name not in known),
    )


def _seen(
    shard: Path, of: pd.Series, accounts: pd.DataFrame, artifact: Artifact, after: datetime | None
) -> pd.DataFrame:
    rows = contract.read(shard, contract.POSTS)
    rows = rows[rows["account_id"].isin(of)].reset_index(drop=True)
    asked = pd.Series(True, rows.index) if after is None else rows["taken_at"] > after
    examples = artifact.examples(rows, accounts[accounts["account_id"].isin(of)], asked.to_numpy())
    scores = artifact.judge(examples)[SCORES]
    seen = told.table(examples.features.reset_index(drop=True))
    return pd.concat([rows.loc[asked, [*IDS, "taken_at", "kind"]].reset_index(drop=True), seen, scores], axis=1)
