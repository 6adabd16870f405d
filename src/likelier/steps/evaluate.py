"""Measure every trained model on the same held-back posts, beside its baselines, and draw the scorecard."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from likelier import answers, predictions
from likelier import posts as contract
from likelier.atomic import replacing_folder, write_json
from likelier.errors import ArtifactError, ContractError, NotEnoughData, ParamsError
from likelier.features.table import read as read_features
from likelier.metrics import audit, facets, probing, slices
from likelier.metrics.catalogue import UNITS
from likelier.metrics.measure import CEILING, headline, measure
from likelier.metrics.rows import ORDER, Floats, Predicted, Rows
from likelier.params import Params
from likelier.scorecard import about, cards, page, tables
from likelier.scorecard.words import LEAKS

SPLITS = ("account", "forward", "random")  # the first one that there is chooses the best model
LEAKY = "random"
PREDICTED = [field.name for field in fields(Predicted)]


@dataclass(frozen=True)
class Trained:
    """What `train` wrote of one model."""

    name: str
    family: str
    baseline: bool
    leaking: bool
    table: pd.DataFrame
    folder: Path


def evaluate(
    params: Params, shards: Path, features: Sequence[Path], trained: Sequence[Path], report: Path, metrics: Path
) -> None:
    """Measure models.

    Parameters
    ----------
    shards : Path
        Folder of posts: the likes that orders are held against, and the true effects if this is a made world.
    features : sequence of Path
        Folders that `featurize` wrote, by whose values the figures are told apart; none: only by what shards know.
    trained : sequence of Path
        One folder a model, as `train` wrote them.
    report : Path
        Folder to write: `scorecard.html`, `model_card.md`, `data_card.md`, `headline.json` and `plots/*.csv`.
    metrics : Path
        JSON file to write: each measure of each model on each split, with its interval.

    Raises
    ------
    ContractError
        Predictions that would not be measured fairly; see `likelier.metrics.audit`.
    NotEnoughData
        No model, or fewer than two accounts with posts to compare.
    """
    models = _read(params, trained)
    shown = contract.read_posts(shards, ["post_id", "account_id", "likes", "kind", "taken_at", "snapshot_at"])
    followers = contract.read_accounts(shards)[["account_id", "followers"]]
    shown = shown.merge(followers, on="account_id", how="left", validate="many_to_one")
    leaking = {model.name for model in models if model.leaking}
    audit.check({model.name: model.table for model in models}, shown, params.train.min_age_hours, leaking)
    baselines = {model.name for model in models if model.baseline}
    effects = _effects(shards)
    present = set(models[0].table["split"])
    splits: dict[str, Any] = {}
    left_out: dict[str, str] = {}
    best_rows: tuple[Rows, Predicted] | None = None
    for split in [name for name in SPLITS if name in present]:
        rows, predicted, effect = _of_split(models, split, shown, effects)
        try:
            measured = measure(rows, predicted, baselines, effect, params.evaluate, leaking)
        except NotEnoughData as error:
            if not splits:
                raise NotEnoughData(f"{split} split: {error}") from error
            left_out[split] = str(error)
            print(f"evaluate: {split} split left out: {error}", file=sys.stderr)
            continue
        splits[split] = {"leaky": split == LEAKY, **measured}
        if best_rows is None:
            best_rows = rows, predicted[measured["best_model"] or measured["best_baseline"]]
            insight = _insight(models, split, rows, predicted, params)
            told_apart = facets.of(_described(models[0], split, shown, features))
            insight["slices"] = slices.measure(
                rows, predicted, told_apart, measured, params.evaluate, params.train.coverage
            )
        print(f"evaluate: {split} split, {len(models)} models on {len(rows)} posts", file=sys.stderr)
    assert best_rows is not None  # the first split is measured, or has raised
    result = _result(params, models, splits, left_out) | insight
    with replacing_folder(report) as partial:
        moves = next(
            (answers.read(model.folder, answers.INFLUENCE) for model in models if model.name == result["best_model"]),
            None,
        )
        drawn = tables.all_of(result, *best_rows, seed=params.evaluate.seed) | tables.insight(result, moves)
        tables.write(drawn, partial / "plots")
        write_json(partial / "headline.json", headline(next(iter(splits.values()))))
        facts = page.facts(params, shards, shown)
        (partial / "scorecard.html").write_text(page.render(result, drawn, facts), encoding="utf-8")
        cards.write(
            partial, result, facts, about.gather(params, shards, shown, told_apart, _folder_of_best(models, result))
        )
    write_json(metrics, result)


def _result(params: Params, models: list[Trained], splits: dict[str, Any], left_out: dict[str, str]) -> dict[str, Any]:
    first = next(iter(splits.values()))
    roles = {model.name: _role(model) for model in models}
    if CEILING in first["models"]:
        roles[CEILING] = CEILING
    return {
        "target": params.train.target,
        "unit": UNITS[params.train.target],
        "confidence": params.evaluate.confidence,
        "coverage_wanted": params.train.coverage,
        "resamples": params.evaluate.resamples,
        "best_model": first["best_model"],
        "roles": roles,
        "beside": {family: _of_family(models, family) for family in ("constant", "account_mean")},
        "splits": splits,
        "left_out": left_out,
    }


def _insight(
    models: list[Trained], split: str, rows: Rows, predicted: dict[str, Predicted], params: Params
) -> dict[str, Any]:
    """What each model goes by, and what more accounts bring; of the models that were asked."""
    goes_by, curves = {}, {}
    for model in models:
        ids = model.table[model.table["split"] == split].sort_values(ORDER)["post_id"].reset_index(drop=True)
        scored = rows, ids, predicted[model.name]
        if (told := answers.read(model.folder, answers.SHUFFLED)) is not None:
            goes_by[model.name] = probing.goes_by(*scored, told, params.evaluate)
        if (told := answers.read(model.folder, answers.FEWER)) is not None:
            curves[model.name] = probing.curve(*scored, told, params.evaluate)
    return {"goes_by": goes_by, "learning_curves": curves}


def _of_family(models: list[Trained], family: str) -> str | None:
    """The first baseline of that family, which other models are shown beside."""
    return next((model.name for model in models if model.baseline and model.family == family), None)


def _role(model: Trained) -> str:
    if model.leaking:
        return LEAKS
    return "baseline" if model.baseline else "model"


def _read(params: Params, trained: Sequence[Path]) -> list[Trained]:
    if not trained:
        raise NotEnoughData("there is no trained model to evaluate; run `likelier train` first")
    models: dict[str, Trained] = {}
    for folder in trained:
        model = _read_one(folder)
        if model.name == CEILING:
            raise ParamsError(f"models.{CEILING}: the name is taken by the true effect of the sample; choose another")
        if model.name in models:
            raise ContractError(f"{folder}: a second folder of model {model.name!r}; name each model once")
        models[model.name] = model
    # In the order of params.yaml, whatever the order of the folders.
    known = list(params.models)
    return sorted(
        models.values(), key=lambda one: (known.index(one.name) if one.name in known else len(known), one.name)
    )


def _read_one(folder: Path) -> Trained:
    path = folder / "model.json"
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        leaking, baseline = bool(description.get("leaking", False)), bool(description["baseline"])
        name, family = str(description["name"]), str(description["family"])
        return Trained(name, family, baseline, leaking, predictions.read(folder), folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(f"{path}: does not describe a trained model; run `likelier train` again") from error


def _described(model: Trained, split: str, shown: pd.DataFrame, features: Sequence[Path]) -> pd.DataFrame:
    """What the posts of a split are told apart by, in the order of `Rows`."""
    first = shown.groupby("account_id")["taken_at"].transform("min")
    known = shown.assign(days=(shown["taken_at"] - first).dt.total_seconds() / 86_400)
    if features:
        computed = read_features(features, facets.COLUMNS).drop(columns=["account_id", "picture_hash"])
        known = known.merge(computed, on="post_id", how="left", validate="one_to_one")
    held = model.table.loc[model.table["split"] == split, ORDER].sort_values(ORDER)
    return held.merge(known.drop(columns="account_id"), on="post_id", how="left", validate="one_to_one")


def _folder_of_best(models: list[Trained], result: dict[str, Any]) -> Path:
    """The folder of the best model, or of the best baseline where there is no model."""
    name = result["best_model"] or next(iter(result["splits"].values()))["best_baseline"]
    return next(model.folder for model in models if model.name == name)


def _effects(shards: Path) -> pd.DataFrame | None:
    path = shards / "truth.parquet"
    return contract.read(path, contract.TRUTH) if path.exists() else None


def _of_split(
    models: list[Trained], split: str, shown: pd.DataFrame, effects: pd.DataFrame | None
) -> tuple[Rows, dict[str, Predicted], Floats | None]:
    """One split's posts in the order of `Rows`, and what each model, and the truth, says of them."""
    parts = {one.name: one.table[one.table["split"] == split].sort_values(ORDER) for one in models}
    first = next(iter(parts.values()))
    joined = first.merge(
        shown[["post_id", "likes", "kind", "followers"]], on="post_id", how="left", validate="many_to_one"
    )
    predicted = {
        name: Predicted(**{field: part[field].to_numpy(dtype=np.float64) for field in PREDICTED})
        for name, part in parts.items()
    }
    if effects is None:
        return Rows.of(joined), predicted, None
    effect = joined["post_id"].map(effects.set_index("post_id")["effect"]).to_numpy(dtype=np.float64)
    if np.isnan(effect).any():
        raise ContractError(
            f"truth.parquet lacks {int(np.isnan(effect).sum())} posts of the {split} split; ingest again"
        )
    return Rows.of(joined), predicted, effect
