"""Train one model: score every split's held-back posts, then learn from all posts for good."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from likelier import crossfit, leaks, models, predictions, targets
from likelier import posts as contract
from likelier.artifact import Artifact
from likelier.atomic import remove, replacing_folder, write_json
from likelier.calibrating import calibrate, table
from likelier.errors import NotEnoughData, ParamsError
from likelier.features.choice import chosen_columns, chosen_kinds, kind_of, only
from likelier.features.pixels import read as read_pixels
from likelier.features.table import read as read_features
from likelier.params import ModelEntry, Params

SCRATCH = "LIKELIER_SCRATCH"  # names a folder that outlives a killed run
SAME = 1e-9  # labels this close are equal
COLUMNS = ("post_id", "account_id", "taken_at", "snapshot_at", "likes", "kind")


def train(params: Params, name: str, shards: Path, features: Sequence[Path], trained: Path, metrics: Path) -> None:
    """Train the model `name` of `params.models`.

    Parameters
    ----------
    shards : Path
        Folder of posts and accounts; the labels come from here.
    features : sequence of Path
        Folders that `featurize` wrote; together they cover every shard.
    trained : Path
        Folder to write: `model.json`, `predictions.parquet` and `artifact/`.
    metrics : Path
        JSON file to write: rows, folds, and why posts have no label.

    Raises
    ------
    ParamsError
        No such model, an unknown setting, or a kind of features, or pictures, that were not computed.
    NotEnoughData
        Too few posts with known likes.
    LeakFound
        The entry, features, folds or a model know of what is held back; see `likelier.leaks`.
    """
    entry = _entry(params, name)

    scratch = _scratch() / name

    def create() -> models.Model:
        model = models.create(name, entry, params.train.seed)
        model.scratch = scratch
        return model

    unfitted = create()  # a wrong setting is told before any data is read
    if unfitted.reads_pixels and not params.featurize.pixels:
        raise ParamsError(f"models.{name}: {entry.family} looks at pictures; set featurize.pixels: true")
    posts, counts = _learnable(params, shards, features)
    kinds = chosen_kinds(entry, params.featurize)
    examples = _examples(posts, chosen_columns(entry, params.featurize))
    if unfitted.reads_pixels:
        examples = replace(examples, pixels=read_pixels(features, posts["post_id"]))
    leaks.check_examples(examples, posts["post_id"], shards, only(kinds, params.featurize))
    target = targets.label(params.train.target, posts, np.ones(len(posts), dtype=bool))
    known = np.flatnonzero(np.isfinite(target))
    _check_varies(params.train.target, target[known])
    parts, calibrated = [], None
    for split in sorted(params.train.splits):  # `account` comes first: it calibrates the others
        held = crossfit.out_of_fold(split, posts, examples, params.train, create)
        calibrated = calibrated or calibrate(held, examples, params.train)
        parts.append(table(posts, held, examples, calibrated))
        counts[f"{split}_purged"] = sum(one.fold.purged for one in held)
        print(f"train {name}: {split} split, {sum(len(one.test) for one in held)} posts scored", file=sys.stderr)
    final = create()
    final.fit(examples.take(known), target[known])
    assert calibrated is not None  # params.py: the account split is there
    settings = params.train
    artifact = Artifact(name, entry, final, params.featurize, settings.target, calibrated.final, settings.seed)
    description = {"name": name, "family": entry.family, "baseline": entry.baseline, "leaking": entry.leaking}
    description |= {"rows": len(known), **counts}
    with replacing_folder(trained) as partial:
        predictions.write(pd.concat(parts, ignore_index=True), partial)
        artifact.save(partial / "artifact")
        write_json(partial / "model.json", description)
    write_json(metrics, description)
    remove(scratch)


def _scratch() -> Path:
    """Where trainings that are killed leave what they need to go on."""
    return Path(os.environ.get(SCRATCH, ".scratch"))


def _entry(params: Params, name: str) -> ModelEntry:
    if name not in params.models:
        raise ParamsError(f"model {name!r} is not in params.yaml; known: {', '.join(params.models)}")
    entry = params.models[name]
    leaks.check_entry(name, entry)
    for feature in entry.features or ():
        kind = kind_of(feature)
        if not getattr(params.featurize, kind):
            raise ParamsError(f"models.{name}.features: {kind} is switched off; set featurize.{kind}: true")
    return entry


def _check_varies(name: str, target: targets.Floats) -> None:
    if len(target) and np.ptp(target) < SAME:
        raise NotEnoughData(
            f"{name} is {target[0]:.3g} for all {len(target)} posts: there is nothing to learn; check the likes"
        )


def _learnable(params: Params, shards: Path, features: Sequence[Path]) -> tuple[pd.DataFrame, dict[str, Any]]:
    posts = contract.read_posts(shards, COLUMNS)
    posts = posts.merge(contract.read_accounts(shards)[["account_id", "followers"]], on="account_id", how="left")
    columns = read_features(features).drop(columns="account_id")
    joined = posts.merge(columns, on="post_id", how="left", validate="one_to_one", indicator="found")
    without = int((joined["found"] != "both").sum())
    if without:
        raise NotEnoughData(f"{without} posts have no features; run featurize on every shard of {shards.name}/")
    usable, reasons = targets.learnable(posts, params.train.min_age_hours, params.train.kinds)
    if not usable.any():
        told = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in reasons.items())
        raise NotEnoughData(f"no post has likes to learn from ({told}); add older posts with visible likes")
    unlabelled = {f"unlabelled_{reason}": count for reason, count in reasons.items()}
    return joined[usable].drop(columns="found").reset_index(drop=True), {"posts": len(posts), **unlabelled}


def _examples(posts: pd.DataFrame, columns: Sequence[str]) -> models.Examples:
    return models.Examples(
        posts[list(columns)],
        posts["account_id"].to_numpy(),
        posts["taken_at"].dt.tz_convert(None).to_numpy(dtype="datetime64[us]"),
    )
