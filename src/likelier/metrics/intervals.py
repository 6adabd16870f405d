"""Whether a model's interval is honest (coverage), and whether it is of use (width)."""

from collections.abc import Mapping

import numpy as np

from likelier.metrics.rows import Predicted, Rows
from likelier.metrics.statistic import Key, Statistic, ratio


def statistics(rows: Rows, predicted: Mapping[str, Predicted]) -> dict[Key, Statistic]:
    """Share of posts whose label lies in the interval, and its mean width in the target's unit."""
    posts = rows.sizes.astype(np.float64)
    found = {}
    for model, one in predicted.items():
        if one.low is None or one.high is None:
            continue
        inside = (one.low <= rows.target) & (rows.target <= one.high)
        found[model, "coverage"] = ratio(rows.total(inside), posts)
        found[model, "width"] = ratio(rows.total(one.high - one.low), posts)
    return found
