"""How far off a score may be, post by post: boosted trees on the errors of posts held back.

Errors are larger where the score is extreme, where an account's likes vary much, and on some kinds of posts. What
is learned here is only a relative size: `likelier.calibration` makes an interval of it that holds what it promises.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier import features as feature_kinds
from likelier.encoding import Encoder
from likelier.trees import Trees

Floats = NDArray[np.float64]

KINDS = ("account", "time", "shape")  # cheap, few, and what errors were found to depend on; those that the model reads
ENOUGH = 1000  # posts; with fewer, every post has the same scale
ROUNDS = 60
MIN_COUNT = 100  # posts that a category's level needs
SETTINGS: dict[str, Any] = {
    "objective": "reg:squarederror",
    "max_depth": 3,
    "learning_rate": 0.1,
    "min_child_weight": 100,
    "reg_lambda": 10,
    "subsample": 0.7,
    "colsample_bytree": 0.7,
    "nthread": 1,  # matrices are small: a second thread waits more than it works
}
FLOOR = 0.05  # of the mean error: the logarithm of a tiny one would weigh without bound
UNKNOWN = 0.2  # share of posts whose account is hidden while trees are grown: an account may be unknown in serving
MODEL, ENCODER = "scale.ubj", "scale_encoder.json"


def context(features: pd.DataFrame) -> pd.DataFrame:
    """The columns that the scale depends on, of those that the model reads."""
    names = {name for kind in KINDS for name in feature_kinds.catalogue(kind)}
    return features[[name for name in features if name in names]]


class Scale:
    """A positive number a post, in proportion to which its score is expected to be off; 1 until it is fitted."""

    trees: Trees | None = None

    def fit(self, features: pd.DataFrame, account: NDArray[Any], score: Floats, error: Floats, seed: int) -> "Scale":
        """Learn from n posts, held back when they were scored.

        Parameters
        ----------
        features : DataFrame, n rows
            What `context` gives.
        error : array, shape (n,)
            Label minus score.
        """
        size = np.abs(error)
        if not size.any():
            return self
        encoder = Encoder(MIN_COUNT).fit(features, account)
        rows = np.random.default_rng(seed).random(len(features)) < UNKNOWN
        of_account = [str(name) for name in features if str(name).startswith("account_")]
        hidden = features.assign(**{name: features[name].mask(rows) for name in of_account})
        label = np.log(size + FLOOR * size.mean())
        knobs = {**SETTINGS, "seed": seed}
        self.trees = Trees.grow(encoder, _matrix(encoder, hidden, score), label, knobs, rounds=ROUNDS)
        return self

    def of(self, features: pd.DataFrame, score: Floats) -> Floats:
        """The scale of each post, shape (n,)."""
        if self.trees is None:
            return np.ones(len(score))
        scale: Floats = np.exp(self.trees.score(_matrix(self.trees.encoder, features, score)))
        return scale

    def save(self, folder: Path) -> None:
        """Write into an existing folder; nothing where there is one scale for all."""
        if self.trees is not None:
            self.trees.save(folder / MODEL, folder / ENCODER)

    @classmethod
    def load(cls, folder: Path) -> "Scale":
        """Read what `save` wrote for a scale that was fitted."""
        scale = cls()
        scale.trees = Trees.load(folder / MODEL, folder / ENCODER, SETTINGS["nthread"])
        return scale


def _matrix(encoder: Encoder, features: pd.DataFrame, score: Floats) -> NDArray[np.float32]:
    return np.column_stack([score.astype(np.float32), encoder.transform(features)])
