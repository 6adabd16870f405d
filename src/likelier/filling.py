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
    def fit(
        cls, features: pd.DataFrame, accounts: ArrayLike, min_count: int, max_words: int = 100
    ) -> tuple["Filling", Floats]:
        """Learn from training rows, of which `accounts` (n,) says whose they are; and their own matrix."""
        encoder = Encoder(min_count, max_words=max_words).fit(features, accounts)
        raw = encoder.transform(features)
        filling = cls(encoder, _medians(raw))
        return filling, filling._filled(raw)

    def transform(self, features: pd.DataFrame) -> Floats:
        """Features of n posts as a matrix of shape (n, 2 * columns), all finite."""
        return self._filled(self.encoder.transform(features))

    def _filled(self, raw: NDArray[np.float32]) -> Floats:
        missing = np.isnan(raw)
        matrix = np.empty((len(raw), 2 * raw.shape[1]))
        values, indicators = np.hsplit(matrix, 2)
        values[...] = raw
        np.copyto(values, self.median, where=missing)
        indicators[...] = missing
        return matrix

    def save(self, folder: Path) -> None:
        """Write as JSON."""
        self.encoder.save(folder / "encoder.json")
        (folder / "medians.json").write_text(json.dumps(self.median.tolist()), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Filling":
        """Read what `save` wrote."""
        median = json.loads((folder / "medians.json").read_text(encoding="utf-8"))
        return cls(Encoder.load(folder / "encoder.json"), np.array(median, dtype=float))


def _medians(raw: NDArray[np.float32]) -> Floats:
    """Of each column (n, columns) over the rows that know it; 0 where none does."""
    if not raw.size:
        return np.zeros(raw.shape[1])
    ordered = raw.T.copy()
    ordered.sort(axis=1)  # NaN comes last; faster than `nanmedian`, which copies and divides each column by itself
    known = len(raw) - np.isnan(raw).sum(axis=0)
    column = np.arange(raw.shape[1])
    middle = np.stack([ordered[column, (known - 1) // 2], ordered[column, known // 2]]).astype(float).mean(axis=0)
    return np.where(known > 0, middle, 0.0)
