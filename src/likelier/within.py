"""What tells posts of one account apart: values less their account's own mean.

A score is judged by the order that it gives within an account. What is the same for all posts of an account says
nothing of that order, and a model that fits it wastes its strength (the within, or fixed-effects, estimator of panel
data: Wooldridge 2010, section 10.5).
"""

from typing import NamedTuple

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
    inside = means[code]
    return np.subtract(values, inside, out=inside)  # tables are large: one copy of them is enough


def clipped(target: Floats, limit: float | None) -> Floats:
    """A target (n,) within `limit` standard deviations of its mean: one post that went round the world is no rule."""
    if limit is None:
        return target
    mean, spread = target.mean(), target.std()
    return np.asarray(np.clip(target, mean - limit * spread, mean + limit * spread))


class Line(NamedTuple):
    """What makes a score without a unit one of the target: ``level + slope * (score - centre)``.

    Attributes
    ----------
    slope : float
        By least squares within accounts; 0 where the score orders them no better than chance.
    """

    slope: float = 0.0
    level: float = 0.0
    centre: float = 0.0

    @classmethod
    def through(cls, score: Floats, target: Floats, code: NDArray[np.intp]) -> "Line":
        """Learn the slope from scores (n,) of posts that had no part in how they were made."""
        inside = centred(score, code)
        spread = float(inside @ inside)
        slope = float(inside @ target) / spread if spread > 1e-12 else 0.0
        return cls(max(slope, 0.0))

    def at(self, score: Floats, target: Floats) -> "Line":
        """The same slope, through the means of these."""
        return self._replace(level=float(target.mean()), centre=float(score.mean()))

    def of(self, score: Floats) -> Floats:
        """Scores (n,) in the unit of the target."""
        return np.asarray(self.level + self.slope * (score - self.centre))
