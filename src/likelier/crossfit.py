"""Scores of posts by models that never saw them, for every split; and intervals from their errors."""

from collections.abc import Callable
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


def out_of_fold(
    split: str, posts: pd.DataFrame, examples: Examples, settings: Train, create: Callable[[], Model]
) -> list[Held]:
    """Fit on each fold's training posts, and score its held-back ones.

    Parameters
    ----------
    posts : DataFrame, n rows
        Learnable posts: account_id, taken_at, likes, followers, picture_hash.
    examples : Examples, n rows
        Their features, in the same order.

    Raises
    ------
    LeakFound
        A fold or a model knows of what is held back; see `likelier.leaks`.
    """
    held = []
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
        held.append(Held(fold, test, target[test], score))
    return held


def calibrate(held: list[Held], settings: Train, size: int) -> tuple[targets.Floats, float]:
    """Half-widths from the account split's errors.

    Returns
    -------
    array, shape (size,)
        For each post, from the errors of the folds that it was not in; NaN where it has no score.
    float
        From all errors: for posts of accounts that no fold has seen.
    """
    widths = np.full(size, np.nan)
    errors = [one.target - one.score for one in held]
    for place, one in enumerate(held):
        others = [error for other, error in enumerate(errors) if other != place]
        widths[one.test] = half_width(np.concatenate(others), settings.coverage)
    return widths, half_width(np.concatenate(errors), settings.coverage)


def table(posts: pd.DataFrame, held: list[Held], widths: targets.Floats) -> pd.DataFrame:
    """The rows of `predictions.parquet` for one split, in the order of its folds."""
    parts = []
    for one in held:
        rows = posts.iloc[one.test]
        parts.append(
            pd.DataFrame(
                {
                    "post_id": rows["post_id"].to_numpy(),
                    "account_id": rows["account_id"].to_numpy(),
                    "split": one.fold.split,
                    "fold": one.fold.number,
                    "target": one.target,
                    "score": one.score,
                    "low": one.score - widths[one.test],
                    "high": one.score + widths[one.test],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def half_width(errors: targets.Floats, coverage: float) -> float:
    """Half the width of a split-conformal interval (Lei et al. 2018, eq. 2.2) from held-back errors."""
    rank = min(len(errors), int(np.ceil((len(errors) + 1) * coverage)))
    return float(np.sort(np.abs(errors))[rank - 1])
