"""Measure every trained model on the same held-back posts, beside its baselines, and draw the scorecard."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from likelier import answers, held_back
from likelier.atomic import replacing_folder, write_json
from likelier.errors import NotEnoughData
from likelier.metrics import audit, facets, probing, slices
from likelier.metrics.catalogue import UNITS
from likelier.metrics.measure import CEILING, headline, measure
from likelier.metrics.rows import Predicted, Rows
from likelier.params import Params
from likelier.scorecard import about, cards, page, tables
from likelier.trained import Trained, read

SPLITS = ("account", "forward", "random")  # the first one that there is chooses the best model
LEAKY = "random"


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
    models = read(trained, list(params.models))
    shown = held_back.shown(shards)
    leaking = {model.name for model in models if model.leaking}
    audit.check({model.name: model.table for model in models}, shown, params.train.min_age_hours, leaking)
    baselines = {model.name for model in models if model.baseline}
    truth = held_back.effects(shards)
    present = set(models[0].table["split"])
    splits: dict[str, Any] = {}
    left_out: dict[str, str] = {}
    best_rows: tuple[Rows, Predicted] | None = None
    for split in [name for name in SPLITS if name in present]:
        rows, predicted, effect = held_back.of_split(models, split, shown, truth)
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
            told_apart = facets.of(held_back.described(models[0], split, shown, features))
            insight["slices"] = slices.measure(
                rows, predicted, told_apart, measured, params.evaluate, params.train.coverage
            )
        print(f"evaluate: {split} split, {len(models)} models on {len(rows)} posts", file=sys.stderr)
    assert best_rows is not None  # the first split is measured, or has raised
    result = _result(params, models, splits, left_out) | insight
    with replacing_folder(report) as partial:
        best = _folder_of_best(models, result)
        moves = answers.read(best, answers.INFLUENCE)
        drawn = tables.all_of(result, *best_rows, seed=params.evaluate.seed) | tables.insight(result, moves)
        tables.write(drawn, partial / "plots")
        write_json(partial / "headline.json", headline(next(iter(splits.values()))))
        facts = page.facts(params, shards, shown)
        (partial / "scorecard.html").write_text(page.render(result, drawn, facts), encoding="utf-8")
        cards.write(partial, result, facts, about.gather(params, shards, shown, told_apart, best))
    write_json(metrics, result)


def _result(params: Params, models: list[Trained], splits: dict[str, Any], left_out: dict[str, str]) -> dict[str, Any]:
    first = next(iter(splits.values()))
    roles = {model.name: model.role for model in models}
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
        "beside": {
            family: next((one.name for one in models if one.baseline and one.family == family), None)
            for family in ("constant", "account_mean")
        },
        "splits": splits,
        "left_out": left_out,
    }


def _insight(
    models: list[Trained], split: str, rows: Rows, predicted: dict[str, Predicted], params: Params
) -> dict[str, Any]:
    """What each model goes by, and what more accounts bring; of the models that were asked."""
    goes_by, curves = {}, {}
    for model in models:
        ids = model.held(split)["post_id"].reset_index(drop=True)
        scored = rows, ids, predicted[model.name]
        if (told := answers.read(model.folder, answers.SHUFFLED)) is not None:
            goes_by[model.name] = probing.goes_by(*scored, told, params.evaluate)
        if (told := answers.read(model.folder, answers.FEWER)) is not None:
            curves[model.name] = probing.curve(*scored, told, params.evaluate)
    return {"goes_by": goes_by, "learning_curves": curves}


def _folder_of_best(models: list[Trained], result: dict[str, Any]) -> Path:
    """The folder of the best model, or of the best baseline where there is no model."""
    name = result["best_model"] or next(iter(result["splits"].values()))["best_baseline"]
    return next(model.folder for model in models if model.name == name)
