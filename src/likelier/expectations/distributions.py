"""How likes, followers, hours and kinds are distributed, in the form that a later run compares itself with.

Each entry is a *partition object* of Great Expectations: ``values`` or ``bins`` (edges, one more than there are
weights) and ``weights`` that sum to 1. `expect_column_kl_divergence_to_be_less_than` takes it as it is.
"""

from typing import Any

import numpy as np
import pandas as pd

from likelier import posts as contract

DECADES = [round(0.5 * step, 1) for step in range(19)]  # log10(1 + count): half decades, from 1 to a billion


def summarize(posts: pd.DataFrame, accounts: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """The distributions of one data set, by name; an empty one has no weights above 0."""
    return {
        "log10_likes": _counts(posts["likes"]),
        "log10_followers": _counts(accounts["followers"]),
        "hour": _values(posts["hour"], list(range(24))),
        "weekday": _values(posts["taken_at"].dt.day_of_week, list(range(7))),  # Monday is 0
        "kind": _values(posts["kind"], list(contract.KINDS)),
    }


def _counts(column: pd.Series) -> dict[str, Any]:
    known = column[column >= 0].to_numpy(float)
    return {"bins": DECADES, "weights": _weights(np.histogram(np.log10(1 + known), bins=DECADES)[0])}


def _values(column: pd.Series, values: list[Any]) -> dict[str, Any]:
    return {"values": values, "weights": _weights(column.value_counts().reindex(values, fill_value=0).to_numpy())}


def _weights(counts: Any) -> list[float]:
    return [float(weight) for weight in (counts / max(counts.sum(), 1)).round(9)]
