"""A small chart of a column: the reference beside the new posts."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from likelier.scorecard.colours import COLOURS, short
from likelier.scorecard.svg import inline, styled

WIDTH, HEIGHT = 4.2, 1.9  # inches
BARS = 16  # of a number
FEW = 10  # classes that are drawn each for itself
TAIL = 0.01  # of the reference: what lies beyond stands in the outermost bars
BEFORE, NOW = "when it learned", "now"


def draw(findings: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The `<svg>` element of each finding that has a distribution on both sides, by its name."""
    from matplotlib.figure import Figure

    drawn = {}
    with styled() as settings:
        for one in findings:
            sides = one["reference"], one["current"]
            if not all(sum(side.get("weights", ())) for side in sides):
                continue
            settings["svg.hashsalt"] = one["name"]  # ids that are not random, and differ between the charts
            categories = "values" in sides[0]
            height = 0.8 + 0.34 * len(sides[0]["values"]) if categories else HEIGHT
            figure = Figure(figsize=(WIDTH, height))
            axes = figure.subplots()
            (_categories if categories else _numbers)(axes, *sides)
            figure.legend(loc="outside upper left", ncols=2)
            drawn[one["name"]] = inline(
                figure, f"{one['name']}: shares of the posts when the champion learned, and now"
            )
    return drawn


def _categories(axes: Any, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    places = np.arange(len(before["values"]))[::-1]
    for side, move, colour, label in ((before, 0.2, "baseline", BEFORE), (now, -0.2, "model", NOW)):
        axes.barh(places + move, 100 * np.array(side["weights"]), 0.36, color=COLOURS[colour], label=label)
    axes.set_yticks(places, [short(str(value)) for value in before["values"]])
    axes.set_xlabel("% of posts")


def _numbers(axes: Any, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    edges = np.array(before["bins"])
    if len(edges) - 1 <= FEW:
        middle = (edges[1:] + edges[:-1]) / 2
        wide = np.diff(edges).min() * 0.4
        for side, move, colour, label in ((before, -wide / 2, "baseline", BEFORE), (now, wide / 2, "model", NOW)):
            axes.bar(middle + move, 100 * _inside(side), wide, color=COLOURS[colour], label=label)
    else:
        low, high = np.interp([TAIL, 1 - TAIL], _below(before), edges)
        grid = np.linspace(low, high, BARS + 1)
        for side, colour, label in ((before, "baseline", BEFORE), (now, "model", NOW)):
            below = np.interp(grid, edges, _below(side))
            below[0], below[-1] = 0.0, 1.0
            axes.stairs(
                100 * np.diff(below), grid, fill=colour == "baseline", color=COLOURS[colour], linewidth=2, label=label,
                alpha=0.6 if colour == "baseline" else 1.0,
            )  # fmt: skip
    axes.set_ylabel("% of posts")


def _below(side: Mapping[str, Any]) -> NDArray[np.float64]:
    """The share of the posts below each edge."""
    return np.asarray(np.cumsum(side["weights"])[:-1] / np.sum(side["weights"]))


def _inside(side: Mapping[str, Any]) -> NDArray[np.float64]:
    """The share in each class between two edges; what lies outside is in the outermost."""
    weights = np.array(side["weights"], dtype=np.float64)
    inside = weights[1:-1].copy()
    inside[0] += weights[0]
    inside[-1] += weights[-1]
    return inside
