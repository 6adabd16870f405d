"""The plots of the scorecard, one function each, from the tables of `tables.py`."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from likelier.metrics.catalogue import SHORT_UNITS
from likelier.metrics.measure import OVER_BASELINE
from likelier.scorecard import insight, slice_plots
from likelier.scorecard.colours import COLOURS, CYCLE, legend_below, short
from likelier.scorecard.svg import inline, styled
from likelier.scorecard.tables import Tables

WIDTH = 4.2  # inches, 302 points: on a phone 340 px wide a point is drawn a little larger than a pixel


def draw(tables: Tables, metrics: Mapping[str, Any]) -> dict[str, str]:
    """Every plot that the tables have data for: its name, and an `<svg>` element."""
    from matplotlib.figure import Figure

    drawn = {}
    with styled() as settings:
        for name, (table, height, plot, label) in _PLOTS.items():
            data = tables[table]
            if data.empty or (plot is slice_plots.lift and data[OVER_BASELINE].isna().all()):
                continue
            settings["svg.hashsalt"] = name  # ids that are not random, and differ between the plots of a page
            figure = Figure(figsize=(WIDTH, 1.1 + 0.3 * len(data) if height is None else height))
            plot(figure.subplots(), data, metrics)
            drawn[name] = inline(figure, label)
    return drawn


def _pair_accuracy(axes: Any, data: pd.DataFrame, metrics: Mapping[str, Any]) -> None:
    _by_model(axes, data)
    axes.axvline(50, color=COLOURS["baseline"], linestyle="--", linewidth=1)
    axes.set_xlabel("pairs in order, % (dashed: chance)")


def _coverage(axes: Any, data: pd.DataFrame, metrics: Mapping[str, Any]) -> None:
    wanted = 100 * metrics["coverage_wanted"]
    _by_model(axes, data)
    axes.axvline(wanted, color=COLOURS["ceiling"], linestyle="--", linewidth=1)
    axes.set_xlabel(f"inside the interval, %\n(dashed: {wanted:g} asked for)")


def _by_model(axes: Any, data: pd.DataFrame) -> None:
    for place, row in enumerate(data[::-1].to_dict("records")):
        colour = COLOURS[row["role"]]
        axes.plot([100 * row["low"], 100 * row["high"]], [place, place], color=colour, linewidth=2)
        axes.plot([100 * row["value"]], [place], "o", color=colour, markersize=6)
    axes.set_yticks(range(len(data)), [short(name) for name in data["model"][::-1]])
    axes.set_ylim(-0.7, len(data) - 0.3)


def _best_of(axes: Any, data: pd.DataFrame, metrics: Mapping[str, Any]) -> None:
    _by_size(axes, data, metrics, "best_of")
    axes.set_ylabel("most liked post put first, % of sets")


def _exact_place(axes: Any, data: pd.DataFrame, metrics: Mapping[str, Any]) -> None:
    _by_size(axes, data, metrics, "exact_place")
    axes.set_ylabel("posts at their true place, %")


def _by_size(axes: Any, data: pd.DataFrame, metrics: Mapping[str, Any], kind: str) -> None:
    sizes = sorted(data["n"].unique())
    colours = iter(CYCLE * len(data))
    for model, part in data.groupby("model", sort=False):
        role = metrics["roles"][model]
        place = [sizes.index(size) for size in part["n"]]
        error = [100 * (part[kind] - part[f"{kind}_low"]), 100 * (part[f"{kind}_high"] - part[kind])]
        colour = next(colours) if role == "model" else COLOURS[role]
        axes.errorbar(place, 100 * part[kind], error, color=colour, marker="o", capsize=3, label=short(str(model)))
    axes.plot(range(len(sizes)), [100 / size for size in sizes], "--", color=COLOURS["baseline"], label="chance")
    axes.set_xticks(range(len(sizes)), [str(size) for size in sizes])
    axes.set_xlabel("posts in a set")
    axes.set_ylim(bottom=0)
    legend_below(axes)


def _fit(axes: Any, data: pd.DataFrame, metrics: Mapping[str, Any]) -> None:
    axes.plot(data["true"], data["predicted"], "o", color=COLOURS["model"], markersize=3, alpha=0.5, linewidth=0)
    axes.plot(data["true"], data["line"], color=COLOURS["ceiling"], label="line of best fit")
    ends = [data["true"].min(), data["true"].max()]
    axes.plot(ends, ends, "--", color=COLOURS["baseline"], label="perfect")
    unit = SHORT_UNITS[metrics["target"]]
    axes.set_xlabel(f"true {metrics['target']}, {unit}")
    axes.set_ylabel(f"predicted, {unit}")
    axes.legend()


def _tenths(axes: Any, data: pd.DataFrame, metrics: Mapping[str, Any]) -> None:
    wanted = 100 * metrics["coverage_wanted"]
    axes.bar(data["tenth"], 100 * data["coverage"], color=COLOURS["model"], width=0.7)
    axes.axhline(wanted, color=COLOURS["ceiling"], linestyle="--", linewidth=1)
    axes.set_xticks(data["tenth"])
    axes.set_ylim(0, 100)
    axes.set_xlabel("tenth of the posts by score, lowest first")
    axes.set_ylabel(f"inside the interval, %\n(dashed: {wanted:g} asked for)")


def _chances(axes: Any, data: pd.DataFrame, metrics: Mapping[str, Any]) -> None:
    axes.plot([50, 100], [50, 100], "--", color=COLOURS["baseline"], label="honest")
    size = 4 + 10 * np.sqrt(data["pairs"] / data["pairs"].max())
    axes.scatter(100 * data["stated"], 100 * data["happened"], size**2, color=COLOURS["model"], zorder=3)
    axes.set_xlabel("chance that the favoured post wins, %")
    axes.set_ylabel("pairs that it won, %\n(larger dot: more pairs)")
    axes.legend()


_PLOTS: dict[str, tuple[str, float | None, Callable[[Any, pd.DataFrame, Mapping[str, Any]], None], str]] = {
    "pair_accuracy": ("pair_accuracy", None, _pair_accuracy, "Pair accuracy of each model with its interval"),
    "best_of": ("sets", 3.1, _best_of, "Share of sets whose most liked post is put first, by size of the set"),
    "exact_place": ("sets", 3.1, _exact_place, "Share of posts at their true place, by size of the set"),
    "fit": ("fit", 3.4, _fit, "Predicted against true values with the line of best fit"),
    "coverage": ("coverage", None, _coverage, "Coverage of each model's interval"),
    "tenths": ("tenths", 2.8, _tenths, "Coverage of the best model's interval by tenth of the score"),
    "goes_by": ("goes_by", 3.4, insight.goes_by, "Pairs in order that are lost when a kind of features is exchanged"),
    "influence": ("influence", None, insight.influence, "The features that move the best model's scores the most"),
    "accounts": ("accounts", 3.1, insight.accounts, "Pair accuracy by number of accounts learned from"),
    "slices": ("slices", None, slice_plots.pairs, "Pair accuracy of the best model in each slice with its interval"),
    "slices_lift": ("slices", None, slice_plots.lift, "Lift over the best baseline in each slice with its interval"),
    "chances": ("chances", 3.1, _chances, "Share of pairs won against the chance that the best model gave"),
}
