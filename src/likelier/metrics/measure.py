"""Everything that is measured of one split: each model on the same posts and the same resamples."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from likelier.errors import NotEnoughData
from likelier.metrics import chances, intervals, pairs, ranking, regression, sets
from likelier.metrics.bootstrap import Draws, resample
from likelier.metrics.pairs import PAIR_ACCURACY
from likelier.metrics.rows import Floats, Predicted, Rows
from likelier.metrics.statistic import Key, Statistic
from likelier.params import Evaluate

CEILING = "ceiling"  # the true effect, scored like a model where the world is a made one
OVER_BASELINE = "pair_accuracy_over_baseline"
OVER_REFERENCE = "pair_accuracy_over_reference"
ATTAINED = "attained"
CHANCE = 0.5

Measured = dict[str, dict[str, dict[str, float]]]  # model -> measure -> value, low, high


def measure(
    rows: Rows,
    predicted: Mapping[str, Predicted],
    baselines: set[str],
    effect: Floats | None,
    settings: Evaluate,
    leaking: Collection[str] = (),
) -> dict[str, Any]:
    """Measure every model on one split.

    Parameters
    ----------
    rows : Rows
        The n held-back posts.
    predicted : mapping
        Each model's scores of these posts.
    baselines : set of str
        Which of the models are baselines.
    effect : array, shape (n,), or None
        The true effect of each post, where it is known.
    leaking : collection of str
        Which of the models know the likes: they are measured, and are never the best.

    Returns
    -------
    dict
        `rows`, `accounts`, `pairs` (how many were compared), `best_model` and `best_baseline` by pair accuracy,
        `reference` (None where there is none), and `models`: model, measure, then value, low and high. A measure that
        has no meaning for these posts is absent.

    Raises
    ------
    NotEnoughData
        Fewer than two accounts have a pair of posts with different likes.
    """
    blocks, within, across, resampling, chance = np.random.default_rng(settings.seed).spawn(5)
    orders = dict(predicted) if effect is None else {**predicted, CEILING: Predicted(effect)}
    found: dict[Key, Statistic] = pairs.statistics(rows, orders, blocks)
    comparable = max(found[model, PAIR_ACCURACY].contributors for model in orders)
    if comparable < 2:
        raise NotEnoughData(
            f"{comparable} of {rows.accounts} accounts have two posts with different likes to compare; two are needed"
        )
    found |= ranking.statistics(rows, orders)
    found |= sets.within(rows, orders, settings.set_sizes, settings.sets_per_account, within)
    found |= sets.across(rows, orders, settings.set_sizes, settings.sets_per_account, across)
    found |= regression.statistics(rows, predicted)
    found |= intervals.statistics(rows, predicted)
    found |= chances.statistics(rows, predicted, chance)
    drawn = resample(found, settings.resamples, resampling)
    honest = [model for model in predicted if model not in leaking]
    baseline = _best(drawn, [model for model in honest if model in baselines])
    reference = settings.reference if settings.reference in predicted else None
    drawn |= _over(drawn, list(predicted), baseline, OVER_BASELINE)
    drawn |= _over(drawn, list(predicted), reference, OVER_REFERENCE)
    drawn |= _attained(drawn, list(predicted), settings.confidence)
    return {
        "rows": len(rows),
        "accounts": rows.accounts,
        "pairs": int(max(found[model, PAIR_ACCURACY].sums[:, -1].sum() for model in orders)),
        "best_model": _best(drawn, [model for model in honest if model not in baselines]),
        "best_baseline": baseline,
        "reference": reference,
        "models": _rounded(drawn, settings.confidence),
    }


def _best(drawn: Mapping[Key, Draws], models: list[str]) -> str | None:
    return max(models, key=lambda model: drawn[model, PAIR_ACCURACY].value, default=None)


def _over(drawn: Mapping[Key, Draws], models: list[str], other: str | None, name: str) -> dict[Key, Draws]:
    """The paired difference of each model's pair accuracy to that of the other one, as the measure `name`."""
    if other is None:
        return {}
    there = drawn[other, PAIR_ACCURACY]
    return {(model, name): drawn[model, PAIR_ACCURACY].over(there) for model in models}


def _attained(drawn: Mapping[Key, Draws], models: list[str], confidence: float) -> dict[Key, Draws]:
    """How much of the lift over chance that can be had a model has; none where nothing can be had."""
    ceiling = drawn.get((CEILING, PAIR_ACCURACY))
    if ceiling is None or ceiling.interval(confidence)[0] <= CHANCE:
        return {}
    above = np.where(ceiling.resampled > CHANCE, ceiling.resampled - CHANCE, np.nan)
    found = {}
    for model in models:
        here = drawn[model, PAIR_ACCURACY]
        share = (here.value - CHANCE) / (ceiling.value - CHANCE)
        found[model, ATTAINED] = Draws(share, (here.resampled - CHANCE) / above, here.accounts)
    return found


def _rounded(drawn: Mapping[Key, Draws], confidence: float) -> Measured:
    models: Measured = {}
    for (model, name), one in drawn.items():
        models.setdefault(model, {})[name] = one.figure(confidence)
    return models


def headline(split: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """The pair accuracy of each model of one measured split, for a table that fits on a screen."""
    return {
        model: {name: measures[name]["value"] for name in (PAIR_ACCURACY, "best_of_5", "rmse") if name in measures}
        for model, measures in split["models"].items()
    }
