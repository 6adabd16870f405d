"""Pair accuracy: of two posts of one account, how often the one with more likes has the higher score."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from likelier.metrics.rows import Ints, Predicted, Rows
from likelier.metrics.statistic import Key, Statistic, ratio

PAIR_ACCURACY = "pair_accuracy"
IMAGES = "pair_accuracy_images"
RATIOS = {PAIR_ACCURACY: 1.0, "pair_accuracy_1_25x": 1.25, "pair_accuracy_2x": 2.0}
NAMES = (*RATIOS, IMAGES)

BLOCK = 300  # posts; pairs grow with the square, so a larger account is measured on random blocks of it
CHUNK = 1_000_000  # pairs in memory at once


def statistics(rows: Rows, predicted: Mapping[str, Predicted], random: np.random.Generator) -> dict[Key, Statistic]:
    """Points won over pairs counted, an account, for each model and each kind of pair.

    A pair counts where the likes differ, by the ratio at least; or, for `IMAGES`, where both posts are single
    images besides. Equal scores win half a point, so a constant wins exactly half.
    """
    counts = np.zeros((rows.accounts, len(NAMES)))
    points = {model: np.zeros((rows.accounts, len(NAMES))) for model in predicted}
    scores = {model: one.comparable for model, one in predicted.items()}
    for account, posts in blocks(rows, random):
        below, above = np.triu_indices(posts.shape[1], 1)
        counted = _counted(rows, posts[:, below], posts[:, above])
        np.add.at(counts, account, counted.sum(axis=2))
        for model, score in scores.items():
            lower, upper = score[posts[:, below]], score[posts[:, above]]
            # Multiples of one half below 2^23: float32 holds them exactly.
            won = (upper > lower).astype(np.float32) + np.float32(0.5) * (upper == lower)
            np.add.at(points[model], account, (counted @ won[:, :, None])[:, :, 0])
    return {
        (model, name): ratio(points[model][:, place], counts[:, place])
        for model in predicted
        for place, name in enumerate(NAMES)
    }


def _counted(rows: Rows, below: Ints, above: Ints) -> NDArray[np.float32]:
    """Which pairs count for which name, shape (blocks, names, pairs); `above` has at least as many likes."""
    fewer, more = rows.likes[below], rows.likes[above]
    unequal = more > fewer
    kinds = [unequal & (more >= least * fewer) for least in RATIOS.values()]
    kinds.append(unequal & rows.is_image[below] & rows.is_image[above])
    return np.stack(kinds, axis=1).astype(np.float32)


def blocks(rows: Rows, random: np.random.Generator) -> Iterator[tuple[Ints, Ints]]:
    """Posts to be compared with each other: accounts (b,) and positions (b, size), likes ascending in each row.

    Blocks of one size come together, so that no Python loop runs over accounts.
    """
    block = _block(rows, random)
    order = np.lexsort((rows.likes, block))
    sizes = np.bincount(block)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    for size in np.unique(sizes[sizes > 1]):
        alike = np.flatnonzero(sizes == size)
        step = max(1, CHUNK // (size * (size - 1) // 2))
        for begin in range(0, len(alike), step):
            posts = order[starts[alike[begin : begin + step], None] + np.arange(size)]
            yield rows.account[posts[:, 0]], posts


def _block(rows: Rows, random: np.random.Generator) -> Ints:
    """The block of each post: its account, or for an account above `BLOCK` posts an equal random part of it."""
    shuffled = np.lexsort((random.random(len(rows)), rows.account))
    place = np.empty(len(rows), dtype=np.int64)
    place[shuffled] = np.arange(len(rows)) - rows.starts[rows.account]
    parts = -(-rows.sizes // BLOCK)
    first = np.concatenate([[0], np.cumsum(parts)[:-1]])
    block: Ints = first[rows.account] + place % parts[rows.account]
    return block
