"""The mean of the training targets for every post: what any model has to beat."""

import json
from pathlib import Path

import numpy as np

from likelier.models import Examples, Floats, Model


class Estimator(Model):
    """Predicts one number."""

    mean: float = float("nan")

    def fit(self, examples: Examples, target: Floats) -> None:
        self.mean = float(target.mean())

    def predict(self, examples: Examples) -> Floats:
        return np.full(len(examples), self.mean)

    def save(self, folder: Path) -> None:
        (folder / "constant.json").write_text(json.dumps({"mean": self.mean}), encoding="utf-8")

    def restore(self, folder: Path) -> None:
        self.mean = json.loads((folder / "constant.json").read_text(encoding="utf-8"))["mean"]
