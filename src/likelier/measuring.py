"""Measure trained models on a source that came after them: accounts that none of them has learned from."""

import shutil
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from tqdm import tqdm

from likelier import fingerprints, predictions, targets
from likelier import posts as contract
from likelier.artifact import Artifact
from likelier.batches import readable
from likelier.errors import ArtifactError, NotEnoughData, ParamsError
from likelier.features import table
from likelier.features.looks import look
from likelier.params import Params
from likelier.steps.evaluate import evaluate

COLUMNS = ("post_id", "account_id", "likes", "kind", "taken_at", "snapshot_at")


def measure(
    params: Params, workdir: Path, names: Sequence[str], source: str, path: Path, report: Path, metrics: Path
) -> None:
    """Score the source's posts as the service would, and measure that as `evaluate` does.

    Parameters
    ----------
    params : Params
        Of `train` its age of likes, and the section `evaluate`.
    workdir : Path
        The folder of the run that trained the models: its `models/` and `data/` are read. Accounts that are among
        its own, and posts whose pictures nearly are, are left out.
    names : sequence of str
        Trained models, of one target; all of the run, if none is named.
    source, path : str, Path
        The kind of source, and the folder that it reads; its rows are screened as `ingest` does.
    report, metrics : Path
        As of `evaluate`; the only split is ``account``.

    Raises
    ------
    ArtifactError
        There is no such trained model, or what it learned from is missing.
    NotEnoughData
        No new account with known likes.
    ParamsError
        The models have different targets.
    """
    known = workdir / "data"
    if not (known / "shards" / "accounts.parquet").exists() or not table.paths(known / "features"):
        raise ArtifactError(
            f"{known}: has no shards/ and features/, so nobody can tell which accounts are new to the models; "
            "name the folder of the run that trained them"
        )
    trained = [workdir / "models" / name for name in names] or _trained(workdir)
    artifacts = {folder: Artifact.load(folder / "artifact") for folder in trained}
    found = {artifact.target for artifact in artifacts.values()}
    if len(found) != 1:
        raise ParamsError(f"the models have the targets {', '.join(sorted(found))}; measure those of one target")
    settings = params.model_copy(
        update={
            "train": params.train.model_copy(update={"target": found.pop()}),
            "ingest": params.ingest.model_copy(update={"source": source}),
        }
    )
    with ExitStack() as stack:
        shards, _ = stack.enter_context(readable(source, path, as_ingest=True, settings=settings.ingest))
        scored = Path(stack.enter_context(TemporaryDirectory(prefix=".likelier-")))
        rows = _newcomers(shards, known, settings)
        folders = []
        for folder, artifact in artifacts.items():
            folders.append(scored / folder.name)
            folders[-1].mkdir()
            predictions.write(_predicted(artifact, shards, rows), folders[-1])
            shutil.copy(folder / "model.json", folders[-1])
        evaluate(settings, shards, [], folders, report, metrics)


def _trained(workdir: Path) -> list[Path]:
    found = [path.parent.parent for path in sorted(workdir.glob("models/*/artifact/artifact.json"))]
    if not found:
        raise ArtifactError(f"{workdir / 'models'}: holds no trained model; name the folder of a run")
    return found


def _newcomers(shards: Path, known: Path, params: Params) -> pd.DataFrame:
    """The posts that can be measured, with their label: new accounts, known likes, new pictures."""
    shown = contract.read_posts(shards, COLUMNS)
    profiles = contract.read_accounts(shards)
    shown = shown.merge(profiles[["account_id", "followers"]], on="account_id", how="left", validate="many_to_one")
    old = set(contract.read_accounts(known / "shards")["account_id"])
    seen = shown["account_id"].isin(old).to_numpy(dtype=bool)
    shown = shown[~seen].reset_index(drop=True)
    usable, reasons = targets.learnable(shown, params.train.min_age_hours)
    rows = shown[usable].reset_index(drop=True)
    if rows.empty:
        told = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in reasons.items() if count)
        raise NotEnoughData(
            f"no post can be measured: {int(seen.sum())} are of accounts that were learned from{told and f', {told}'}; "
            "add posts of other accounts"
        )
    rows["target"] = targets.label(params.train.target, rows, np.ones(len(rows), dtype=bool))
    old_pictures = table.read([known / "features"], only=())["picture_hash"]
    repeated = fingerprints.near(_hashes(shards, rows["post_id"], params), old_pictures)
    kept: pd.DataFrame = rows[~repeated & np.isfinite(rows["target"])].reset_index(drop=True)
    print(
        f"measure: {len(kept)} posts of {kept['account_id'].nunique()} new accounts; left out: {int(seen.sum())} posts "
        f"of accounts that were learned from, {int(repeated.sum())} whose picture was",
        file=sys.stderr,
    )
    return kept


def _hashes(shards: Path, post_ids: pd.Series, params: Params) -> pd.Series:
    """The pictures' fingerprints, in the order of the ids."""
    found = []
    for shard in contract.shard_paths(shards):
        own = contract.read(shard, contract.POSTS, ["post_id", "picture"])
        own = own[own["post_id"].isin(post_ids)]
        found.append(pd.Series(look(own["picture"], [], params.featurize).hashes, index=own["post_id"], dtype=object))
    hashes: pd.Series = pd.concat(found).reindex(post_ids).reset_index(drop=True)
    return hashes


def _predicted(artifact: Artifact, shards: Path, rows: pd.DataFrame) -> pd.DataFrame:
    """The table that `train` writes, of these posts; all posts of their accounts serve as history."""
    accounts = contract.read_accounts(shards)
    parts = []
    for shard in tqdm(contract.shard_paths(shards), desc=f"score by {artifact.name}", unit=" shards", disable=None):
        own = contract.read(shard, contract.POSTS)
        own = own[own["account_id"].isin(rows["account_id"])].reset_index(drop=True)
        if len(own):
            parts.append(artifact.score(own, accounts).assign(post_id=own["post_id"]))
    labels = rows[["post_id", "account_id", "target"]]
    scored = labels.merge(pd.concat(parts), on="post_id", how="left", validate="one_to_one")
    return scored.assign(split="account", fold=0, pair_slope=artifact.calibration.pair_slope)
