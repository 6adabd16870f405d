"""How the target is distributed: the one that is learned drawn, all four in a table."""

from typing import Any

import numpy as np
import pandas as pd

from likelier.exploration.data import Data
from likelier.exploration.figures import COLOURS, finite, number
from likelier.exploration.parts import Nothing, Part, Plot, Section, Table
from likelier.metrics.catalogue import SHORT_UNITS, UNITS

STATISTICS = ("posts", "mean", "sd", "skew", "kurtosis", "minimum", "median", "maximum")
TAIL = 0.005  # of the posts, at either end, is drawn in the outermost bars


def section(data: Data) -> Section:
    """Histogram and moments."""
    target = data.params.train.target
    labels = {name: data.label(name) for name in UNITS}
    found = {name: statistics(values) for name, values in labels.items()}
    rows = [
        [name, SHORT_UNITS[name], f"{found[name]['posts']:,.0f}", *(number(found[name][one]) for one in STATISTICS[1:])]
        for name in UNITS
    ]
    told = found[target]
    words = [f"The target is {target}, in {UNITS[target]}."]
    if told["posts"] > 1:
        words.append(
            f"Of {told['posts']:,.0f} posts it has mean {number(told['mean'])}, standard deviation "
            f"{number(told['sd'])}, skew {number(told['skew'])} and excess kurtosis {number(told['kurtosis'])} (a "
            "normal distribution has 0 of both). A model that predicts the mean for every post has the standard "
            "deviation for its RMSE."
        )
    headings = ["target", "unit", *(("excess " if one == "kurtosis" else "") + one for one in STATISTICS)]
    parts = [_plot(target, labels[target]), Table("All four targets of the selected posts", headings, rows, texts=2)]
    return Section("target", "The target", words, parts, finite(told))


def statistics(values: pd.Series) -> dict[str, float]:
    """Number, mean, standard deviation, skew, excess kurtosis, minimum, median and maximum; NaN where there is none.

    Moments divide by the number of posts; skew and kurtosis are those of Fisher, not corrected for bias.
    """
    from scipy import stats

    if values.empty:
        return dict.fromkeys(STATISTICS, float("nan")) | {"posts": 0.0}
    varies = np.ptp(values) > 0
    moments = (stats.skew(values), stats.kurtosis(values)) if varies else (np.nan, np.nan)
    centre = (values.mean(), values.std(ddof=0), *moments, values.min(), values.median(), values.max())
    return dict(zip(STATISTICS, (float(len(values)), *map(float, centre)), strict=True))


def _plot(target: str, values: pd.Series) -> Part:
    caption = f"Distribution of {target}"
    if values.empty:
        return Nothing(
            caption, "No selected post has this label: its account has no other post, or no likes are known."
        )
    if np.ptp(values) == 0:
        return Nothing(caption, f"It is {number(float(values.iloc[0]))} for all {len(values):,} posts.")
    low, high = np.quantile(values, [TAIL, 1 - TAIL]) if len(values) >= 1 / TAIL else (values.min(), values.max())
    if low == high:
        low, high = values.min(), values.max()

    bars = int(np.clip(2 * np.sqrt(len(values)), 8, 40))

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        axes.hist(np.clip(values, low, high), bins=np.linspace(low, high, bars + 1), color=COLOURS["model"])
        for place, style in (
            (values.mean(), "-"),
            (values.mean() - values.std(), ":"),
            (values.mean() + values.std(), ":"),
        ):
            axes.axvline(place, color=COLOURS["ceiling"], linestyle=style, linewidth=1.2)
        axes.set_xlim(low, high)
        axes.set_xlabel(f"{target}, {SHORT_UNITS[target]}\n(line: mean; dotted: one standard deviation)")
        axes.set_ylabel("posts")

    beyond = " The outermost bars hold the half per cent beyond, too." if len(values) >= 1 / TAIL else ""
    return Plot("target", caption + "." + beyond, f"Histogram of {target}", draw)
