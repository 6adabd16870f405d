"""The data of the plots, as tables: written as CSV for `dvc plots`, drawn by `plots.py` for the page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from likelier.metrics.chances import reliability
from likelier.metrics.pairs import PAIR_ACCURACY
from likelier.metrics.rows import Predicted, Rows
from likelier.scorecard import slices
from likelier.scorecard.text import first_split, ranked

POINTS = 500  # of the true-against-predicted plot
TENTHS = 10
STRONGEST = 20  # features of the plot of influence

Tables = dict[str, pd.DataFrame]


def all_of(metrics: Mapping[str, Any], rows: Rows, best: Predicted, seed: int) -> Tables:
    """Every plot's table by name.

    Parameters
    ----------
    metrics : mapping
        What `evaluate` measured; the plots show its first split.
    rows, best : Rows, Predicted
        The first split's posts, and what its best model says of them.
    seed : int
        Chooses the points of the plot of true against predicted values.
    """
    return {
        "pair_accuracy": pair_accuracy(metrics),
        "coverage": coverage(metrics),
        "sets": sets(metrics),
        "fit": fit(rows, best, seed),
        "tenths": tenths(rows, best),
        "chances": chances(rows, best, seed),
        "slices": slices.table(metrics),
    }


def insight(metrics: Mapping[str, Any], moves: pd.DataFrame | None) -> Tables:
    """What the models go by, what more accounts bring, and which features move the best model's scores the most."""
    figure = ["value", "low", "high"]
    goes_by = [
        {"model": model, "kind": kind, **found}
        for model, kinds in metrics["goes_by"].items()
        for kind, found in kinds.items()
    ]
    curves = [{"model": model, **point} for model, points in metrics["learning_curves"].items() for point in points]
    ends = ["behind", "behind_low", "behind_high"]
    if moves is None:
        moves = pd.DataFrame(columns=["feature", "kind", "strength", "direction"])
    return {
        "goes_by": pd.DataFrame(goes_by, columns=["model", "kind", *figure]),
        "accounts": pd.DataFrame(curves, columns=["model", "accounts", *figure, *ends]),
        "influence": moves.head(STRONGEST),
    }


def write(tables: Tables, folder: Path) -> None:
    """One CSV file a table; equal tables give equal bytes."""
    folder.mkdir(parents=True)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, float_format="%.6f", lineterminator="\n")


def pair_accuracy(metrics: Mapping[str, Any]) -> pd.DataFrame:
    """Model, role, value, low, high; best first."""
    _, split = first_split(metrics)
    return _measured(metrics, ranked(split), PAIR_ACCURACY)


def coverage(metrics: Mapping[str, Any]) -> pd.DataFrame:
    """Model, role, value, low, high of the interval's coverage."""
    _, split = first_split(metrics)
    return _measured(metrics, [model for model in ranked(split) if "coverage" in split["models"][model]], "coverage")


def sets(metrics: Mapping[str, Any]) -> pd.DataFrame:
    """Model, n, then value, low and high of `best_of` and `exact_place`.

    The models that a reader compares: every model, the best baseline, and the ceiling if there is one.
    """
    _, split = first_split(metrics)
    records = []
    for model in ranked(split):
        if metrics["roles"][model] == "baseline" and model != split["best_baseline"]:
            continue
        measures = split["models"][model]
        for size in sorted(int(name.removeprefix("best_of_")) for name in measures if name.startswith("best_of_")):
            record: dict[str, Any] = {"model": model, "n": size, "chance": 1 / size}
            for kind in ("best_of", "exact_place"):
                figure = measures[f"{kind}_{size}"]
                record |= {kind: figure["value"], f"{kind}_low": figure["low"], f"{kind}_high": figure["high"]}
            records.append(record)
    columns = [f"{kind}{end}" for kind in ("best_of", "exact_place") for end in ("", "_low", "_high")]
    return pd.DataFrame(records, columns=["model", "n", "chance", *columns])


def fit(rows: Rows, best: Predicted, seed: int) -> pd.DataFrame:
    """True and predicted value of up to `POINTS` posts, and the line of best fit there; by true value."""
    slope, intercept = line(rows, best)
    chosen = np.random.default_rng(seed).permutation(len(rows))[:POINTS]
    chosen = chosen[np.argsort(rows.target[chosen], kind="stable")]
    true = rows.target[chosen]
    return pd.DataFrame({"true": true, "predicted": best.score[chosen], "line": slope * true + intercept})


def line(rows: Rows, best: Predicted) -> tuple[float, float]:
    """Slope and intercept of the least-squares line of the score on the target, over all posts."""
    centred = rows.target - rows.target.mean()
    spread = float(centred @ centred)
    slope = float(centred @ best.score) / spread if spread > 0 else 0.0
    return slope, float(best.score.mean() - slope * rows.target.mean())


def tenths(rows: Rows, best: Predicted) -> pd.DataFrame:
    """Posts in ten groups of equal size by score: mean score, mean target, shares inside the intervals."""
    order = np.lexsort((np.arange(len(rows)), best.score))
    inside = {}
    for name, low, high in (("coverage", best.low, best.high), ("coverage_90", best.low_90, best.high_90)):
        assert low is not None and high is not None
        inside[name] = (low <= rows.target) & (rows.target <= high)
    groups = [group for group in np.array_split(order, TENTHS) if len(group)]
    return pd.DataFrame(
        {
            "tenth": np.arange(1, len(groups) + 1),
            "posts": [len(group) for group in groups],
            "predicted": [best.score[group].mean() for group in groups],
            "true": [rows.target[group].mean() for group in groups],
            **{name: [one[group].mean() for group in groups] for name, one in inside.items()},
        }
    )


def chances(rows: Rows, best: Predicted, seed: int) -> pd.DataFrame:
    """Pairs in groups by the chance of the favoured post: how many, mean chance stated, share that happened."""
    found = reliability(rows, best, np.random.default_rng(seed))
    return pd.DataFrame(found, columns=["pairs", "stated", "happened"]).astype({"pairs": np.int64})


def _measured(metrics: Mapping[str, Any], models: list[str], name: str) -> pd.DataFrame:
    _, split = first_split(metrics)
    records = [{"model": model, "role": metrics["roles"][model], **split["models"][model][name]} for model in models]
    return pd.DataFrame(records, columns=["model", "role", "value", "low", "high"])
