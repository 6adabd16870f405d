"""Linear regression on standardised features, with a small ridge penalty against collinear columns."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from likelier.encoding import Encoder
from likelier.models import Examples, Floats, Model
from likelier.params import Section


class Settings(Section):
    """Knobs of the linear model."""

    penalty: float = Field(default=10.0, ge=0)  # of the squared coefficients; 0: ordinary least squares
    min_count: int = Field(default=20, ge=1)  # rows that a category's level needs


class Estimator(Model):
    """Ridge regression; missing numbers become the training median, and say so in a column of their own."""

    Settings = Settings
    encoder: Encoder
    median: Floats
    mean: Floats
    scale: Floats
    coefficients: Floats
    intercept: float

    def fit(self, examples: Examples, target: Floats) -> None:
        from sklearn.linear_model import Ridge

        self.encoder = Encoder(self.settings.min_count).fit(examples.features, examples.account)
        raw = self.encoder.transform(examples.features).astype(float)
        known = np.where(np.isnan(raw).all(axis=0), 0.0, raw)
        self.median = np.nanmedian(known, axis=0) if raw.shape[1] else np.zeros(0)
        matrix = self._fill(raw)
        self.mean, self.scale = matrix.mean(axis=0), matrix.std(axis=0)
        self.scale[self.scale < 1e-9] = 1.0
        if not matrix.shape[1]:
            self.coefficients, self.intercept = np.zeros(0), float(target.mean())
            return
        ridge = Ridge(alpha=self.settings.penalty).fit((matrix - self.mean) / self.scale, target)
        self.coefficients, self.intercept = ridge.coef_, float(ridge.intercept_)

    def predict(self, examples: Examples) -> Floats:
        matrix = self._fill(self.encoder.transform(examples.features).astype(float))
        # A value far outside of what was seen must not carry a straight line away with it.
        scaled = np.clip((matrix - self.mean) / self.scale, -8, 8)
        return self.intercept + scaled @ self.coefficients

    def _fill(self, raw: Floats) -> Floats:
        missing: NDArray[np.bool_] = np.isnan(raw)
        return np.concatenate([np.where(missing, self.median, raw), missing.astype(float)], axis=1)

    def save(self, folder: Path) -> None:
        self.encoder.save(folder / "encoder.json")
        arrays = {name: getattr(self, name).tolist() for name in ("median", "mean", "scale", "coefficients")}
        (folder / "linear.json").write_text(json.dumps({**arrays, "intercept": self.intercept}), encoding="utf-8")

    def restore(self, folder: Path) -> None:
        self.encoder = Encoder.load(folder / "encoder.json")
        content = json.loads((folder / "linear.json").read_text(encoding="utf-8"))
        self.intercept = content.pop("intercept")
        for name, values in content.items():
            setattr(self, name, np.array(values, dtype=float))
