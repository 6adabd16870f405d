"""Which posts are selected, why the others are not, and what balancing accounts does."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier import selection
from likelier.exploration.data import Data
from likelier.exploration.figures import COLOURS, UNKNOWN, number
from likelier.exploration.parts import Nothing, Part, Plot, Section, Table

BALANCES = ("none", "cap", "equal")
SAID = {
    "hidden_likes": "likes are hidden",
    "young": "too young when its likes were read (`train.min_age_hours`)",
    "other_language": "in another language (`select.languages`)",
    "too_many_followers": "of too large an account (`select.max_followers`)",
    "other_kind": "of another kind (`select.kinds`)",
    "too_few_posts": "of an account with too few posts (`select.min_posts`)",
    "balanced_away": "not drawn (`select.balance`)",
    "only_post_of_its_account": "the only post of its account that is left",
}


def section(data: Data) -> Section:
    """Counts by reason, the three ways of balancing side by side, and posts per account before and after."""
    select = data.params.select
    told = selection.words(select)
    words = [
        f"Of {len(data.posts):,} posts {data.selected.sum():,} are selected"
        + (f": those {told}." if told else ": all that have a label."),
        "No choice looks at how many likes a post has. What is selected is what `train` learns from, and measures on.",
    ]
    reasons = [[SAID[reason], f"{count:,}"] for reason, count in data.reasons.items()]
    reasons += [["selected", f"{data.selected.sum():,}"]]
    ways = {way: data.select(select.model_copy(update={"balance": way})) for way in BALANCES}
    rows = [["all that have a label", *_effect(data.posts, data.labelled)]]
    rows += [
        [f"selected, balance: {way}" + (" (this run)" if way == select.balance else ""), *_effect(data.posts, kept)]
        for way, kept in ways.items()
    ]
    headings = ["", "posts", "accounts", "posts an account, median", "most", "share of the largest tenth", "evenness"]
    parts: list[Part] = [
        Table("Why posts are not selected, by the first reason that holds", ["reason", "posts"], reasons),
        Table(f"Balancing accounts (`select.cap` is {select.cap})", headings, rows),
        _plot(data),
    ]
    words.append(
        "An account with many posts has the say in whatever is learned or averaged over posts. Evenness is the "
        "number of equal accounts that would be as concentrated (1 over the sum of squared shares), as a share of "
        "the accounts: 100 % where each has as many posts."
    )
    counted = {
        name: _counts(data.posts, rows) for name, rows in (("labelled", data.labelled), ("selected", data.selected))
    }
    left_out = {reason: int(count) for reason, count in data.reasons.items()}
    return Section("selection", "Selection and balance", words, parts, {**counted, "left_out": left_out})


def evenness(sizes: pd.Series) -> float:
    """1 over the sum of squared shares, as a share of the accounts; NaN without any."""
    return float(sizes.sum() ** 2 / (sizes**2).sum() / len(sizes)) if len(sizes) else float("nan")


def _counts(posts: pd.DataFrame, rows: NDArray[np.bool_]) -> dict[str, int]:
    return {"posts": int(rows.sum()), "accounts": int(posts["account_id"][rows].nunique())}


def _effect(posts: pd.DataFrame, rows: NDArray[np.bool_]) -> list[str]:
    sizes = posts["account_id"][rows].value_counts()
    if sizes.empty:
        return ["0", "0", *[UNKNOWN] * 4]
    largest = sizes.head(max(1, round(len(sizes) / 10))).sum() / sizes.sum()
    return [
        *(f"{sizes.sum():,}", f"{len(sizes):,}", number(float(sizes.median())), f"{sizes.max():,}"),
        *(f"{100 * largest:.0f} %", f"{100 * evenness(sizes):.0f} %"),
    ]


def _plot(data: Data) -> Part:
    caption = "Posts per account, before and after the selection"
    before = data.posts["account_id"][data.labelled].value_counts()
    after = data.posts["account_id"][data.selected].value_counts()
    if before.empty:
        return Nothing(caption, "No post has a label.")
    most = int(before.max())
    edges = np.arange(0.5, most + 1.5) if most <= 40 else np.linspace(0.5, most + 0.5, 41)

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        axes.hist(before, bins=edges, color=COLOURS["baseline"], alpha=0.5, label="with a label")
        axes.hist(after, bins=edges, histtype="step", linewidth=1.8, color=COLOURS["model"], label="selected")
        axes.set_xlabel("posts of an account")
        axes.set_ylabel("accounts")
        for axis in (axes.xaxis, axes.yaxis):
            axis.get_major_locator().set_params(integer=True)
        figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=2)

    return Plot("posts_per_account", caption, "Histogram of posts per account, all and selected", draw)
