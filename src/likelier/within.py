"""What tells posts of one account apart: values less their account's own mean.

A score is judged by the order that it gives within an account. What is the same for all posts of an account says
nothing of that order, and a model that fits it wastes its strength (the within, or fixed-effects, estimator of panel
data: Wooldridge 2010, section 10.5).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def codes(account: ArrayLike) -> NDArray[np.intp]:
    """Accounts as numbers from 0; shape (n,)."""
    return np.unique(np.asarray(account), return_inverse=True)[1]


def centred(values: Floats, code: NDArray[np.intp]) -> Floats:
    """Values (n,) or (n, d) less the mean of the rows with the same code."""
    count = np.bincount(code)
    if values.ndim == 1:
        return np.asarray(values - (np.bincount(code, weights=values) / count)[code])
    order = np.argsort(code, kind="stable")
    starts = np.concatenate([[0], np.cumsum(count)[:-1]])
    means = np.add.reduceat(values[order], starts, axis=0) / count[:, None]
    return np.asarray(values - means[code])


def clipped(target: Floats, limit: float | None) -> Floats:
    """A target (n,) within `limit` standard deviations of its mean: one post that went round the world is no rule."""
    if limit is None:
        return target
    mean, spread = target.mean(), target.std()
    return np.asarray(np.clip(target, mean - limit * spread, mean + limit * spread))
