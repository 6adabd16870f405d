"""One try: pairs in order on accounts held back, fold by fold, until it is through or hopeless."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from likelier import crossfit
from likelier.labelled import Labelled
from likelier.metrics.pairs import PAIR_ACCURACY, statistics
from likelier.metrics.rows import ORDER, Predicted, Rows
from likelier.models import Floats, Model
from likelier.params import Train

SPLIT = "account"


class Hopeless(Exception):
    """The trial is worse so far than half of those before it."""


def score(data: Labelled, settings: Train, create: Callable[[], Model], report: Callable[[int, float], bool]) -> float:
    """Pair accuracy within the accounts that each fold holds back.

    Parameters
    ----------
    settings : Train
        Number of folds and their seed.
    report : callable
        Is told the number of each fold and the pair accuracy of all folds so far; says whether to stop.

    Raises
    ------
    Hopeless
        `report` said so.
    NotEnoughData
        Nothing can be compared, or the model can't learn with these settings.
    """
    points = pairs = 0.0
    reached = float("nan")
    for number, held in enumerate(crossfit.fold_by_fold(SPLIT, data.posts, data.examples, settings, create)):
        table = table_of(data.posts, [held])
        sums = statistics(Rows.of(table), {"": Predicted(_scores(table))}, np.random.default_rng(settings.seed))
        points, pairs = np.array([points, pairs]) + sums["", PAIR_ACCURACY].sums.sum(axis=0)
        reached = float(points / pairs) if pairs else 0.5
        if report(number, reached):
            raise Hopeless
    return reached


def table_of(posts: pd.DataFrame, held: list[crossfit.Held]) -> pd.DataFrame:
    """What the metrics read of posts that were held back, in their order, with `score`."""
    parts = [
        posts.iloc[one.test][["account_id", "post_id", "likes", "kind"]].assign(
            fold=one.fold.number, target=one.target, score=one.score
        )
        for one in held
    ]
    return pd.concat(parts).sort_values(ORDER, ignore_index=True)


def _scores(table: pd.DataFrame) -> Floats:
    return np.asarray(table["score"], float)


def scores_of(data: Labelled, settings: Train, create: Callable[[], Model], step: Callable[[], Any]) -> pd.DataFrame:
    """The table of all folds; `step` is called after each."""
    held = []
    for one in crossfit.fold_by_fold(SPLIT, data.posts, data.examples, settings, create):
        held.append(one)
        step()
    return table_of(data.posts, held)
