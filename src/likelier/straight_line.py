"""A linear regression on standardised features, however its coefficients were found."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from likelier.filling import Filling, Floats

FAR = 8  # standard deviations: a value far outside of what was seen must not carry a straight line away with it

Fit = Callable[[Floats, Floats], Any]  # matrix and target to something with `coef_` and `intercept_`


class StraightLine:
    """Filled and standardised features, a coefficient for each, and an intercept."""

    def __init__(self, filling: Filling, mean: Floats, scale: Floats, coefficients: Floats, intercept: float) -> None:
        self.filling = filling
        self.mean = mean
        self.scale = scale
        self.coefficients = coefficients
        self.intercept = intercept

    @classmethod
    def through(cls, filling: Filling, features: pd.DataFrame, target: Floats, fit: Fit) -> "StraightLine":
        """Standardise features by their own mean and deviation, and let `fit` find the coefficients."""
        matrix = filling.transform(features)
        mean, scale = matrix.mean(axis=0), matrix.std(axis=0)
        scale[scale < 1e-9] = 1.0
        if not matrix.shape[1]:
            return cls(filling, mean, scale, np.zeros(0), float(target.mean()))
        found = fit((matrix - mean) / scale, target)
        return cls(filling, mean, scale, found.coef_, float(found.intercept_))

    def predict(self, features: pd.DataFrame) -> Floats:
        """A score for each row of features; shape (n,)."""
        scaled = np.clip((self.filling.transform(features) - self.mean) / self.scale, -FAR, FAR)
        scores: Floats = self.intercept + scaled @ self.coefficients
        return scores

    def save(self, folder: Path) -> None:
        """Write as JSON."""
        self.filling.save(folder)
        arrays = {name: getattr(self, name).tolist() for name in ("mean", "scale", "coefficients")}
        (folder / "line.json").write_text(json.dumps({**arrays, "intercept": self.intercept}), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "StraightLine":
        """Read what `save` wrote."""
        content = json.loads((folder / "line.json").read_text(encoding="utf-8"))
        intercept = content.pop("intercept")
        arrays = {name: np.array(values, dtype=float) for name, values in content.items()}
        return cls(filling=Filling.load(folder), intercept=intercept, **arrays)
