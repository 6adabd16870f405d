"""Clean weeks, drawn from accounts: how much two samples of one population differ by chance.

Posts of one account are alike, so 500 posts of 20 accounts tell far less than 500 of as many; a test that takes them
for independent raises false alarms. Hence whole accounts are drawn (the cluster bootstrap: Davison and Hinkley,
Bootstrap Methods and their Application, 1997, section 3.8), from reference and new posts together, as if both were
one population (the bootstrap under the null: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, section
16.2). A drawn week has as many accounts, each with as many posts, as the new posts have; a drawn reference as many
accounts as the reference.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Draws:
    """B drawn weeks of n posts, and B drawn references.

    Attributes
    ----------
    rows : array of int, shape (B, n)
        Places of the drawn posts among all posts, the reference's first.
    weights : array, shape (B, A)
        How often each of all A accounts is in each drawn reference.
    account : array of int, shape (N,)
        The account of each post, from 0.
    """

    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    account: Ints

    def current(self, codes: Ints, classes: int) -> Floats:
        """Counts of each class in the drawn weeks: shape (B, classes)."""
        return by_group(np.arange(len(self.rows))[:, None], codes[self.rows], len(self.rows), classes)

    def reference(self, codes: Ints, classes: int) -> Floats:
        """Counts of each class in the drawn references: shape (B, classes)."""
        of_account = by_group(self.account, codes, self.weights.shape[1], classes)
        return np.asarray(self.weights @ of_account.astype(np.float32), dtype=np.float64)


def by_group(group: Ints, codes: Ints, groups: int, classes: int) -> Floats:
    """Counts of each class in each group: shape (groups, classes)."""
    found = np.bincount((group * classes + codes).ravel(), minlength=groups * classes)
    return found.reshape(groups, classes).astype(np.float64)


def draw(reference: Ints, current: Ints, draws: int, seed: int) -> Draws:
    """Draw weeks and references.

    Parameters
    ----------
    reference, current : array of int
        The account of each post, each numbered from 0 without a gap.
    """
    random = np.random.default_rng(seed)
    accounts = int(reference.max()) + 1
    account = np.concatenate([reference, current + accounts])
    # The posts of an account stand together, in a random order; a drawn one gives its next few, from anywhere on.
    order = np.lexsort((random.random(len(account)), account))
    size = np.bincount(account)
    start = np.concatenate([[0], np.cumsum(size)[:-1]])
    wanted = np.bincount(current)
    place = np.repeat(np.arange(len(wanted)), wanted)
    step = np.arange(len(current)) - np.repeat(np.cumsum(wanted) - wanted, wanted)
    chosen = random.integers(len(size), size=(draws, len(wanted)))
    first = (random.random(chosen.shape) * size[chosen]).astype(np.int64)
    whose = chosen[:, place]
    rows = np.ascontiguousarray(order[start[whose] + (first[:, place] + step) % size[whose]], dtype=np.int32)
    weights = random.multinomial(accounts, np.full(len(size), 1 / len(size)), size=draws).astype(np.float32)
    return Draws(rows, weights, account)
