"""How much better one model puts posts in order than another: on the same posts, which neither has learned from."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.metrics.bootstrap import Draws, resample
from likelier.metrics.pairs import PAIR_ACCURACY, statistics
from likelier.metrics.rows import Predicted, Rows
from likelier.params import Evaluate

CHALLENGER, CHAMPION = "challenger", "champion"


@dataclass(frozen=True)
class Lift:
    """Pair accuracy of the challenger minus that of the champion (or of a baseline), with its interval."""

    value: float
    low: float
    high: float
    challenger: float
    champion: float
    rows: int


def over(
    rows: Rows, challenger: Predicted, others: Mapping[str, Predicted], settings: Evaluate, among: int = 1
) -> dict[str, Lift]:
    """The paired lift over each of the others, from one bootstrap over accounts.

    Parameters
    ----------
    among : int
        How many models the challenger was chosen from, by these posts: the best of several looks better than it is.
        The interval holds for all of them at once (Bonferroni).

    Returns
    -------
    dict
        By the other's name; empty when fewer than two accounts have a pair of posts to compare by.
    """
    random = np.random.default_rng(settings.seed)
    sums = statistics(rows, {CHALLENGER: challenger, **others}, random)
    draws = resample({key: one for key, one in sums.items() if key[1] == PAIR_ACCURACY}, settings.resamples, random)
    ours = draws.get((CHALLENGER, PAIR_ACCURACY))
    found = {}
    for name in others:
        theirs = draws.get((name, PAIR_ACCURACY))
        if ours is not None and theirs is not None:
            difference = ours.over(theirs)
            low, high = _ends(difference, settings.confidence, among)
            found[name] = Lift(difference.value, low, high, ours.value, theirs.value, len(rows))
    return found


def _ends(difference: Draws, confidence: float, among: int) -> tuple[float, float]:
    if among == 1:
        return difference.interval(confidence)
    figure = difference.figure_among(among, confidence)
    return figure["low"], figure["high"]


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
    return over(Rows.of(table), Predicted(challenger), {CHAMPION: Predicted(champion)}, settings).get(CHAMPION)
