"""Whose posts are asked about: a profile, the posts that are already out, and how many likes they usually get."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from likelier import posts
from likelier.errors import SourceError

HISTORY = ("post_id", "account_id", "taken_at", "kind", "likes", "comments", "source")


@dataclass(frozen=True)
class Account:
    """One row of the accounts table, or none; and the posts that are already out, of the columns `HISTORY`."""

    profile: pd.DataFrame
    history: pd.DataFrame


STRANGER = Account(pd.DataFrame(columns=posts.ACCOUNTS.names), pd.DataFrame(columns=list(HISTORY)))


def known_account(shards: Path, username: str) -> Account:
    """An account of the shards, by its user name (an ``@`` before it may be there).

    Raises
    ------
    SourceError
        The shards hold no such account.
    """
    accounts = posts.read_accounts(shards)
    profile = accounts[accounts["username"].str.lower() == plain(username)]
    if profile.empty:
        raise SourceError(f"account {username!r} is not in {shards}; leave --account out, or ingest its posts first")
    history = posts.read_posts(shards, HISTORY)
    own = history["account_id"] == profile["account_id"].iloc[0]
    return Account(profile, history[own].reset_index(drop=True))


def plain(username: str) -> str:
    """A user name as it is compared."""
    return username.strip().removeprefix("@").lower()


def usual_likes(target: str, account: Account, at: pd.Timestamp, matured_hours: float) -> float | None:
    """What the scores of an account stand on, in likes; None where no earlier post with known likes is there.

    That of the target (see `likelier.targets`): of the posts that were `matured_hours` old by `at`.
    """
    if target == "likes_per_follower":
        followers = account.profile["followers"].dropna() if len(account.profile) else pd.Series(dtype=float)
        return float(followers.iloc[0]) if len(followers) else None
    history = account.history
    if not len(history):
        return None
    matured = history["taken_at"] <= at - pd.Timedelta(hours=matured_hours)
    likes = history["likes"][matured].dropna().to_numpy(dtype=np.float64)
    likes = likes[likes >= 0]  # some sources write -1 for hidden
    if not len(likes):
        return None
    if target == "lift":
        return float(np.expm1(np.log1p(likes).mean()))
    return float(likes.mean() if target == "likes_over_mean" else likes.max())


def in_likes(target: str, usual: float, score: float) -> float:
    """A score as a number of likes, of an account with these usual ones."""
    return float(np.expm1(np.log1p(usual) + score)) if target == "lift" else usual * score
