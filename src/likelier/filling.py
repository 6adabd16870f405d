"""Features as numbers without a gap, for families that cannot read NaN."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from likelier.encoding import Encoder

Floats = NDArray[np.float64]


class Filling:
    """Encoded features; a missing number becomes the training median, and says so in a column of its own.

    Attributes
    ----------
    encoder : Encoder
        Levels of categories and words of texts.
    median : array, shape (columns,)
        Of each encoded column, over training rows that know it; 0 where none does.
    """

    def __init__(self, encoder: Encoder, median: Floats) -> None:
        self.encoder = encoder
        self.median = median

    @classmethod
    def fit(cls, features: pd.DataFrame, accounts: ArrayLike, min_count: int, max_words: int = 100) -> "Filling":
        """Learn from training rows; `accounts` (n,) says whose they are."""
        encoder = Encoder(min_count, max_words=max_words).fit(features, accounts)
        raw = encoder.transform(features).astype(float)
        known = np.where(np.isnan(raw).all(axis=0), 0.0, raw)
        return cls(encoder, np.nanmedian(known, axis=0) if raw.shape[1] else np.zeros(0))

    def transform(self, features: pd.DataFrame) -> Floats:
        """Features of n posts as a matrix of shape (n, 2 * columns), all finite."""
        raw = self.encoder.transform(features).astype(float)
        missing: NDArray[np.bool_] = np.isnan(raw)
        return np.concatenate([np.where(missing, self.median, raw), missing.astype(float)], axis=1)

    def save(self, folder: Path) -> None:
        """Write as JSON."""
        self.encoder.save(folder / "encoder.json")
        (folder / "medians.json").write_text(json.dumps(self.median.tolist()), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Filling":
        """Read what `save` wrote."""
        median = json.loads((folder / "medians.json").read_text(encoding="utf-8"))
        return cls(Encoder.load(folder / "encoder.json"), np.array(median, dtype=float))
