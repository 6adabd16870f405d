"""Train one model: score every split's held-back posts, then learn from all posts for good."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from likelier import answers, crossfit, labelled, models, predictions, reference
from likelier.artifact import Artifact
from likelier.atomic import remove, replacing_folder, write_json
from likelier.calibrating import calibrate, table
from likelier.influence import influence
from likelier.params import Params
from likelier.probes import Probes
from likelier.system_metrics import watched

PROBED = "account"  # the split whose models are asked what they go by
SCRATCH = "LIKELIER_SCRATCH"  # names a folder that outlives a killed run


@watched
def train(params: Params, name: str, shards: Path, features: Sequence[Path], trained: Path, metrics: Path) -> None:
    """Train the model `name` of `params.models`.

    Parameters
    ----------
    shards : Path
        Folder of posts and accounts; the labels come from here.
    features : sequence of Path
        Folders that `featurize` wrote; together they cover every shard.
    trained : Path
        Folder to write: `model.json`, `predictions.parquet`, what `likelier.answers` names, `artifact/`, and
        of a model that may be registered `reference.parquet`.
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
    entry = labelled.entry_of(params, name)

    scratch = _scratch() / name

    def create() -> models.Model:
        model = models.create(name, entry, params.train.seed)
        model.scratch = scratch
        return model

    unfitted = create()  # a wrong setting is told before any data is read
    found = labelled.read(params, name, unfitted, shards, features)
    posts, examples, counts = found.posts, found.examples, dict(found.counts)
    known = np.flatnonzero(np.isfinite(found.target))
    probes = Probes(posts["post_id"], create, params.train.shares if entry.learning_curve else (), params.train.seed)
    parts, calibrated = [], None
    for split in sorted(params.train.splits):  # `account` comes first: it calibrates the others
        ask = probes.ask if split == PROBED and not entry.baseline else None
        held = crossfit.out_of_fold(split, posts, examples, params.train, create, ask)
        calibrated = calibrated or calibrate(held, examples, params.train)
        parts.append(table(posts, held, examples, calibrated))
        counts[f"{split}_purged"] = sum(one.fold.purged for one in held)
        print(f"train {name}: {split} split, {sum(len(one.test) for one in held)} posts scored", file=sys.stderr)
    final = create()
    final.fit(examples.take(known), found.target[known])
    assert calibrated is not None  # params: the account split is there
    settings = params.train
    artifact = Artifact(name, entry, final, params.featurize, settings.target, calibrated.final, settings.seed)
    description = {"name": name, "family": entry.family, "baseline": entry.baseline, "leaking": entry.leaking}
    description |= {"rows": len(known), **counts}
    with replacing_folder(trained) as partial:
        predictions.write(pd.concat(parts, ignore_index=True), partial)
        probes.write(partial)
        if not entry.baseline and (moves := influence(final, examples)) is not None:
            answers.write(moves, partial, answers.INFLUENCE)
        if not entry.baseline:
            of_accounts = parts[0]  # the account split comes first
            reference.write(reference.make(posts, examples.features, of_accounts, settings.seed), partial)
        artifact.save(partial / "artifact")
        write_json(partial / "model.json", description)
    write_json(metrics, description)
    remove(scratch)


def _scratch() -> Path:
    """Where trainings that are killed leave what they need to go on."""
    return Path(os.environ.get(SCRATCH, ".scratch"))
