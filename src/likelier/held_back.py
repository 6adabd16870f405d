"""The posts of a split that were held back, and what each model, and the truth, says of them."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd

from likelier import posts as contract
from likelier.errors import ContractError
from likelier.features.table import read as read_features
from likelier.metrics import facets
from likelier.metrics.rows import ORDER, Floats, Predicted, Rows
from likelier.trained import Trained

SHOWN = ("post_id", "account_id", "likes", "kind", "taken_at", "snapshot_at")
PREDICTED = [field.name for field in fields(Predicted)]


def shown(shards: Path) -> pd.DataFrame:
    """What the shards tell of every post, without its picture; and its account's followers."""
    followers = contract.read_accounts(shards)[["account_id", "followers"]]
    return contract.read_posts(shards, SHOWN).merge(followers, on="account_id", how="left", validate="many_to_one")


def effects(shards: Path) -> pd.DataFrame | None:
    """The true effect of each post, where the world is a made one."""
    path = shards / "truth.parquet"
    return contract.read(path, contract.TRUTH) if path.exists() else None


def of_split(
    models: list[Trained], split: str, shown_: pd.DataFrame, truth: pd.DataFrame | None
) -> tuple[Rows, dict[str, Predicted], Floats | None]:
    """One split's posts in the order of `Rows`, and what each model, and the truth, says of them."""
    parts = {one.name: one.held(split) for one in models}
    first = next(iter(parts.values()))
    joined = first.merge(
        shown_[["post_id", "likes", "kind", "followers"]], on="post_id", how="left", validate="many_to_one"
    )
    predicted = {
        name: Predicted(**{field: part[field].to_numpy(dtype=np.float64) for field in PREDICTED})
        for name, part in parts.items()
    }
    if truth is None:
        return Rows.of(joined), predicted, None
    effect = joined["post_id"].map(truth.set_index("post_id")["effect"]).to_numpy(dtype=np.float64)
    if np.isnan(effect).any():
        raise ContractError(
            f"truth.parquet lacks {int(np.isnan(effect).sum())} posts of the {split} split; ingest again"
        )
    return Rows.of(joined), predicted, effect


def described(model: Trained, split: str, shown_: pd.DataFrame, features: Sequence[Path]) -> pd.DataFrame:
    """What the posts of a split are told apart by, in the order of `Rows`."""
    first = shown_.groupby("account_id")["taken_at"].transform("min")
    known = shown_.assign(days=(shown_["taken_at"] - first).dt.total_seconds() / 86_400)
    if features:
        computed = read_features(features, facets.COLUMNS).drop(columns=["account_id", "picture_hash"])
        known = known.merge(computed, on="post_id", how="left", validate="one_to_one")
    return model.held(split)[ORDER].merge(
        known.drop(columns="account_id"), on="post_id", how="left", validate="one_to_one"
    )
