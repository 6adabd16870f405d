"""Scores of posts by models that never saw them, for every split."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from likelier import leaks, splits, targets
from likelier.errors import NotEnoughData
from likelier.models import Examples, Model
from likelier.params import Train


@dataclass(frozen=True)
class Held:
    """Scores of one fold's held-back posts."""

    fold: splits.Fold
    test: splits.Positions
    target: targets.Floats
    score: targets.Floats


Ask = Callable[[Model, Examples, splits.Positions, targets.Floats, splits.Positions], None]


def out_of_fold(
    split: str,
    posts: pd.DataFrame,
    examples: Examples,
    settings: Train,
    create: Callable[[], Model],
    ask: Ask | None = None,
) -> list[Held]:
    """All folds of `fold_by_fold`."""
    return list(fold_by_fold(split, posts, examples, settings, create, ask))


def fold_by_fold(
    split: str,
    posts: pd.DataFrame,
    examples: Examples,
    settings: Train,
    create: Callable[[], Model],
    ask: Ask | None = None,
) -> Iterator[Held]:
    """Fit on each fold's training posts, and score its held-back ones.

    Parameters
    ----------
    posts : DataFrame, n rows
        Learnable posts: account_id, taken_at, likes, followers, picture_hash.
    examples : Examples, n rows
        Their features, in the same order.
    ask : callable, optional
        Is given each fold's model, the examples, the positions of those learned from, the labels, and the positions
        of those scored; see `likelier.probes`.

    Raises
    ------
    LeakFound
        A fold or a model knows of what is held back; see `likelier.leaks`.
    """
    for fold in splits.folds(split, posts, settings):
        leaks.check_fold(fold, posts)
        reference = np.ones(len(posts), dtype=bool)
        if fold.shares_accounts:
            reference = np.isin(np.arange(len(posts)), fold.train)
        target = targets.label(settings.target, posts, reference)
        train, test = (rows[np.isfinite(target[rows])] for rows in (fold.train, fold.test))
        if not len(train) or not len(test):
            raise NotEnoughData(
                f"the {split} split has no post with a {settings.target} label; add posts with known likes"
            )
        model = create()
        model.fit(examples.take(train), target[train])
        score = model.predict(examples.take(test))
        leaks.check_scores(model, examples.take(test), score)
        if ask is not None:
            ask(model, examples, train, target, test)
        yield Held(fold, test, target[test], score)
