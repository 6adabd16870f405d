"""What the cards say of the data and of the making of a run: counts, dates, versions, and the user's own answers."""

import json
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from likelier import posts as contract
from likelier.metrics.facets import Facet
from likelier.params import Params

# Those that a score rests on; of two builds of one library, the one that is installed.
LIBRARIES = ("likelier", "numpy", "pandas", "scikit-learn", "xgboost-cpu", "xgboost", "tensorflow-cpu", "tensorflow")
MANY = 5  # languages
WIDE = (0.05, 0.25, 0.5, 0.75, 0.95)


def gather(
    params: Params, shards: Path, shown: pd.DataFrame, told_apart: Sequence[Facet], trained: Path
) -> dict[str, Any]:
    """All that the cards need beside the figures; no name, caption or picture is in it.

    Parameters
    ----------
    shown : DataFrame
        The posts of the shards: account_id, taken_at, snapshot_at, followers.
    told_apart : sequence of Facet
        Of the first split's posts: their languages.
    trained : Path
        The folder of the best model.
    """
    description = json.loads((trained / "model.json").read_text(encoding="utf-8"))
    entry = params.models.get(str(description["name"]))
    followers = shown.drop_duplicates("account_id")["followers"].dropna()
    return {
        "answers": params.evaluate.card.model_dump(),
        "source": params.ingest.source,
        "taken": _range(shown["taken_at"]),
        "snapshots": _range(shown["snapshot_at"]),
        "followers": {f"{share:.0%}": float(followers.quantile(share)) for share in WIDE if len(followers)},
        "languages": _languages(told_apart),
        "quarantine": _quarantine(shards),
        "learned": int(description.get("rows", 0)),
        "unlabelled": {
            reason.removeprefix("unlabelled_").replace("_", " "): count
            for reason, count in description.items()
            if reason.startswith("unlabelled_") and count
        },
        "family": str(description.get("family", "")),
        "settings": {} if entry is None else entry.settings,
        "features": _features(params, entry),
        "params": {"train": params.train.model_dump(mode="json"), "evaluate": params.evaluate.model_dump(mode="json")},
        "versions": {"python": platform.python_version(), **_versions()},
    }


def _range(times: pd.Series) -> tuple[str, str] | None:
    known = times.dropna()
    return None if known.empty else (f"{known.min():%Y-%m-%d}", f"{known.max():%Y-%m-%d}")


def _languages(told_apart: Sequence[Facet]) -> dict[str, int]:
    for facet in told_apart:
        if facet.name == "language":
            counts = np.bincount(facet.code[facet.code >= 0], minlength=len(facet.slices))
            order = np.argsort(-counts, kind="stable")
            common = [place for place in order if facet.slices[place] != "none"][:MANY]
            return {facet.slices[place]: int(counts[place]) for place in common}
    return {}


def _quarantine(shards: Path) -> Mapping[str, int]:
    """How many things could not be used, by the first words of the reason: what follows may name a value."""
    path = shards / "quarantine.parquet"
    if not path.exists():
        return {}
    reasons = contract.read(path, contract.QUARANTINE, ["reason"])["reason"].str.split(":").str[0]
    return {str(reason): int(count) for reason, count in sorted(reasons.value_counts().items())}


def _features(params: Params, entry: Any) -> list[str]:
    if entry is not None and entry.features is not None:
        return list(entry.features)
    switched = params.featurize.model_dump()
    return [kind for kind, on in switched.items() if on is True]


def _versions() -> dict[str, str]:
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
