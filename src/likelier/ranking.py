"""Candidate posts in order, the likeliest to be liked first; and which of them can't be told apart."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier import odds
from likelier.accounts import STRANGER, Account
from likelier.artifact import Artifact
from likelier.judging import Judged, Question, judge
from likelier.reasons import reasons

CONFIDENCE = 0.6  # of two posts, how sure the model must be to tell them apart; a toss-up is 0.5


def rank(
    artifact: Artifact,
    candidates: pd.DataFrame,
    account: Account = STRANGER,
    confidence: float = CONFIDENCE,
    why: bool = True,
) -> pd.DataFrame:
    """Order candidates by their score; see `in_order`.

    Parameters
    ----------
    candidates : DataFrame, n rows
        In the data contract; all but `taken_at` may be left out.
    account : Account
        Whose they are.
    why : bool
        Whether reasons are wanted; they take longer than scores.
    """
    judged = judge(artifact, [Question(candidates, account)], why)[0]
    return in_order(judged, artifact.calibration.pair_slope, confidence)


def in_order(judged: Judged, slope: float, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Candidates, the best first, equal scores in the order given.

    Parameters
    ----------
    slope : float
        See `likelier.odds.chance`.
    confidence : float
        See `groups`; 0.5 to 1.

    Returns
    -------
    DataFrame, n rows
        candidate (its position among those asked about), score, low, high, low_90, high_90, first_beats (the chance
        that the first post gets more likes than this one; NaN for the first), group, and reasons (see
        `likelier.reasons`; none where the model can't tell).
    """
    scores = judged.scores
    told = [[]] * len(scores) if judged.moves is None else reasons(judged.features, judged.moves)
    order = np.argsort(-scores["score"].to_numpy(), kind="stable")
    why = pd.Series(told, dtype=object)
    ranked: pd.DataFrame = scores.assign(candidate=scores.index, reasons=why).iloc[order].reset_index(drop=True)
    found = ranked["score"].to_numpy(dtype=np.float64)
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


def in_words(target: str, value: float) -> str:
    """A score as a person reads it: ``+12%`` over the account's usual likes, where the target says so."""
    if target == "lift":
        return f"{np.expm1(value):+.0%}"
    return f"{value:.2f}"


def move_in_words(target: str, move: float) -> str:
    """What moves a score, as a person reads it: always with its sign."""
    return in_words(target, move) if target == "lift" else f"{move:+.2f}"
