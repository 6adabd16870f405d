"""One column of both samples: its tests, and how large its effect is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.drift import bins, measures, null
from likelier.drift.draws import Draws, by_group
from likelier.drift.expected import EXPECTED, UNKNOWN_AT_FIRST

Floats = NDArray[np.float64]
ENOUGH = 30  # known values on either side; of fewer only the missing ones are compared


@dataclass(frozen=True)
class Test:
    """One test of a column: the p-value, and those in the clean weeks."""

    what: str  # "place", "shape", "mix" or "missing"
    p: float
    clean: Floats


@dataclass(frozen=True)
class Column:
    """What was measured of one column."""

    name: str
    tests: list[Test]
    psi: float | None
    kl: float | None
    ks: float | None
    excess: float  # the PSI beyond that of clean weeks
    missing: float  # the share of missing values, minus that of the reference
    reference: dict[str, Any]
    current: dict[str, Any]
    untested: str = ""  # why no alarm is raised


def measure(name: str, reference: pd.Series, current: pd.Series, draws: Draws) -> Column:
    """Compare a column that both samples have."""
    classes = bins.of(reference)
    number = isinstance(classes, bins.Numbers)
    count = classes.classes + 1
    codes = np.concatenate([classes.codes(reference), classes.codes(current)])
    new = np.arange(len(codes)) >= len(reference)
    p, q = (by_group(np.zeros(side.sum(), np.int64), codes[side], 1, count)[0] for side in (~new, new))
    clean_p, clean_q = draws.reference(codes, count), draws.current(codes, count)
    known = slice(0, count - 1)
    tests: list[Test] = []
    figures: tuple[float | None, float | None, float | None] = None, None, None
    excess = 0.0
    inflation = _inflation(codes, count, clean_p, clean_q, q, draws, new)
    if not name.startswith(UNKNOWN_AT_FIRST):
        tests += _test("missing", measures.angle, (p, q), (clean_p, clean_q), inflation, two_sided=True)
    if p[known].sum() >= ENOUGH and q[known].sum() >= ENOUGH:
        seen = (p[known], q[known]), (clean_p[:, known], clean_q[:, known])
        if number:
            tests += _test("place", measures.shift, *seen, inflation, two_sided=True)
            if classes.classes > 4:  # of two values, with what lies outside, the place says all
                tests += _test("shape", measures.ks, *seen, inflation)
        else:
            tests += _test("mix", measures.chi_square, *seen, inflation**2)
        ks = float(measures.ks(*seen[0])) if number else None
        index = float(measures.psi(*seen[0]))
        figures = index, float(measures.kl(*seen[0])), ks
        excess = index - float(measures.psi(*seen[1]).mean())
    described = [_described(classes, column, counts) for column, counts in ((reference, p), (current, q))]
    return Column(
        name,
        tests,
        *figures,
        excess=excess,
        missing=float(q[-1] / q.sum() - p[-1] / p.sum()),
        reference=described[0],
        current=described[1],
        untested=EXPECTED.get(name, ""),
    )


def _test(what: str, statistic: Any, observed: Any, clean: Any, inflation: float, *, two_sided: bool = False) -> Any:
    p, clean_p = null.tail(statistic(*observed) / inflation, statistic(*clean), two_sided)
    return [Test(what, p, clean_p)]


def _inflation(
    codes: Any, count: int, clean_p: Floats, clean_q: Floats, counts: Floats, draws: Draws, new: Any
) -> float:
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
    total = counts.sum()
    share = counts / total
    residual = of_account - of_account.sum(axis=1, keepdims=True) * share
    own = (residual**2).sum() / total**2 * clusters / (clusters - 1)
    drawn = (clean_q / total).var(axis=0).sum()
    other = measures.shares(clean_p).var(axis=0).sum()
    return float(np.sqrt(max(1.0, (own + other) / max(drawn + other, 1e-12))))


def _described(classes: bins.Classes, column: pd.Series, counts: Floats) -> dict[str, Any]:
    known = counts[:-1]
    about: dict[str, Any] = {"posts": int(counts.sum()), "missing": round(float(counts[-1] / counts.sum()), 4)}
    weights = [round(float(one), 4) for one in measures.shares(known)]
    if isinstance(classes, bins.Categories):
        return about | {"values": list(classes.values), "weights": weights}
    found = bins.numbers(column)
    found = found[np.isfinite(found)]
    if len(found):
        plain = {"mean": found.mean(), "deviation": found.std(), "median": np.median(found)}
        about |= {key: round(float(value), 4) for key, value in plain.items()}
    return about | {"bins": [round(float(edge), 6) for edge in classes.edges], "weights": weights}
