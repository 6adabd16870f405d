"""What is asked of a fold's model beside its scores: what it goes by, and what it would be with fewer accounts.

- **Shuffled**: one kind of features at a time is exchanged among the posts of each account (permutation importance,
  Breiman 2001, by kind and within accounts). Where the order of the scores suffers, the model goes by that kind.
  Kinds that tell the same story stand in for each other, so that one alone may matter less than it tells.
- **Fewer**: the same model learned from a part of the accounts, to see whether more of them would bring more.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from likelier import answers
from likelier.features.choice import kind_of
from likelier.models import Examples, Floats, Model
from likelier.splits import Positions
from likelier.within import codes

PIXELS = "pixels"  # the kind of what a net sees


class Probes:
    """Collects what the folds of the account split answer.

    Parameters
    ----------
    post_ids : Series, n rows
        Of the examples that the folds divide.
    create : callable
        An unfitted model of the same entry.
    shares : sequence of float
        Parts of the accounts to learn from; empty: none.
    """

    def __init__(self, post_ids: pd.Series, create: Callable[[], Model], shares: Sequence[float], seed: int) -> None:
        self.post_ids = post_ids
        self.create = create
        self.shares = shares
        self.seed = seed
        self.found: dict[str, list[pd.DataFrame]] = {answers.SHUFFLED: [], answers.FEWER: []}

    def ask(self, model: Model, examples: Examples, train: Positions, target: Floats, test: Positions) -> None:
        """Ask a fold's fitted model.

        Parameters
        ----------
        examples : Examples, n rows
            All posts.
        train, test : array of int
            What the model has learned from, and what it is to score.
        target : array, shape (n,)
            The labels.
        """
        held, ids = examples.take(test), self.post_ids.iloc[test].to_numpy()
        for kind, other in shuffled(held, model.reads_pixels, self.seed):
            answer = pd.DataFrame({"post_id": ids, "kind": kind, "score": model.predict(other)})
            self.found[answers.SHUFFLED].append(answer)
        for share, rows in self._parts(examples.account[train]):
            part = self.create()
            part.fit(examples.take(train[rows]), target[train[rows]])
            accounts = len(np.unique(examples.account[train[rows]]))
            answer = pd.DataFrame({"post_id": ids, "share": share, "accounts": accounts, "score": part.predict(held)})
            self.found[answers.FEWER].append(answer)

    def _parts(self, account: "np.ndarray[tuple[int], np.dtype[np.object_]]") -> Iterator[tuple[float, Positions]]:
        """For each share, the rows of so many accounts; a smaller part lies within the larger ones."""
        code = codes(account)
        place = np.random.default_rng(self.seed).permutation(int(code.max()) + 1)
        for share in self.shares:
            wanted = max(2, round(share * len(place)))
            yield share, np.flatnonzero(place[code] < wanted)

    def write(self, trained: Path) -> None:
        """Write what was answered beside the model's predictions; nothing where nothing was asked."""
        for name, parts in self.found.items():
            if parts:
                answers.write(pd.concat(parts, ignore_index=True), trained, name)


def shuffled(examples: Examples, pixels: bool, seed: int) -> Iterator[tuple[str, Examples]]:
    """For each kind of features, and for the pixels, examples in which each account's posts have exchanged it."""
    other = exchanged(examples.account, seed)
    owner = pd.Series({column: kind_of(str(column)) for column in examples.features}, dtype=object)
    for kind in owner.unique():
        columns = list(owner.index[owner == kind])
        features = examples.features.copy()
        features[columns] = features[columns].iloc[other].set_axis(features.index)
        yield kind, replace(examples, features=features)
    if pixels and examples.pixels is not None:
        yield PIXELS, replace(examples, pixels=examples.pixels.take(other))


def exchanged(account: "np.ndarray[tuple[int], np.dtype[np.object_]]", seed: int) -> Positions:
    """For each post another post of its account, drawn so that each serves once; itself where it has no other."""
    code = codes(account)
    order = np.lexsort((np.random.default_rng(seed).random(len(code)), code))
    last = np.append(code[order][1:] != code[order][:-1], True)
    following = np.roll(order, -1)
    starts = np.concatenate([[0], np.flatnonzero(last)[:-1] + 1])
    following[last] = order[starts]
    other = np.empty(len(code), dtype=np.intp)
    other[order] = following
    return other
