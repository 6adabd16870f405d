"""Likes against days since posting, raw and divided by followers: what time does, and why dividing misleads."""

from typing import Any

import numpy as np
import pandas as pd

from likelier.exploration.axes import logarithmic
from likelier.exploration.data import Data
from likelier.exploration.figures import COLOURS, CYCLE, between, finite, short
from likelier.exploration.parts import Nothing, Part, Plot, Section

POINTS = 1500  # drawn of all other accounts; a page with more is slow on a phone
CAPTION = "Likes against days since posting"


def section(data: Data) -> Section:
    """Two scatter plots with the largest accounts in colour, and how much of the variance is who posted."""
    posts = data.chosen.assign(lift=data.label("lift"))
    posts["rate"] = posts["likes"] / posts["followers"].where(posts["followers"] > 0)
    # Logarithms, as on the axes; the same posts in both, so that the two shares can be compared.
    both = posts[(posts["likes"] > 0) & posts["rate"].notna()]
    shares = {
        "likes": between(np.log(both["likes"]), both["account_id"]),
        "likes_per_follower": between(np.log(both["rate"]), both["account_id"]),
    }
    known = posts.dropna(subset=["days", "lift"])
    trend = _trend(known)
    words = [*_of_trend(trend), *_of_shares(shares)]
    parts = [
        _plot("days_likes", CAPTION, "likes", "likes (log axis)", posts),
        _plot("days_rate", f"{CAPTION}, divided by followers", "rate", "likes a follower (log axis)", posts),
    ]
    figures = finite({f"between_accounts_{name}": share for name, share in shares.items()} | {"trend_of_lift": trend})
    return Section("age", "Days since posting, and size of the account", words, parts, figures)


def _trend(known: pd.DataFrame) -> float:
    from scipy import stats

    if len(known) < 3 or np.ptp(known["days"]) == 0 or np.ptp(known["lift"]) == 0:
        return float("nan")
    return float(stats.spearmanr(known["days"], known["lift"]).statistic)


def _of_trend(trend: float) -> list[str]:
    if not np.isfinite(trend):
        return ["How old posts were when their likes were read is not known: there is no trend to speak of."]
    size = (
        "no trend to speak of"
        if abs(trend) < 0.1
        else "older posts have more"
        if trend > 0
        else "older posts have fewer"
    )
    return [
        (
            f"Within accounts, lift and days since posting have a rank correlation of {trend:+.2f}: {size}. "
            "Posts that were too young when their likes were read are left out already."
        )
    ]


def _of_shares(shares: dict[str, float]) -> list[str]:
    raw, divided = shares["likes"], shares["likes_per_follower"]
    if not np.isfinite(raw) or not np.isfinite(divided):
        return []
    return [
        (
            f"Dividing by followers misleads: {100 * raw:.0f} % of the variance of log likes lies between accounts, "
            f"and still {100 * divided:.0f} % of that of log likes a follower. A model can win that part by "
            "recognising the account, and know nothing of which of its posts is liked more. So a label compares a "
            "post with its own account's others, and orders are measured within one account."
        )
    ]


def _plot(name: str, caption: str, column: str, unit: str, posts: pd.DataFrame) -> Part:
    shown = posts[(posts[column] > 0) & posts["days"].notna()]
    if shown.empty:
        return Nothing(caption, _reason(posts, column))
    largest = list(shown["number"].drop_duplicates().sort_values()[: len(CYCLE)])
    rest = shown[~shown["number"].isin(largest)]
    if len(rest) > POINTS:
        rest = rest.iloc[np.sort(np.random.default_rng(0).permutation(len(rest))[:POINTS])]

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        # A post read within the hour would run away to the left.
        axes.plot(
            rest["days"].clip(lower=0.04),
            rest[column],
            "o",
            color=COLOURS["baseline"],
            alpha=0.35,
            markersize=2.5,
            linewidth=0,
        )
        for colour, account in zip(CYCLE, largest, strict=False):
            own = shown[shown["number"] == account]
            label = f"{account}: {_followers(float(own['followers'].iloc[0]))}"
            axes.plot(
                own["days"].clip(lower=0.04), own[column], "o", color=colour, markersize=4, linewidth=0, label=label
            )
        logarithmic(axes.xaxis)
        logarithmic(axes.yaxis)
        axes.set_xlabel("days from posting to snapshot (log axis)")
        axes.set_ylabel(unit)
        figure.legend(
            *axes.get_legend_handles_labels(),
            loc="outside upper center",
            ncols=3,
            title="account: its followers",
            handletextpad=0.2,
            columnspacing=1.0,
        )

    sampled = f"; {len(rest):,} posts of others in grey" if len(rest) else ""
    full = f"{caption}. The {len(largest)} largest accounts in colour{sampled}"
    return Plot(name, full, f"{caption}, one dot a post, coloured by account", draw, height=3.9)


def _reason(posts: pd.DataFrame, column: str) -> str:
    if posts.empty or not (posts["likes"] > 0).any():
        return "No selected post has likes."
    if not posts["days"].notna().any():
        return "When the likes were read is not known of any post."
    return "The followers of no account are known." if column == "rate" else "No post has both likes and an age."


def _followers(followers: float) -> str:
    return short(followers) if np.isfinite(followers) else "not known"
