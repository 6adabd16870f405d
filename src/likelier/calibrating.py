"""Calibrate a model by the folds of the account split, so that no account has a say in how sure its own posts are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from likelier import odds
from likelier.calibration import WIDE, Calibration, ends
from likelier.crossfit import Held
from likelier.models import Examples
from likelier.params import Train
from likelier.scale import ENOUGH, Scale, context
from likelier.splits import Positions
from likelier.targets import Floats


@dataclass(frozen=True)
class Calibrated:
    """K + 1 calibrations of one model.

    Attributes
    ----------
    folds : sequence of Calibration
        For each fold of the account split, from the posts of the others.
    final : Calibration
        From all posts: for those of accounts that no fold has seen.
    fold : array of int, shape (n,)
        The fold of each post; -1 where it was in none.
    """

    folds: Sequence[Calibration]
    final: Calibration
    fold: Positions

    def columns(self, rows: Positions, score: Floats, examples: Examples) -> dict[str, Floats]:
        """low, high, low_90, high_90 and pair_slope of the posts at these positions, by calibrations blind to them."""
        features = context(examples.features).iloc[rows]
        found: dict[str, Floats] = {}
        for number, calibration in [*enumerate(self.folds), (-1, self.final)]:
            chosen = np.flatnonzero(self.fold[rows] == number)
            if not len(chosen):
                continue
            values = calibration.intervals(score[chosen], features.iloc[chosen])
            for name, value in {**values, "pair_slope": np.full(len(chosen), calibration.pair_slope)}.items():
                found.setdefault(name, np.empty(len(rows)))[chosen] = value
        return found


def calibrate(held: Sequence[Held], examples: Examples, settings: Train) -> Calibrated:
    """Calibrate from the account split's errors.

    An error counts in units of a scale that was learned from neither its own fold nor the fold that it calibrates:
    for K folds, K (K - 1) / 2 scales for the folds, and K + 1 for the final calibration.

    Parameters
    ----------
    held : sequence of Held
        The folds of the account split.
    examples : Examples, n rows
        The posts that `Held.test` points into.
    """
    return _Calibrator(held, examples, settings).all()


class _Calibrator:
    def __init__(self, held: Sequence[Held], examples: Examples, settings: Train) -> None:
        self.settings = settings
        self.number = np.concatenate([np.full(len(one.test), place) for place, one in enumerate(held)])
        self.rows = np.concatenate([one.test for one in held])
        self.target = np.concatenate([one.target for one in held])
        self.score = np.concatenate([one.score for one in held])
        self.error = self.target - self.score
        self.features = context(examples.features).iloc[self.rows].reset_index(drop=True)
        self.account = examples.account[self.rows]
        self.size = len(examples)
        # All scales of a calibration are learned, or none is: they must not differ in their unit.
        self.local = len(held) > 2 and len(self.rows) * (len(held) - 2) / len(held) >= ENOUGH
        self.scales: dict[frozenset[int], Scale] = {}

    def all(self) -> Calibrated:
        folds = range(int(self.number.max()) + 1)
        fold = np.full(self.size, -1, dtype=np.intp)
        fold[self.rows] = self.number
        return Calibrated([self.without(frozenset([one])) for one in folds], self.without(frozenset()), fold)

    def without(self, excluded: frozenset[int]) -> Calibration:
        """The calibration that knows nothing of the excluded folds."""
        used = ~np.isin(self.number, list(excluded))
        relative = np.empty(len(self.error))
        for one in np.unique(self.number[used]):
            rows = self.number == one
            scale = self.scale(excluded | {int(one)})
            relative[rows] = self.error[rows] / scale.of(self.features[rows], self.score[rows])
        codes = pd.factorize(self.account[used])[0]
        random = np.random.default_rng(self.settings.seed)
        return Calibration(
            coverage=self.settings.coverage,
            scale=self.scale(excluded),
            ends={level: ends(relative[used], level) for level in (self.settings.coverage, WIDE)},
            pair_slope=odds.fit(codes, self.target[used], self.score[used], random),
        )

    def scale(self, excluded: frozenset[int]) -> Scale:
        """The scale learned from all but the excluded folds."""
        if excluded not in self.scales:
            scale = Scale()
            if self.local:
                rows = ~np.isin(self.number, list(excluded))
                known = self.features[rows], self.account[rows], self.score[rows], self.error[rows]
                scale.fit(*known, self.settings.seed)
            self.scales[excluded] = scale
        return self.scales[excluded]


def table(posts: pd.DataFrame, held: Sequence[Held], examples: Examples, calibrated: Calibrated) -> pd.DataFrame:
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
                    **calibrated.columns(one.test, one.score, examples),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
