"""The challenger's intervals hold what they say."""

from collections.abc import Mapping

import numpy as np

from likelier.gate.conditions.condition import Condition, holds, unmeasured
from likelier.gate.lift import CHALLENGER
from likelier.metrics.bootstrap import resample
from likelier.metrics.intervals import statistics
from likelier.metrics.rows import Predicted, Rows
from likelier.params import Evaluate

NAME = "coverage"


def coverage(
    rows: Rows, challenger: Predicted, wanted: Mapping[str, float], limit: float, settings: Evaluate
) -> Condition:
    """The greatest share of posts that an interval surely lacks, of what it was made for.

    Only an interval that holds too little lies: it says that the model is surer than it is. One that holds more is
    cautious, and its width is among the figures of the version.

    Parameters
    ----------
    wanted : mapping
        What each interval was made for, by the name of its measure: `coverage`, `coverage_90`.
    limit : float
        The share of posts that may be lacking.
    """
    sums = statistics(rows, {CHALLENGER: challenger})
    kept = {name: one for (_, name), one in sums.items() if name in wanted}
    drawn = resample({(CHALLENGER, name): one for name, one in kept.items()}, settings.resamples, _random(settings))
    figures = {name: _share(one.figure_among(len(wanted), settings.confidence)) for (_, name), one in drawn.items()}
    if len(figures) < len(wanted):
        return unmeasured(NAME, "too few accounts to measure the intervals by", passed=False)
    lacking = {name: wanted[name] - one["value"] for name, one in figures.items() if one["high"] < wanted[name]}
    gap = max(lacking.values(), default=0.0)
    words = "; ".join(f"{_percent(wanted[name], 0)} interval: {_ends(one)}" for name, one in figures.items())
    demand = f"none holds surely too little, and by more than {_percent(limit)}"
    return Condition(NAME, holds(gap, limit), gap, limit, words, demand, figures)


def _share(figure: Mapping[str, float]) -> dict[str, float]:
    """Within 0 and 1: Student's t knows no such ends."""
    return {end: min(max(value, 0.0), 1.0) for end, value in figure.items()}


def _ends(figure: Mapping[str, float]) -> str:
    value, low, high = (_percent(figure[end]) for end in ("value", "low", "high"))
    return f"{value} [{low}, {high}]"


def _percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f} %"


def _random(settings: Evaluate) -> np.random.Generator:
    return np.random.default_rng([settings.seed, 3])
