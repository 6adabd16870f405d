"""A linear regression on standardised features, however its coefficients were found."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from likelier.filling import Filling, Floats
from likelier.params import Section

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
    def through(cls, filling: Filling, matrix: Floats, target: Floats, fit: Fit) -> "StraightLine":
        """Standardise filled features, in their place, by their mean and deviation; `fit` finds the coefficients."""
        if not matrix.shape[1]:
            return cls(filling, np.zeros(0), np.zeros(0), np.zeros(0), float(target.mean()))
        mean, scale = matrix.mean(axis=0), matrix.std(axis=0)
        scale[scale < 1e-9] = 1.0
        matrix -= mean
        matrix /= scale
        found = fit(matrix, target)
        return cls(filling, mean, scale, found.coef_, float(found.intercept_))

    def predict(self, features: pd.DataFrame) -> Floats:
        """A score for each row of features; shape (n,)."""
        scores: Floats = self.intercept + self._scaled(features) @ self.coefficients
        return scores

    def contributions(self, features: pd.DataFrame) -> pd.DataFrame:
        """What each feature adds to each score, against a post with the mean of all features; shape (n, d)."""
        return self.explain(features)[1]

    def explain(self, features: pd.DataFrame) -> tuple[Floats, pd.DataFrame]:
        """`predict` and `contributions`."""
        scaled = self._scaled(features)
        values, indicators = np.hsplit(scaled * self.coefficients, 2)
        return self.intercept + scaled @ self.coefficients, self.filling.encoder.by_feature(values + indicators)

    def _scaled(self, features: pd.DataFrame) -> Floats:
        scaled = self.filling.transform(features)
        scaled -= self.mean
        scaled /= self.scale
        return np.asarray(np.clip(scaled, -FAR, FAR, out=scaled))

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


class LineSettings(Section):
    """Knobs that every family of straight lines has."""

    min_count: int = Field(default=20, ge=1)  # rows that a category's level needs
    max_words: int = Field(default=100, ge=1)  # of a text that become columns


class Posts(Protocol):
    """What a line reads of `likelier.models.Examples`."""

    @property
    def features(self) -> pd.DataFrame: ...
    @property
    def account(self) -> NDArray[Any]: ...


class OnALine:
    """A straight line behind the interface of `likelier.models.Model`, to stand before it among a family's bases.

    A family gives `fit`, which sets `line`.
    """

    settings: Any
    line: StraightLine

    def filling(self, examples: Posts) -> tuple[Filling, Floats]:
        """Learn to fill the features of training posts; and those features, filled."""
        return Filling.fit(examples.features, examples.account, self.settings.min_count, self.settings.max_words)

    def predict(self, examples: Posts) -> Floats:
        """See `likelier.models.Model`."""
        return self.line.predict(examples.features)

    def contributions(self, examples: Posts) -> pd.DataFrame:
        """See `likelier.models.Model`."""
        return self.line.contributions(examples.features)

    def explain(self, examples: Posts) -> tuple[Floats, pd.DataFrame | None]:
        """See `likelier.models.Model`."""
        return self.line.explain(examples.features)

    def save(self, folder: Path) -> None:
        """See `likelier.models.Model`."""
        self.line.save(folder)

    def restore(self, folder: Path) -> None:
        """See `likelier.models.Model`."""
        self.line = StraightLine.load(folder)
