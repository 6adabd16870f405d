"""What a registered version tells of itself: its data in counts and dates, and its figures beside the baselines.

No name of an account or a post is among it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from likelier import posts

MEASURES = (
    *("pair_accuracy", "pair_accuracy_over_baseline", "pair_accuracy_images", "pair_accuracy_2x", "best_of_5"),
    *("spearman", "rmse", "mae", "coverage", "width"),
)
BASELINE = "baseline"  # the role, as `evaluate` writes it


def gather(measured: Mapping[str, Any], split: str, described: Mapping[str, Any], shards: Path) -> dict[str, Any]:
    """The facts of the best model of an evaluation.

    Parameters
    ----------
    measured : mapping
        What `evaluate` writes to its metrics file.
    split : str
        Whose figures they are.
    described : mapping
        The model's `model.json`.
    shards : Path
        The posts that were read.

    Returns
    -------
    dict
        `data`: posts, accounts, first and last (days), last_at (the moment: later posts are new to the model), learned
        (posts with a label); `split`; `leak_checked`: the model reads nothing that is known only later, and its figures
        are of accounts that it had not seen; `measured_on`; `confidence` of the intervals; `figures`: of each measure
        value, low, high, and the same of each baseline.
    """
    found = measured["splits"][split]
    baselines = [name for name, role in measured.get("roles", {}).items() if role == BASELINE]
    own = found["models"][measured["best_model"]]
    return {
        "data": _data(shards) | {"learned": described.get("rows")},
        "split": split,
        "leak_checked": not (found.get("leaky", False) or described.get("leaking", False)),
        "measured_on": {name: found.get(key) for name, key in MEASURED_ON.items()},
        "confidence": measured.get("confidence"),
        "best_baseline": found.get("best_baseline"),
        "figures": {
            measure: _figure(own[measure])
            | {"baselines": {name: _figure(told) for name in baselines if (told := _of(found, name, measure))}}
            for measure in MEASURES
            if measure in own
        },
    }


MEASURED_ON = {"posts": "rows", "accounts": "accounts", "pairs": "pairs"}


def _of(found: Mapping[str, Any], model: str, measure: str) -> Mapping[str, Any] | None:
    told: Mapping[str, Any] | None = found["models"].get(model, {}).get(measure)
    return told


def _figure(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: told.get(key) for key in ("value", "low", "high")}


def _data(shards: Path) -> dict[str, Any]:
    read = posts.read_posts(shards, ["account_id", "taken_at"])
    return {
        "posts": len(read),
        "accounts": int(read["account_id"].nunique()),
        "first": f"{read['taken_at'].min():%Y-%m-%d}",
        "last": f"{read['taken_at'].max():%Y-%m-%d}",
        "last_at": read["taken_at"].max().isoformat(),
    }
