"""Likes by weekday, hour, part of the day, kind of post, and whether comments are off."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from likelier.exploration.data import Data
from likelier.exploration.figures import COLOURS, finite, percent, short
from likelier.exploration.parts import Nothing, Part, Plot, Section
from likelier.posts import KINDS

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PARTS = tuple(f"{start:02}-{start + 4:02}" for start in range(0, 24, 4))
FEW = 10  # posts; below, no interval is drawn


def section(data: Data) -> Section:
    """Each grouping twice: within accounts, and raw."""
    posts = data.chosen.assign(lift=data.label("lift"))
    local = posts["local"]
    # Name, what a reader calls it, the unit of the axis, levels, and each post's level.
    groupings: list[tuple[str, str, str, Sequence[str], pd.Series]] = [
        ("weekday", "weekday", "local weekday", WEEKDAYS, local.dt.day_of_week.map(dict(enumerate(WEEKDAYS)))),
        ("hour", "hour", "local hour of the day", [str(hour) for hour in range(24)], local.dt.hour.astype(str)),
        ("part", "part of the day", "local time, hours", PARTS, (local.dt.hour // 4).map(dict(enumerate(PARTS)))),
        ("kind", "kind", "kind of post", KINDS, posts["kind"]),
        (
            "comments",
            "whether comments are off",
            "comments",
            ("on", "off"),
            posts["comments_disabled"].map({False: "on", True: "off"}),
        ),
    ]
    parts: list[Part] = []
    figures: dict[str, Any] = {}
    for name, spoken, unit, levels, level in groupings:
        found = compare(posts["lift"], posts["likes"], posts["account_id"], level, levels)
        parts.append(_plot(name, spoken, unit, found))
        figures[name] = finite(dict(zip(found["level"], found["lift"], strict=True)))
    words = [
        (
            "The upper half compares posts with the account's own other posts: mean lift, with its 95 % interval "
            f"over accounts (a small grey dot has none: below {FEW} posts, or one account). That is what a model "
            "can use. The lower half is the raw median of likes, in which large accounts have the say: where the "
            "two differ, the difference is who posts then, not what it does to a post."
        ),
        (
            "Times are those of the account's own clock where its time zone is known, and else of "
            f"{data.params.featurize.time_zone}."
        ),
    ]
    return Section("groups", "When and what", words, parts, {"mean_lift_by": figures})


def compare(
    lift: pd.Series, likes: pd.Series, account: pd.Series, level: pd.Series, levels: Sequence[str]
) -> pd.DataFrame:
    """Mean lift (log units) of each level with half its interval, posts, and median likes; levels without posts too.

    The interval is 1.96 standard errors of a mean whose deviations are summed within accounts first, since posts of
    one account are not independent (Liang and Zeger 1986).
    """
    table = pd.DataFrame({"lift": lift, "likes": likes, "account": account, "level": level})
    rows = []
    for name in levels:
        group = table[table["level"] == name]
        known = group.dropna(subset="lift")
        mean = float(known["lift"].mean()) if len(known) else np.nan
        sums = (known["lift"] - mean).groupby(known["account"]).sum()
        half = np.nan
        if len(known) >= FEW and len(sums) > 1:
            half = float(1.96 * np.sqrt((sums**2).sum() * len(sums) / (len(sums) - 1)) / len(known))
        rows.append((name, len(group), mean, half, float(group["likes"].median()) if len(group) else np.nan))
    return pd.DataFrame(rows, columns=["level", "posts", "lift", "half", "median"])


def _plot(name: str, spoken: str, unit: str, found: pd.DataFrame) -> Part:
    caption = f"Likes by {spoken}"
    present = found[found["posts"] > 0]
    if len(present) < 2:
        told = f"All posts have one value, “{present['level'].iloc[0]}”" if len(present) else "There are no posts"
        return Nothing(caption, f"{told}: there is nothing to compare.")
    if not found["lift"].notna().any():
        return Nothing(caption, "No post has a label to compare.")

    def draw(figure: Any) -> None:
        upper, lower = figure.subplots(2, 1, sharex=True)
        place = np.arange(len(found))
        mean = percent(found["lift"])
        low, high = percent(found["lift"] - found["half"]), percent(found["lift"] + found["half"])
        sure = found["half"].notna().to_numpy()
        upper.axhline(0, color=COLOURS["baseline"], linestyle="--", linewidth=1)
        upper.plot(place[~sure], mean[~sure], "o", color=COLOURS["baseline"], markersize=3)
        error = [(mean - low)[sure], (high - mean)[sure]]
        upper.errorbar(place[sure], mean[sure], error, fmt="o", color=COLOURS["model"], capsize=3, markersize=4)
        upper.set_ylabel("lift within\naccount, %")
        lower.bar(place, found["median"].fillna(0), color=COLOURS["model"], width=0.7)
        lower.set_ylabel("median likes")
        lower.yaxis.set_major_formatter(lambda value, _: short(value))
        shown = place[::3] if len(found) > 12 else place
        lower.set_xticks(shown, [found["level"][at] for at in shown])
        lower.set_xlabel(unit)

    return Plot(f"by_{name}", caption, f"Lift within account, and median likes, by {spoken}", draw, height=3.8)
