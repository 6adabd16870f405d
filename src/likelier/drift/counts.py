"""A column of both samples as counts by class, beside those of clean weeks: what every test is computed from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.drift import bins, measures, null
from likelier.drift.draws import Draws, by_group

Floats = NDArray[np.float64]
Statistic = Callable[[Floats, Floats], Floats]
ENOUGH = 30  # known values on either side; of fewer only the missing ones are compared


@dataclass(frozen=True)
class Test:
    """One test of a column: the p-value, and those in the clean weeks."""

    what: str  # "place", "shape", "given", "mix", "share" or "missing"
    value: float
    spread: float  # of the value, by chance
    p: float
    clean: Floats


@dataclass(frozen=True)
class Counts:
    """Counts by class of both samples, and of the clean weeks and references; the last class is what is missing."""

    p: Floats
    q: Floats
    clean_p: Floats
    clean_q: Floats
    inflation: float
    all_p: Floats  # with the classes that are empty on both sides
    all_q: Floats

    @classmethod
    def of(cls, classes: bins.Classes, reference: pd.Series, current: pd.Series, draws: Draws) -> "Counts":
        """Count both samples, and the draws of them."""
        codes = np.concatenate([classes.codes(reference), classes.codes(current)])
        new = np.arange(len(codes)) >= len(reference)
        count = classes.classes + 1
        p, q = (by_group(np.zeros(side.sum(), np.int64), codes[side], 1, count)[0] for side in (~new, new))
        used = (p + q > 0) | (np.arange(count) == count - 1)
        codes, count = (np.cumsum(used) - 1)[codes], int(used.sum())
        clean_p, clean_q = draws.reference(codes, count), draws.current(codes, count)
        inflation = _inflation(codes, count, clean_p, clean_q, draws, new)
        return cls(p[used], q[used], clean_p, clean_q, inflation, p, q)

    @property
    def known(self) -> tuple[Floats, Floats]:
        """Of both samples, without what is missing."""
        return self.p[:-1], self.q[:-1]

    @property
    def clean_known(self) -> tuple[Floats, Floats]:
        """The same of the draws."""
        return self.clean_p[:, :-1], self.clean_q[:, :-1]

    @property
    def enough(self) -> bool:
        """Whether there are values to compare."""
        return bool(min(one.sum() for one in self.known) >= ENOUGH)

    def test(
        self, what: str, statistic: Statistic, *, two_sided: bool = False, squared: bool = False, whole: bool = False
    ) -> list[Test]:
        """One test; `whole`: of the missing, too; `squared`: the statistic grows by the square of a difference."""
        observed, clean = ((self.p, self.q), (self.clean_p, self.clean_q)) if whole else (self.known, self.clean_known)
        inflation = self.inflation**2 if squared else self.inflation
        value, by_chance = statistic(*observed), statistic(*clean)
        p, clean_p = null.tail(value / inflation, by_chance, two_sided)
        return [Test(what, float(value), float(by_chance.std()) * inflation, p, clean_p)]


def _inflation(codes: Any, count: int, clean_p: Floats, clean_q: Floats, draws: Draws, new: Any) -> float:
    """By how much the new posts of one account are more alike than those of one in the reference, as a factor.

    Photos that are asked about together have one caption and one hour: each statistic is divided by the root of the
    ratio of variances, that by the new posts' own accounts (Rao and Scott, 1981, their first-order correction) over
    that of the clean weeks; never below 1.
    """
    account = np.unique(draws.account[new], return_inverse=True)[1]
    clusters = int(account.max()) + 1
    if clusters < 2:
        return 1.0
    of_account = by_group(account, codes[new], clusters, count)
    total = of_account.sum()
    residual = of_account - of_account.sum(axis=1, keepdims=True) * of_account.sum(axis=0) / total
    own = (residual**2).sum() / total**2 * clusters / (clusters - 1)
    drawn = (clean_q / total).var(axis=0).sum()
    other = measures.shares(clean_p).var(axis=0).sum()
    return float(np.sqrt(max(1.0, (own + other) / max(drawn + other, 1e-12))))
