"""The plots of what models go by, and of what more accounts bring."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from likelier.metrics.catalogue import SHORT_UNITS
from likelier.scorecard.colours import COLOURS, CYCLE, legend_below, short


def goes_by(axes: Any, data: pd.DataFrame, metrics: Mapping[str, Any]) -> None:
    """What the best model loses without each kind of features."""
    shown = data[data["model"] == _asked(data, metrics)][::-1]
    for place, row in enumerate(shown.to_dict("records")):
        axes.plot([100 * row["low"], 100 * row["high"]], [place, place], color=COLOURS["model"], linewidth=2)
        axes.plot([100 * row["value"]], [place], "o", color=COLOURS["model"], markersize=6)
    axes.set_yticks(range(len(shown)), list(shown["kind"]))
    axes.set_ylim(-0.7, len(shown) - 0.3)
    axes.axvline(0, color=COLOURS["baseline"], linestyle="--", linewidth=1)
    axes.set_xlabel("points of pairs in order that are lost")


def _asked(data: pd.DataFrame, metrics: Mapping[str, Any]) -> str:
    """The best model where it was asked, else the first that was."""
    best = metrics["best_model"]
    return str(best if (data["model"] == best).any() else data["model"].iloc[0])


def accounts(axes: Any, data: pd.DataFrame, metrics: Mapping[str, Any]) -> None:
    """Learning curves over the number of accounts."""
    for colour, (model, part) in zip(CYCLE * len(data), data.groupby("model", sort=False), strict=False):
        error = [100 * (part["value"] - part["low"]), 100 * (part["high"] - part["value"])]
        axes.errorbar(
            part["accounts"], 100 * part["value"], error, color=colour, marker="o", capsize=3, label=short(str(model))
        )
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlabel("accounts learned from (each step: twice as many)")
    axes.set_ylabel("pairs in order, %")
    legend_below(axes)


def influence(axes: Any, data: pd.DataFrame, metrics: Mapping[str, Any]) -> None:
    """The features that move scores the most, and which way."""
    shown = data[::-1]
    directions = np.sign(shown["direction"].to_numpy(dtype=float))
    names = {1.0: "more is better", -1.0: "more is worse", 0.0: "neither, or a category"}
    colours = {1.0: CYCLE[1], -1.0: CYCLE[5], 0.0: COLOURS["baseline"]}
    directions = np.where(np.isnan(directions), 0.0, directions)
    for direction, name in names.items():
        chosen = np.flatnonzero(directions == direction)
        if len(chosen):
            axes.barh(chosen, shown["strength"].iloc[chosen], color=colours[direction], height=0.7, label=name)
    axes.set_yticks(range(len(shown)), list(shown["feature"]))
    axes.set_ylim(-0.7, len(shown) - 0.3)
    axes.set_xlabel(f"mean move of a score, {SHORT_UNITS[metrics['target']]}")
    legend_below(axes)
