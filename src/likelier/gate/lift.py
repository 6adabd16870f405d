"""How much better one model puts posts in order than another: on the same posts, which neither has learned from."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier import posts
from likelier.artifact import Artifact
from likelier.gate.scores import champion_scores, held_back
from likelier.metrics.bootstrap import resample
from likelier.metrics.pairs import PAIR_ACCURACY, statistics
from likelier.metrics.rows import ORDER, Predicted, Rows
from likelier.params import Evaluate


@dataclass(frozen=True)
class Lift:
    """Pair accuracy of the challenger minus that of the champion, with its interval."""

    value: float
    low: float
    high: float
    challenger: float
    champion: float
    rows: int


def compare(challenger: Path, champion: Artifact, kept: pd.DataFrame, shards: Path, settings: Evaluate) -> Lift | None:
    """The paired lift over the champion, from a bootstrap over accounts.

    Returns
    -------
    Lift or None
        None when fewer than two accounts have a pair of posts to compare by.
    """
    table = held_back(challenger)
    facts = posts.read_posts(shards, ["post_id", "likes", "kind"])
    table = table.merge(facts, on="post_id", how="left", validate="one_to_one").sort_values(ORDER, ignore_index=True)
    other = champion_scores(champion, kept, table["post_id"], shards)
    return paired(table, np.asarray(table["score"], float), np.asarray(other, float), settings)


def paired(
    table: pd.DataFrame, challenger: NDArray[np.float64], champion: NDArray[np.float64], settings: Evaluate
) -> Lift | None:
    """The paired lift of one score over another, of the same n posts.

    Parameters
    ----------
    table : DataFrame, n rows
        account_id, post_id, fold, target, likes and kind, sorted by `likelier.metrics.rows.ORDER`.
    challenger, champion : array, shape (n,)
        Scores by models that had not seen the post.

    Returns
    -------
    Lift or None
        None when fewer than two accounts have a pair of posts to compare by.
    """
    scored = {"challenger": challenger, "champion": champion}
    rows = Rows.of(table)
    random = np.random.default_rng(settings.seed)
    sums = statistics(rows, {name: Predicted(score) for name, score in scored.items()}, random)
    draws = resample(sums, settings.resamples, random)
    ours, theirs = (draws.get((name, PAIR_ACCURACY)) for name in scored)
    if ours is None or theirs is None:
        return None
    difference = ours.over(theirs)
    low, high = difference.interval(settings.confidence)
    return Lift(difference.value, low, high, ours.value, theirs.value, len(table))
