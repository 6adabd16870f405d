"""Sets of n posts: how many stand at their true place, and how often the most liked one is put first.

Both are the 2022 write-up's way to look at an order. It drew its sets across accounts, where knowing who
posted is enough; `within` draws them from one account, `across` keeps the old way for comparison.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from likelier.metrics.rows import Floats, Ints, Predicted, Rows, added
from likelier.metrics.statistic import Key, Statistic, ratio

CHUNK = 2_000_000  # random keys in memory at once
MOST_MIXED = 20_000  # sets across accounts
LEAST_ACCOUNTS = 5  # with sets of a size: from fewer of many, the figure is chance and its interval a fiction


def within(
    rows: Rows, predicted: Mapping[str, Predicted], sizes: Sequence[int], per_account: int, random: np.random.Generator
) -> dict[Key, Statistic]:
    """`exact_place_n` and `best_of_n` in sets drawn within one account, each account as many.

    Sets with equal likes in them are left out: nobody knows their true order. A size for which fewer than
    `LEAST_ACCOUNTS` accounts (or all, where there are not as many) have sets is left out.
    """
    drawn = _draw_within(rows, sizes, per_account, random)
    found = {}
    for size, sets in drawn.items():
        sets = _without_ties(sets, rows.likes)
        account = rows.account[sets[:, 0]]
        count = np.bincount(account, minlength=rows.accounts).astype(np.float64)
        if np.count_nonzero(count) < min(LEAST_ACCOUNTS, rows.accounts):
            continue
        for model, one in predicted.items():
            place, best = hits(one.comparable[sets])
            for name, hit in ((f"exact_place_{size}", place.mean(axis=1)), (f"best_of_{size}", best)):
                found[model, name] = ratio(added(account, hit, rows.accounts), count)
    return found


def across(
    rows: Rows, predicted: Mapping[str, Predicted], sizes: Sequence[int], per_account: int, random: np.random.Generator
) -> dict[Key, Statistic]:
    """`mixed_exact_place_n`: sets drawn across the accounts of one fold, in the order of the target.

    A set spans up to n accounts and is credited to each of them, hence the degree n of the statistic.
    """
    found = {}
    for size in sizes:
        sets = _draw_across(rows, size, min(MOST_MIXED, per_account * rows.accounts), random)
        sets = _without_ties(sets, rows.target)
        member = rows.account[sets].ravel()
        count = np.bincount(member, minlength=rows.accounts).astype(np.float64)
        for model, one in predicted.items():
            hit = hits(one.comparable[sets])[0].mean(axis=1)
            credit = added(member, np.repeat(hit, size), rows.accounts)
            found[model, f"mixed_exact_place_{size}"] = ratio(credit, count, degree=size)
    return found


def hits(scores: NDArray[np.float32]) -> tuple[Floats, Floats]:
    """Chance of each post to be put at its true place, and of the best post to be put first.

    Parameters
    ----------
    scores : array, shape (sets, n)
        Columns in the true order, least liked first.

    Returns
    -------
    place : array, shape (sets, n)
    best : array, shape (sets,)
        Posts with equal scores are put in random order, so each hit is a chance between 0 and 1, and a
        constant score has exactly 1/n.
    """
    from scipy.stats import rankdata

    first = rankdata(scores, method="min", axis=1).astype(np.int64) - 1
    last = rankdata(scores, method="max", axis=1).astype(np.int64) - 1
    true = np.arange(scores.shape[1])
    place: Floats = np.where((first <= true) & (true <= last), 1.0 / (last - first + 1), 0.0)
    return place, place[:, -1]


def _draw_within(rows: Rows, sizes: Sequence[int], per_account: int, random: np.random.Generator) -> dict[int, Ints]:
    parts: dict[int, list[Ints]] = {size: [] for size in sizes}
    for shuffled in _shuffles(rows, per_account, random):
        for size in sizes:
            if size <= shuffled.shape[1]:
                parts[size].append(shuffled[:, :size])
    return {size: np.concatenate(some) if some else np.empty((0, size), np.int64) for size, some in parts.items()}


def _shuffles(rows: Rows, per_account: int, random: np.random.Generator) -> Iterator[Ints]:
    """The positions of an account's posts in random order, `per_account` times each; accounts of one size together."""
    for posts in np.unique(rows.sizes[rows.sizes > 1]):
        alike = np.flatnonzero(rows.sizes == posts)
        step = max(1, int(CHUNK // (posts * per_account)))
        for begin in range(0, len(alike), step):
            start = np.repeat(rows.starts[alike[begin : begin + step]], per_account)
            order: Ints = start[:, None] + random.random((len(start), posts)).argsort(axis=1)
            yield order


def _draw_across(rows: Rows, size: int, wanted: int, random: np.random.Generator) -> Ints:
    """Positions of shape (sets, size); each set within one fold, since folds have models of their own.

    A post may be drawn twice; it then ties with itself, and the set is left out with the other ties.
    """
    parts = [np.empty((0, size), np.int64)]
    for fold in np.unique(rows.fold):
        here = np.flatnonzero(rows.fold == fold)
        parts.append(here[random.integers(len(here), size=(-(-wanted * len(here) // len(rows)), size))])
    return np.concatenate(parts)


def _without_ties(sets: Ints, truth: Floats) -> Ints:
    """The sets whose posts differ in truth, each sorted by it, least first."""
    ordered = np.take_along_axis(sets, truth[sets].argsort(axis=1, kind="stable"), axis=1)
    distinct = (np.diff(truth[ordered], axis=1) > 0).all(axis=1)
    return ordered[distinct]
