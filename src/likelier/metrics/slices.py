"""The best model on each kind of post, beside the best baseline and the reference: where it is weak.

A pair is in a slice when both its posts are. So each slice of an account is measured as if it were an account of its
own, and its points and pairs are then credited to the account: the bootstrap draws whole accounts here too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from likelier.metrics import pairs
from likelier.metrics.bootstrap import Draws, resample
from likelier.metrics.facets import Facet
from likelier.metrics.measure import OVER_BASELINE
from likelier.metrics.pairs import PAIR_ACCURACY
from likelier.metrics.rows import Floats, Predicted, Rows, added
from likelier.metrics.statistic import Key, Statistic, ratio
from likelier.params import Evaluate

OVER_WHOLE = "pair_accuracy_over_whole"
COVERAGE = "coverage"
OVER_WANTED = "coverage_over_wanted"


def measure(
    rows: Rows,
    predicted: Mapping[str, Predicted],
    facets: Sequence[Facet],
    measured: Mapping[str, Any],
    settings: Evaluate,
    wanted: float,
) -> dict[str, Any]:
    """Measure the models that a reader compares on every slice of every facet.

    Parameters
    ----------
    rows : Rows
        The n held-back posts of one split.
    predicted : mapping
        Each model's scores of these posts.
    facets : sequence of Facet
        Of the same posts, in the same order.
    measured : mapping
        What `likelier.metrics.measure` found of this split: who the best model and baseline are.
    settings : Evaluate
        A slice of fewer accounts with a pair than `slice_accounts` is counted, and not shown.
    wanted : float
        The coverage that the intervals were made for.

    Returns
    -------
    dict
        `models` (the best one first), `looked_at` (slices shown), `too_small` (slices not shown: below
        `least_accounts`), and `by`: facet, slice, then `posts`, `accounts`, `pairs` and, a model, its figures. The
        interval of `OVER_WHOLE` and of `OVER_WANTED` is simultaneous over the slices shown (Bonferroni): it is wider,
        since the worst of many is partly chance.
    """
    best = measured["best_model"] or measured["best_baseline"]
    names = [name for name in dict.fromkeys((best, measured["best_baseline"], measured["reference"])) if name]
    chosen = {name: predicted[name] for name in names}
    blocks, resampling = np.random.default_rng([settings.seed, 1]).spawn(2)
    found: dict[Key, Statistic] = dict(pairs.statistics(rows, chosen, blocks))
    shown: dict[tuple[str, str], dict[str, Any]] = {}
    too_small = 0
    for facet in facets:
        of_facet = statistics(rows, chosen, facet, blocks)
        posts = np.bincount(facet.code[facet.code >= 0], minlength=len(facet.slices))
        for name, count in zip(facet.slices, posts, strict=True):
            counted = of_facet[best, _key(facet.name, name, PAIR_ACCURACY)]
            if counted.contributors < max(settings.slice_accounts, 2):
                too_small += bool(count)
                continue
            sizes = {"accounts": counted.contributors, "pairs": int(counted.sums[:, -1].sum())}
            shown[facet.name, name] = {"posts": int(count), **sizes}
            found |= {key: one for key, one in of_facet.items() if key[1].startswith(_key(facet.name, name, ""))}
    drawn = resample(found, settings.resamples, resampling) if shown else {}
    by: dict[str, dict[str, Any]] = {}
    for (facet_name, name), sizes in shown.items():
        of_models = {
            model: _figures(drawn, model, (facet_name, name), measured["best_baseline"], settings, len(shown), wanted)
            for model in chosen
        }
        by.setdefault(facet_name, {})[name] = {**sizes, "models": of_models}
    counts = {"looked_at": len(shown), "too_small": too_small, "least_accounts": settings.slice_accounts}
    return {"models": names, **counts, "by": by}


def statistics(
    rows: Rows, predicted: Mapping[str, Predicted], facet: Facet, random: np.random.Generator
) -> dict[Key, Statistic]:
    """Pair accuracy and coverage of each model in each slice; the keys name facet, slice and measure."""
    many = len(facet.slices)
    known = np.flatnonzero(facet.code >= 0)
    cell = rows.account[known] * many + facet.code[known]
    order = np.argsort(cell, kind="stable")
    posts = known[order]
    cells, account = np.unique(cell[order], return_inverse=True)
    part = Rows(account, rows.fold[posts], rows.target[posts], rows.likes[posts], rows.is_image[posts])
    found: dict[Key, Statistic] = {}
    for (model, name), one in pairs.statistics(
        part, {model: Predicted(one.score[posts]) for model, one in predicted.items()}, random
    ).items():
        if name == PAIR_ACCURACY:
            spread = np.zeros((rows.accounts * many, 2))
            spread[cells] = one.sums
            found |= _of_slices(model, PAIR_ACCURACY, facet, spread.reshape(rows.accounts, many, 2))
    for model, said in predicted.items():
        if said.low is None or said.high is None:
            continue
        inside = ((said.low <= rows.target) & (rows.target <= said.high))[posts]
        counted = np.ones(len(posts))
        sums = [added(cell[order], weight, rows.accounts * many) for weight in (inside.astype(np.float64), counted)]
        found |= _of_slices(model, COVERAGE, facet, np.column_stack(sums).reshape(rows.accounts, many, 2))
    return found


def _of_slices(model: str, measure: str, facet: Facet, sums: Floats) -> dict[Key, Statistic]:
    return {
        (model, _key(facet.name, name, measure)): ratio(sums[:, place, 0], sums[:, place, 1])
        for place, name in enumerate(facet.slices)
    }


def _figures(
    drawn: Mapping[Key, Draws],
    model: str,
    place: tuple[str, str],
    baseline: str | None,
    settings: Evaluate,
    looked_at: int,
    wanted: float,
) -> dict[str, dict[str, float]]:
    pair, inside = (_key(*place, name) for name in (PAIR_ACCURACY, COVERAGE))
    here = drawn[model, pair]
    found = {PAIR_ACCURACY: here.figure(settings.confidence)}
    if baseline is not None:
        found[OVER_BASELINE] = here.over(drawn[baseline, pair]).figure(settings.confidence)
    found[OVER_WHOLE] = here.over(drawn[model, PAIR_ACCURACY]).figure_among(looked_at, settings.confidence)
    if (model, inside) in drawn:
        covered = drawn[model, inside]
        off = Draws(covered.value - wanted, covered.resampled - wanted, covered.accounts)
        found[COVERAGE] = covered.figure(settings.confidence)
        found[OVER_WANTED] = off.figure_among(looked_at, settings.confidence)
    return found


def _key(facet: str, name: str, measure: str) -> str:
    return f"{facet}/{name}/{measure}"
