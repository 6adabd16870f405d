"""Order within a whole account: Spearman's rank correlation and NDCG, each a mean over accounts."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from likelier.metrics.rows import Floats, Predicted, Rows
from likelier.metrics.statistic import Key, Statistic, ratio

LEAST = 3  # posts of an account for a rank correlation: with two it is 1 or -1


def statistics(rows: Rows, predicted: Mapping[str, Predicted]) -> dict[Key, Statistic]:
    """Both measures of each model; accounts whose posts all have the same likes are left out."""
    varied = _spread(rows, rows.likes) > 0
    enough = (varied & (rows.sizes >= LEAST)).astype(np.float64)
    found = {}
    for model, one in predicted.items():
        score = one.comparable
        found[model, "spearman"] = ratio(enough * spearman(rows, score), enough)
        found[model, "ndcg"] = ratio(varied * ndcg(rows, score), varied.astype(np.float64))
    return found


def spearman(rows: Rows, score: NDArray[np.float32]) -> Floats:
    """Spearman's correlation of score and likes, shape (accounts,); 0 where either is constant.

    A constant score has no rank correlation; as it knows nothing of the order, it counts as 0.
    """
    true, said = _ranks(rows, rows.likes), _ranks(rows, score)
    spread = np.sqrt(rows.total(true * true) * rows.total(said * said))
    together = rows.total(true * said)
    return np.divide(together, spread, out=np.zeros(rows.accounts), where=spread > 0)


def ndcg(rows: Rows, score: NDArray[np.float32]) -> Floats:
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002), shape (accounts,).

    The gain is the likes, the discount 1 / log2(1 + place). Posts with equal scores share the mean discount
    of their places (McSherry and Najork 2008), as scikit-learn's `ndcg_score` does.
    """
    ideal = rows.total(rows.likes * _discounts(rows, rows.likes))
    gained = rows.total(rows.likes * _discounts(rows, score))
    return np.divide(gained, ideal, out=np.zeros(rows.accounts), where=ideal > 0)


def _spread(rows: Rows, values: Floats) -> Floats:
    return np.maximum.reduceat(values, rows.starts) - np.minimum.reduceat(values, rows.starts)


def _groups(rows: Rows, values: NDArray[np.floating]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions sorted by account, then value descending; and the number of each one's group of equals."""
    order = np.lexsort((-values, rows.account))
    differs = (np.diff(rows.account[order]) > 0) | (np.diff(values[order]) != 0)
    return order, np.concatenate([[0], np.cumsum(differs)]).astype(np.intp)


def _shared(rows: Rows, values: NDArray[np.floating], at_place: Floats) -> Floats:
    """What stands at each post's place, ties sharing the mean; `at_place` is in sorted order. Shape (n,)."""
    order, group = _groups(rows, values)
    mean = np.bincount(group, at_place) / np.bincount(group)
    shared = np.empty(len(rows))
    shared[order] = mean[group]
    return shared


def _places(rows: Rows) -> Floats:
    """0, 1, 2, ... within each account."""
    return (np.arange(len(rows)) - rows.starts[rows.account]).astype(np.float64)


def _ranks(rows: Rows, values: NDArray[np.floating]) -> Floats:
    """Ranks within the account, ties averaged, centred on 0."""
    ranks: Floats = (rows.sizes[rows.account] - 1) / 2 - _shared(rows, values, _places(rows))
    return ranks


def _discounts(rows: Rows, values: NDArray[np.floating]) -> Floats:
    return _shared(rows, values, 1 / np.log2(_places(rows) + 2))
