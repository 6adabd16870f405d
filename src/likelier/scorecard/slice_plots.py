"""The plots of slices of the posts: the best model's pairs in order, and its lift over the best baseline."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from likelier.metrics.measure import OVER_BASELINE
from likelier.metrics.pairs import PAIR_ACCURACY
from likelier.scorecard.colours import COLOURS, short
from likelier.scorecard.text import first_split


def pairs(axes: Any, data: pd.DataFrame, metrics: Mapping[str, Any]) -> None:
    """Pair accuracy in each slice, beside that of all posts and chance."""
    _by_slice(axes, data, PAIR_ACCURACY)
    _, split = first_split(metrics)
    whole = split["models"][metrics["slices"]["models"][0]][PAIR_ACCURACY]["value"]
    axes.axvline(100 * whole, color=COLOURS["ceiling"], linewidth=1)
    axes.axvline(50, color=COLOURS["baseline"], linestyle="--", linewidth=1)
    axes.set_xlabel("pairs in order, %\n(line: all posts; dashed: chance)")


def lift(axes: Any, data: pd.DataFrame, metrics: Mapping[str, Any]) -> None:
    """Paired difference to the best baseline in each slice."""
    _by_slice(axes, data, OVER_BASELINE)
    axes.axvline(0, color=COLOURS["baseline"], linestyle="--", linewidth=1)
    axes.set_xlabel("over the best baseline,\npoints of pairs in order")


def _by_slice(axes: Any, data: pd.DataFrame, measure: str) -> None:
    places = range(len(data))[::-1]
    axes.hlines(places, 100 * data[f"{measure}_low"], 100 * data[f"{measure}_high"], COLOURS["model"], linewidth=2)
    axes.plot(100 * data[measure], places, "o", color=COLOURS["model"], markersize=5)
    axes.set_yticks(places, [short(name, 26) for name in data["name"]])
    axes.set_ylim(-0.7, len(data) - 0.3)
