"""Two versions on the posts that both keep held-back scores of: neither has learned from them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from likelier import posts
from likelier.errors import ContractError
from likelier.gate.lift import paired
from likelier.gate.scores import COMPARED, KEPT
from likelier.metrics import intervals
from likelier.metrics.bootstrap import resample
from likelier.metrics.rows import ORDER, Predicted, Rows
from likelier.metrics.statistic import Key, Statistic
from likelier.params import Evaluate
from likelier.registry import Registry, Version

FIRST, SECOND = "first", "second"
COVERAGE = "coverage"


def scores(registry: Registry, version: Version) -> pd.DataFrame | None:
    """The rows of `COMPARED` that a version keeps; None where an older likelier has registered it."""
    file: Path | None = registry.kept(version, KEPT)
    if file is None:
        return None
    try:
        return posts.read(file, COMPARED)
    except ContractError:
        return None


def measure(first: pd.DataFrame, second: pd.DataFrame, newer: str, settings: Evaluate) -> dict[str, Any] | None:
    """How the second orders and covers the common posts against the first.

    Parameters
    ----------
    first, second : DataFrame
        Rows of `COMPARED`.
    newer : str
        Whose accounts and targets say which of two posts had more likes. Within an account the target orders posts
        as the likes do (see `likelier.targets`).

    Returns
    -------
    dict or None
        `posts`, `accounts`, `pair_accuracy` and `coverage`; these with `first`, `second` and `difference`, second minus
        first: value, low and high. None where fewer than two accounts have two common posts to compare by.
    """
    both = first.merge(second, on="post", suffixes=(f"_{FIRST}", f"_{SECOND}"), validate="one_to_one")
    one, other = (_table(both, name, newer) for name in (FIRST, SECOND))
    lift = paired(one, other["score"].to_numpy(float), one["score"].to_numpy(float), settings)
    if lift is None:
        return None
    return {
        "posts": len(both),
        "accounts": int(one["account_id"].nunique()),
        "pair_accuracy": {
            FIRST: {"value": lift.champion},
            SECOND: {"value": lift.challenger},
            "difference": {"value": lift.value, "low": lift.low, "high": lift.high},
        },
        COVERAGE: _coverage({FIRST: one, SECOND: other}, settings),
    }


def _table(both: pd.DataFrame, own: str, newer: str) -> pd.DataFrame:
    """One version's rows as the measures take them; accounts and order of likes are those of the newer version."""
    found = {name: both[f"{name}_{own}"] for name in ("score", "low", "high", "fold", "target")}
    known = {"account_id": f"account_{newer}", "likes": f"target_{newer}", "kind": f"kind_{newer}"}
    table = pd.DataFrame({"post_id": both["post"]} | found | {name: both[column] for name, column in known.items()})
    return table.sort_values(ORDER, ignore_index=True)


def _coverage(tables: Mapping[str, pd.DataFrame], settings: Evaluate) -> dict[str, Any]:
    """The share of labels in the interval of each, and the paired difference."""
    sums: dict[Key, Statistic] = {}
    for name, table in tables.items():
        score, low, high = (table[column].to_numpy(float) for column in ("score", "low", "high"))
        sums |= intervals.statistics(Rows.of(table), {name: Predicted(score, low, high)})
    random = np.random.default_rng(settings.seed)
    draws = resample({key: one for key, one in sums.items() if key[1] == COVERAGE}, settings.resamples, random)
    first, second = (draws[name, COVERAGE] for name in (FIRST, SECOND))
    found = {FIRST: first, SECOND: second, "difference": second.over(first)}
    return {name: one.figure(settings.confidence) for name, one in found.items()}
