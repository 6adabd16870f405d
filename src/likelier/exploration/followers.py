"""Followers per account."""

from typing import Any

import numpy as np

from likelier.exploration.axes import logarithmic
from likelier.exploration.data import Data
from likelier.exploration.figures import COLOURS, finite, number
from likelier.exploration.parts import Nothing, Part, Plot, Section


def section(data: Data) -> Section:
    """A histogram over tenths of a power of ten."""
    kept = data.accounts["account_id"].isin(data.chosen["account_id"])
    every = data.accounts["followers"]
    known = every[every > 0]
    words = [f"{len(every):,} accounts; the followers of {int(every.isna().sum()):,} are not known."]
    caption = "Followers per account"
    part: Part = Nothing(caption, "No account tells its followers.")
    if len(known):
        words.append(
            f"Half of them have {number(float(known.median()))} followers or more; the smallest "
            f"{number(float(known.min()))}, the largest {number(float(known.max()))}."
        )
        edges = _edges(known)

        def draw(figure: Any) -> None:
            axes = figure.subplots()
            axes.hist(known, bins=edges, color=COLOURS["baseline"], alpha=0.5, label="all")
            selected = known[kept[known.index]]
            axes.hist(selected, bins=edges, color=COLOURS["model"], label="with selected posts")
            logarithmic(axes.xaxis)
            axes.set_xlabel("followers (log axis)")
            axes.set_ylabel("accounts")
            axes.yaxis.get_major_locator().set_params(integer=True)
            figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=2)

        part = Plot("followers", caption, "Histogram of followers per account on a logarithmic axis", draw)
    return Section("followers", "Followers", words, [part], finite({"median": known.median()}))


def _edges(known: Any) -> Any:
    """Tenths of a power of ten that hold all values."""
    low, high = np.floor(10 * np.log10(known.min())), np.floor(10 * np.log10(known.max())) + 1
    return 10 ** (np.arange(low, high + 1) / 10)
