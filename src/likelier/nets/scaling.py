"""Inputs and targets on a scale that a net learns well on; fitted on the rows that it learns from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# A value far outside of what was seen must not carry the net away: a span, or six deviations more than is usual.
LIMITS = {"min_max": (-1.0, 2.0), "standard": (-8.0, 8.0)}


@dataclass(frozen=True)
class Scaling:
    """``(value - low) / span`` of each column.

    Attributes
    ----------
    kind : str
        ``min_max``: to 0 to 1; ``standard``: mean 0 and deviation 1.
    low, span : array, shape (columns,)
        The least value and the range, or the mean and the deviation. The span of a column without variance is 0.
    """

    kind: str
    low: Floats
    span: Floats

    @classmethod
    def fit(cls, matrix: Floats, kind: str) -> "Scaling":
        """Learn from a matrix of shape (n, columns)."""
        if kind == "min_max":
            low, span = matrix.min(axis=0), np.ptp(matrix, axis=0)
        else:
            low, span = matrix.mean(axis=0), matrix.std(axis=0)
        return cls(kind, low, np.where(span < 1e-9, 0.0, span))

    def transform(self, matrix: Floats) -> NDArray[np.float32]:
        """Scaled, and cut off where it is far outside of what was seen."""
        scaled = (matrix - self.low) / np.where(self.span > 0, self.span, 1.0)
        return np.clip(scaled, *LIMITS[self.kind]).astype(np.float32)

    def inverse(self, scaled: Floats) -> Floats:
        """Back to the unit of what was fitted; a column without variance is its one value, whatever is given."""
        values: Floats = self.low + scaled * self.span
        return values

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {"kind": self.kind, "low": self.low.tolist(), "span": self.span.tolist()}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Scaling":
        """The inverse of `to_json`."""
        return cls(content["kind"], np.array(content["low"]), np.array(content["span"]))
