"""One column of both samples: its tests, and how large its effect is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.drift import bins, measures
from likelier.drift.counts import Counts, Test
from likelier.drift.draws import Draws
from likelier.drift.expected import EXPECTED, UNKNOWN_AT_FIRST

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Column:
    """What was measured of one column."""

    name: str
    tests: list[Test]
    psi: float | None
    kl: float | None
    ks: float | None
    chance: float  # the mean PSI of clean weeks
    missing: float  # the share of missing values, minus that of the reference
    reference: dict[str, Any]
    current: dict[str, Any]
    untested: str = ""  # why no alarm is raised


Left = tuple[pd.Series, pd.Series]


def measure(name: str, reference: pd.Series, current: pd.Series, draws: Draws, left: Left | None = None) -> Column:
    """Compare a column that both samples have.

    Parameters
    ----------
    left : pair of Series, optional
        What is left of both, given the other columns (`likelier.drift.given`).
    """
    classes = bins.of(reference)
    number = isinstance(classes, bins.Numbers)
    counts = Counts.of(classes, reference, current, draws)
    p, q = counts.p, counts.q
    tests: list[Test] = []
    figures: tuple[float | None, float | None, float | None] = None, None, None
    chance = 0.0
    if not name.startswith(UNKNOWN_AT_FIRST):
        tests += counts.test("missing", measures.angle, two_sided=True, whole=True)
    if counts.enough:
        if number:
            tests += counts.test("place", measures.shift, two_sided=True)
            if (p[:-1] > 0).sum() > 2:  # of two values the place says all
                tests += counts.test("shape", measures.ks)
        else:
            tests += counts.test("mix", measures.chi_square, squared=True)
            tests += counts.test("share", measures.largest(*counts.clean_known))
        ks = float(measures.ks(*counts.known)) if number else None
        index = float(measures.psi(*counts.known))
        figures = index, float(measures.kl(*counts.known)), ks
        chance = float(measures.psi(*counts.clean_known).mean())
        if left is not None and number:
            of_left = Counts.of(bins.Numbers.of(left[0]), *left, draws)
            tests += of_left.test("given", measures.shift, two_sided=True) if of_left.enough else []
    described = [
        _described(classes, column, every) for column, every in ((reference, counts.all_p), (current, counts.all_q))
    ]
    return Column(
        name,
        tests,
        *figures,
        chance=chance,
        missing=float(q[-1] / q.sum() - p[-1] / p.sum()),
        reference=described[0] | {"psi_by_chance": round(chance, 4)},
        current=described[1],
        untested=EXPECTED.get(name, ""),
    )


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
