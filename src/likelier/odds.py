"""The chance that one post of an account beats another one, from the difference of their scores."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PARTNERS = 8  # posts of its account that each post is compared with, so that every post weighs about the same
STEEPEST = 50.0  # log odds a standard deviation of the differences: scores that are never wrong have no slope
SAME = 1e-9  # labels this close are of equal likes


def chance(slope: float | Floats, difference: Floats) -> Floats:
    """The chance that a post beats another whose score is `difference` lower: 1 / (1 + exp(-slope * difference))."""
    from scipy.special import expit

    won: Floats = expit(slope * difference)
    return won


def fit(account: NDArray[np.integer], target: Floats, score: Floats, random: np.random.Generator) -> float:
    """The slope of `chance`, by the greatest likelihood (Platt 1999, with no intercept: a tie is a toss-up).

    Parameters
    ----------
    account : array of int, shape (n,)
        Only posts of one account are compared.
    target, score : array, shape (n,)
        Labels, and scores by models that never saw these accounts.

    Returns
    -------
    float
        Log odds a unit of the score, not negative; 0, so that every pair is a toss-up, where the scores are all
        equal, no pair has different labels, or the higher score loses more often than not.
    """
    from scipy.optimize import minimize_scalar

    first, second = pairs(account, random)
    apart = np.abs(target[first] - target[second]) > SAME
    first, second = first[apart], second[apart]
    # Towards the better post: the likelihood then is that of a win each time.
    ahead = (score[first] - score[second]) * np.sign(target[first] - target[second])
    spread = float(np.sqrt(np.mean(ahead**2))) if len(ahead) else 0.0
    if not spread:
        return 0.0
    scaled = ahead / spread
    found = minimize_scalar(
        lambda slope: float(np.logaddexp(0, -slope * scaled).mean()), bounds=(0.0, STEEPEST), method="bounded"
    )
    return float(found.x) / spread if scaled.mean() > 0 else 0.0


def pairs(account: NDArray[np.integer], random: np.random.Generator) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of posts of one account, none twice: each post with up to `PARTNERS` others, drawn at random."""
    # Posts of an account stand in a random circle, and each is compared with those that follow within a few steps.
    order = np.lexsort((random.random(len(account)), account))
    ranked = account[order]
    start = np.searchsorted(ranked, ranked)
    size = np.searchsorted(ranked, ranked, side="right") - start
    place = np.arange(len(order)) - start
    first, second = [], []
    for step in range(1, PARTNERS // 2 + 1):
        # Half way round a circle of even size, both ends would name the same pair.
        once = (2 * step < size) | ((2 * step == size) & (place < step))
        first.append(order[once])
        second.append(order[(start + (place + step) % np.maximum(size, 1))[once]])
    return np.concatenate(first), np.concatenate(second)
