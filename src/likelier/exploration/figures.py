"""Numbers as text, the colours, and small statistics that several sections share."""

from typing import Any

import numpy as np
import pandas as pd

from likelier.scorecard.colours import COLOURS, CYCLE

__all__ = ["COLOURS", "CYCLE", "UNKNOWN", "between", "finite", "number", "percent", "short"]

UNKNOWN = "\u2013"
NOTHING = 1e-9  # what sums of floats leave where the answer is 0


def percent(lift: Any) -> Any:
    """Log units as per cent more likes."""
    return 100 * np.expm1(lift)


def number(value: float) -> str:
    """A number for people: whole above 1,000, else of three digits; a dash where it is not known."""
    if not np.isfinite(value):
        return UNKNOWN
    if abs(value) < NOTHING:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def short(value: float) -> str:
    """A number beside an axis, such as ``1.5 M``."""
    for size, sign in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g} {sign}"
    return f"{value:.3g}"


def finite(figures: dict[str, Any]) -> dict[str, Any]:
    """Without what is not a finite number; rounded, and no zero has a sign."""
    return {name: round(float(value), 6) + 0.0 for name, value in figures.items() if np.isfinite(value)}


def between(values: pd.Series, account: pd.Series) -> float:
    """The share of the variance that lies between accounts, 0 to 1; NaN where it can't be told.

    One less the variance within accounts over the whole variance, both by their degrees of freedom.
    """
    known = values[np.isfinite(values)]
    groups = known.groupby(account[known.index])
    free = len(known) - groups.ngroups
    if groups.ngroups < 2 or free < 1 or not known.var() > 0:
        return float("nan")
    within = float(((known - groups.transform("mean")) ** 2).sum()) / free
    return float(max(0.0, 1 - within / known.var()))
