"""Gradient-boosted trees on all features."""

from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field

from likelier.encoding import Encoder
from likelier.models import Examples, Floats, Model
from likelier.params import Section
from likelier.within import centred, clipped, codes


class Settings(Section):
    """Knobs of the boosted trees, by XGBoost's own names where it has one."""

    objective: Literal["squared", "within"] = "squared"  # within: only the order inside an account counts
    clip: float | None = Field(default=None, gt=0)  # of the target, in standard deviations; null: as it is
    rounds: int = Field(default=400, ge=1)
    max_depth: int = Field(default=4, ge=1)
    learning_rate: float = Field(default=0.04, gt=0, le=1)
    subsample: float = Field(default=0.7, gt=0, le=1)
    colsample_bytree: float = Field(default=0.5, gt=0, le=1)
    min_child_weight: float = Field(default=10.0, ge=0)
    reg_lambda: float = Field(default=5.0, ge=0)
    min_count: int = Field(default=20, ge=1)  # rows that a category's level needs
    max_words: int = Field(default=100, ge=1)  # of a text that become columns
    threads: int = Field(default=2, ge=1)  # a fixed number: sums in another order give other last digits


class Estimator(Model):
    """XGBoost with squared loss, of all posts or within accounts; trees split on missing values by themselves."""

    Settings = Settings
    encoder: Encoder

    def fit(self, examples: Examples, target: Floats) -> None:
        import xgboost

        self.encoder = Encoder(self.settings.min_count, max_words=self.settings.max_words)
        self.encoder.fit(examples.features, examples.account)
        others = {"objective", "clip", "rounds", "min_count", "max_words", "threads"}
        knobs = self.settings.model_dump(exclude=others)
        label = clipped(target, self.settings.clip)
        self.booster = xgboost.train(
            {"objective": "reg:squarederror", "nthread": self.settings.threads, "seed": self.seed, **knobs},
            xgboost.DMatrix(self.encoder.transform(examples.features), label=label),
            num_boost_round=self.settings.rounds,
            obj=_within(label, examples.account) if self.settings.objective == "within" else None,
        )

    def predict(self, examples: Examples) -> Floats:
        scores: Floats = self.booster.inplace_predict(self.encoder.transform(examples.features)).astype(float)
        return scores

    def save(self, folder: Path) -> None:
        self.encoder.save(folder / "encoder.json")
        self.booster.save_model(folder / "model.ubj")

    def restore(self, folder: Path) -> None:
        import xgboost

        self.encoder = Encoder.load(folder / "encoder.json")
        self.booster = xgboost.Booster(model_file=folder / "model.ubj")
        self.booster.set_param({"nthread": self.settings.threads})


def _within(target: Floats, account: Any) -> Any:
    """Gradient and curvature of half the squared error of scores and targets less their account's means."""
    code = codes(account)
    goal, ones = centred(target, code), np.ones(len(target))

    def objective(score: Floats, _: Any) -> tuple[Floats, Floats]:
        return centred(score.ravel().astype(float), code) - goal, ones

    return objective
