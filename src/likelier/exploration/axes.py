"""Logarithmic axes with few, readable ticks."""

from typing import Any

import numpy as np

from likelier.exploration.figures import short

MOST = 6  # ticks


def logarithmic(axis: Any) -> None:
    """Make an axis that has been drawn on logarithmic; its ticks are chosen when the limits are known."""
    from matplotlib.ticker import NullLocator

    name = axis.axis_name
    getattr(axis.axes, f"set_{name}scale")("log")
    low, high = getattr(axis.axes, f"get_{name}lim")()
    axis.set_ticks(marks := ticks(low, high), [short(mark) for mark in marks])
    axis.set_minor_locator(NullLocator())


def ticks(low: float, high: float) -> list[float]:
    """Round numbers between two positive limits: 1, 2 and 5 times powers of ten, thinned out; or even steps."""
    decades = np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    for steps, every in (((1, 2, 5), 1), ((1, 3), 1), ((1,), 1), ((1,), 2), ((1,), 3), ((1,), 4)):
        marks = [float(f"{step}e{int(decade)}") for decade in decades if decade % every == 0 for step in steps]
        inside = [mark for mark in marks if low <= mark <= high]
        if len(inside) <= MOST:
            break
    if len(inside) >= 2:
        return inside
    return sorted({float(f"{mark:.2g}") for mark in np.linspace(low, high, 5)[1:-1]})
