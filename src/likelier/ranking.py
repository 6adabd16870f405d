"""Candidate posts in order, the likeliest to be liked first; and which of them can't be told apart."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier import odds, posts
from likelier.artifact import Artifact
from likelier.candidates import complete as candidate_rows
from likelier.errors import SourceError
from likelier.models import Examples
from likelier.reasons import reasons

HISTORY = ("post_id", "account_id", "taken_at", "kind", "likes", "comments", "source")
CONFIDENCE = 0.6  # of two posts, how sure the model must be to tell them apart; a toss-up is 0.5
EMPTY_ACCOUNTS = pd.DataFrame(columns=posts.ACCOUNTS.names)


@dataclass(frozen=True)
class Account:
    """Whose posts are ranked: one row of the accounts table, and the posts that are already out."""

    profile: pd.DataFrame
    history: pd.DataFrame


STRANGER = Account(EMPTY_ACCOUNTS, pd.DataFrame(columns=list(HISTORY)))


def known_account(shards: Path, username: str) -> Account:
    """An account of the shards, by its user name (an ``@`` before it may be there).

    Raises
    ------
    SourceError
        The shards hold no such account.
    """
    accounts = posts.read_accounts(shards)
    profile = accounts[accounts["username"].str.lower() == username.removeprefix("@").lower()]
    if profile.empty:
        raise SourceError(f"account {username!r} is not in {shards}; leave --account out, or ingest its posts first")
    history = posts.read_posts(shards, HISTORY)
    own = history["account_id"] == profile["account_id"].iloc[0]
    return Account(profile, history[own].reset_index(drop=True))


def rank(
    artifact: Artifact, candidates: pd.DataFrame, account: Account = STRANGER, confidence: float = CONFIDENCE
) -> pd.DataFrame:
    """Order candidates by their score.

    Parameters
    ----------
    candidates : DataFrame, n rows
        In the data contract; all but `taken_at` may be left out.
    account : Account
        Whose they are.
    confidence : float
        See `groups`; 0.5 to 1.

    Returns
    -------
    DataFrame, n rows
        candidate (its position in `candidates`), score, low, high, low_90, high_90, first_beats (the chance that the
        first post gets more likes than this one; NaN for the first), group, and reasons (see `likelier.reasons`; none
        where the model can't tell); the best first, equal scores in the order given.
    """
    examples = seen(artifact, candidates, account)
    scores = artifact.judge(examples)
    told = artifact.model.contributions(examples)
    why = pd.Series([[]] * len(scores) if told is None else reasons(examples.features, told), dtype=object)
    order = np.argsort(-scores["score"].to_numpy(), kind="stable")
    ranked: pd.DataFrame = scores.assign(candidate=scores.index, reasons=why).iloc[order].reset_index(drop=True)
    found = ranked["score"].to_numpy(dtype=np.float64)
    slope = artifact.calibration.pair_slope
    beats = odds.chance(slope, found[:1] - found)
    return ranked.assign(
        first_beats=np.where(np.arange(len(found)), beats, np.nan), group=groups(found, slope, confidence)
    )


def groups(score: NDArray[np.float64], slope: float, confidence: float) -> list[int]:
    """Posts that can't be told apart, as numbers from 1, for scores in falling order.

    A group starts with a post, its first, and holds all that follow until the first one that the group's first post
    beats with a chance of `confidence` or more. It beats every post of later groups with at least that chance.
    """
    found: list[int] = []
    number, first = 0, np.inf
    for value in score:
        if not found or odds.chance(slope, np.asarray(first - value)) >= confidence:
            number, first = number + 1, value
        found.append(number)
    return found


def seen(artifact: Artifact, candidates: pd.DataFrame, account: Account) -> Examples:
    """What the model sees of candidates, in their order."""
    rows, profiles = apart(candidates, account)
    return artifact.examples(rows, profiles).take(np.flatnonzero(rows["source"].to_numpy() == "candidate"))


def apart(candidates: pd.DataFrame, account: Account) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Posts and accounts: each candidate (`source` is ``candidate``) in an account of its own, with the same history.

    Candidates are alternatives: none of them is another's previous post.
    """
    complete = candidate_rows(candidates)
    rows, profiles = [], []
    for place in range(len(complete)):
        own = f"candidate-{place}"
        one = complete.iloc[[place]].assign(account_id=own, post_id=own, source="candidate")
        rows += [account.history.assign(account_id=own), one]
        profiles.append(account.profile.assign(account_id=own))
    return _joined(rows), _joined(profiles)


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    # Frames without a row would decide the types of the columns.
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def in_words(target: str, value: float) -> str:
    """A score as a person reads it: ``+12%`` over the account's usual likes, where the target says so."""
    if target == "lift":
        return f"{np.expm1(value):+.0%}"
    return f"{value:.2f}"


def move_in_words(target: str, move: float) -> str:
    """What moves a score, as a person reads it: always with its sign."""
    return in_words(target, move) if target == "lift" else f"{move:+.2f}"
