"""A straight line through time, and nothing else: whether newer posts get more likes."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from likelier.models import Examples, Floats, Model

YEAR = np.timedelta64(365, "D") / np.timedelta64(1, "us")
EPOCH = np.datetime64("2020-01-01", "us")


class Estimator(Model):
    """Predicts intercept + slope * years since 2020."""

    slope: float = float("nan")
    intercept: float = float("nan")

    def fit(self, examples: Examples, target: Floats) -> None:
        years = _years(examples.taken_at)
        spread = float(years.var())
        covariance = float(((years - years.mean()) * (target - target.mean())).mean())
        self.slope = covariance / spread if spread else 0.0
        self.intercept = float(target.mean()) - self.slope * float(years.mean())

    def predict(self, examples: Examples) -> Floats:
        return self.intercept + self.slope * _years(examples.taken_at)

    def save(self, folder: Path) -> None:
        content = {"slope": self.slope, "intercept": self.intercept}
        (folder / "recency.json").write_text(json.dumps(content), encoding="utf-8")

    def restore(self, folder: Path) -> None:
        content = json.loads((folder / "recency.json").read_text(encoding="utf-8"))
        self.slope, self.intercept = content["slope"], content["intercept"]


def _years(taken_at: NDArray[np.datetime64]) -> Floats:
    years: Floats = (taken_at - EPOCH).astype("timedelta64[us]").astype(float) / YEAR
    return years
