"""The posts that a model may learn from, as it sees them, with their labels: what training and tuning both read."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from likelier import leaks, models, targets
from likelier import posts as contract
from likelier.errors import ContractError, NotEnoughData, ParamsError
from likelier.features.choice import chosen_columns, chosen_kinds, kind_of, only
from likelier.features.pixels import read as read_pixels
from likelier.features.table import joined
from likelier.features.table import read as read_features
from likelier.params import ModelEntry, Params

SAME = 1e-9  # labels this close are equal
COLUMNS = ("post_id", "account_id", "taken_at", "snapshot_at", "likes", "kind")


@dataclass(frozen=True)
class Labelled:
    """n learnable posts; every part in the same order.

    Attributes
    ----------
    posts : DataFrame, n rows
        post_id, account_id, taken_at, likes, followers, picture_hash and the features.
    examples : Examples, n rows
        What the model sees of them.
    target : array, shape (n,)
        The label by all other posts of the account; NaN where it has no scale.
    counts : dict
        All posts, and why some are not learnable.
    """

    posts: pd.DataFrame
    examples: models.Examples
    target: targets.Floats
    counts: dict[str, Any]


def entry_of(params: Params, name: str) -> ModelEntry:
    """The entry of that name in `params.models`, whose features are all computed, and no leak.

    Raises
    ------
    ParamsError
        No such model, or a kind of features that is switched off.
    LeakFound
        It reads what is known only after posting, and doesn't say so.
    """
    if name not in params.models:
        raise ParamsError(f"model {name!r} is not in params.yaml; known: {', '.join(params.models)}")
    entry = params.models[name]
    leaks.check_entry(name, entry)
    for feature in entry.features or ():
        kind = kind_of(feature)
        if not getattr(params.featurize, kind):
            raise ParamsError(f"models.{name}.features: {kind} is switched off; set featurize.{kind}: true")
    return entry


def read(params: Params, name: str, unfitted: models.Model, shards: Path, features: Sequence[Path]) -> Labelled:
    """Read what the model `name` may learn from.

    Parameters
    ----------
    unfitted : Model
        The entry's model: whether it looks at pictures.
    shards : Path
        Folder of posts and accounts; the labels come from here.
    features : sequence of Path
        Folders that `featurize` wrote; together they cover every shard.

    Raises
    ------
    ParamsError
        A kind of features, or pictures, that were not computed.
    NotEnoughData
        Too few posts with known likes, labels that don't vary, no picture for a model that looks at them, or a shard
        or its features missing.
    ContractError
        Features of another version, or that no model can read.
    LeakFound
        The features know of other posts.
    """
    entry = params.models[name]
    if unfitted.reads_pixels and not params.featurize.pixels:
        raise ParamsError(f"models.{name}: {entry.family} looks at pictures; set featurize.pixels: true")
    posts, counts = _learnable(params, shards, features)
    kinds = chosen_kinds(entry, params.featurize)
    examples = _examples(posts, chosen_columns(entry, params.featurize))
    _tell_missing_captions(name, kinds, posts)
    if unfitted.reads_pixels:
        if posts["picture_hash"].isna().all():
            raise NotEnoughData(
                f"models.{name}: {entry.family} looks at pictures, and none of {len(posts)} posts has one that can be "
                "read; add pictures, or leave this model out"
            )
        examples = replace(examples, pixels=read_pixels(features, posts["post_id"]))
    leaks.check_examples(examples, posts["post_id"], shards, only(kinds, params.featurize))
    target = targets.label(params.train.target, posts, np.ones(len(posts), dtype=bool))
    _check_varies(params.train.target, target[np.isfinite(target)])
    return Labelled(posts, examples, target, counts)


def _tell_missing_captions(name: str, kinds: Sequence[str], posts: pd.DataFrame) -> None:
    if {"caption", "words", "meaning"} & set(kinds) and "caption_empty" in posts and posts["caption_empty"].all():
        print(f"train {name}: none of {len(posts)} posts has a caption: nothing is learned from them", file=sys.stderr)


def _check_varies(name: str, target: targets.Floats) -> None:
    if len(target) and np.ptp(target) < SAME:
        raise NotEnoughData(
            f"{name} is {target[0]:.3g} for all {len(target)} posts: there is nothing to learn; check the likes"
        )


def _learnable(params: Params, shards: Path, features: Sequence[Path]) -> tuple[pd.DataFrame, dict[str, Any]]:
    posts = contract.read_posts(shards, COLUMNS)
    posts = posts.merge(contract.read_accounts(shards)[["account_id", "followers"]], on="account_id", how="left")
    columns = read_features(features).drop(columns="account_id")
    lost = int((~columns["post_id"].isin(posts["post_id"])).sum())
    if lost:
        raise NotEnoughData(
            f"{lost} posts have features and are in no shard of {shards.name}/: is a shard missing? run ingest and "
            "featurize again"
        )
    known = joined(posts, columns, shards.name)
    usable, reasons = targets.learnable(known, params.train.min_age_hours, params.select)
    if not usable.any():
        told = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in reasons.items() if count)
        raise NotEnoughData(
            f"no post has likes to learn from ({told}); add older posts with visible likes, or widen `select`"
        )
    unlabelled = {f"unlabelled_{reason}": count for reason, count in reasons.items()}
    return known[usable].reset_index(drop=True), {"posts": len(posts), **unlabelled}


def _examples(posts: pd.DataFrame, columns: Sequence[str]) -> models.Examples:
    lacking = [name for name in columns if name not in posts]
    if lacking:
        raise ContractError(
            f"the features lack {lacking[0]} ({len(lacking)} columns in all): another version computed them; "
            "run `likelier featurize` again"
        )
    return models.Examples.of(posts, posts[list(columns)])
