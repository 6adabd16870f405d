"""A measure as a function of sums over accounts: all that a bootstrap over accounts needs to know."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from likelier.metrics.rows import Floats

Key = tuple[str, str]  # model, measure


@dataclass(frozen=True)
class Statistic:
    """What each account adds, and how the totals become the measure.

    Attributes
    ----------
    sums : array, shape (accounts, k)
        One row an account. The last column counts what is averaged over (pairs, sets, posts): an account
        with 0 there does not contribute.
    formula : callable
        Totals of shape (..., k) to values of shape (...).
    degree : int
        How many accounts one observation spans. Resampling accounts moves such a mean `degree` times as
        far as it moves a mean over single accounts (first term of Hoeffding's decomposition, 1948).
    centred : bool
        The resamples are moved until their mean is the measure: sums of absolute differences grow by resampling.
    """

    sums: Floats
    formula: Callable[[Floats], Floats]
    degree: int = 1
    centred: bool = False

    @property
    def contributors(self) -> int:
        """How many accounts have anything to add."""
        return int(np.count_nonzero(self.sums[:, -1]))


def ratio(numerator: Floats, count: Floats, degree: int = 1) -> Statistic:
    """The mean of something that is summed and counted an account; both of shape (accounts,)."""
    return Statistic(np.column_stack([numerator, count]), _quotient, degree)


def _quotient(totals: Floats) -> Floats:
    return divide(totals[..., 0], totals[..., 1])


def divide(numerator: Floats, denominator: Floats) -> Floats:
    """The quotient, NaN where the denominator is not positive."""
    result: Floats = np.divide(
        numerator, denominator, out=np.full(np.shape(denominator), np.nan), where=np.asarray(denominator) > 0
    )
    return result
