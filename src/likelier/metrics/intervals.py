"""Whether a model's interval is honest (coverage), overall and by size of account, and of use (width)."""

from collections.abc import Mapping

import numpy as np

from likelier.metrics.rows import Floats, Ints, Predicted, Rows
from likelier.metrics.statistic import Key, Statistic, ratio

QUARTERS = 4


def statistics(rows: Rows, predicted: Mapping[str, Predicted]) -> dict[Key, Statistic]:
    """Share of posts whose label lies in the interval, and its mean width in the target's unit.

    By size of account: the share in each quarter of the posts with known followers, the smallest accounts first.
    """
    posts = rows.sizes.astype(np.float64)
    size = np.full(len(rows), -1) if rows.followers is None else quarter(rows.followers)
    found = {}
    for model, one in predicted.items():
        for suffix, low, high in (("", one.low, one.high), ("_90", one.low_90, one.high_90)):
            if low is None or high is None:
                continue
            inside = (low <= rows.target) & (rows.target <= high)
            found[model, f"coverage{suffix}"] = ratio(rows.total(inside), posts)
            found[model, f"width{suffix}"] = ratio(rows.total(high - low), posts)
            for one_size in np.unique(size[size >= 0]):
                chosen = size == one_size
                counted = ratio(rows.total(inside & chosen), rows.total(chosen))
                found[model, f"coverage{suffix}_size_{one_size + 1}"] = counted
    return found


def quarter(followers: Floats) -> Ints:
    """Which quarter of the posts, by followers, each is in; -1 where they are not known. Shape (n,)."""
    if np.isnan(followers).all():
        return np.full(len(followers), -1)
    limits = np.nanquantile(followers, np.arange(1, QUARTERS) / QUARTERS)
    return np.where(np.isnan(followers), -1, np.searchsorted(limits, followers))
