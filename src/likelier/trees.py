"""Boosted trees on encoded features: how XGBoost is called, and how a booster is kept with its encoder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field

from likelier.encoding import Encoder
from likelier.params import Section

Floats = NDArray[np.float64]
Matrix = NDArray[np.float32]
Gradients = Callable[[Floats, Any], tuple[Floats, Floats]]  # scores to gradient and curvature of a loss

MODEL, ENCODER = "model.ubj", "encoder.json"


class Growth(Section):
    """How trees grow, by XGBoost's own names where it has one."""

    rounds: int = Field(default=400, ge=1)
    max_depth: int = Field(default=4, ge=1)
    learning_rate: float = Field(default=0.04, gt=0, le=1)
    subsample: float = Field(default=0.7, gt=0, le=1)
    colsample_bytree: float = Field(default=0.5, gt=0, le=1)
    min_child_weight: float = Field(default=10.0, ge=0)
    reg_lambda: float = Field(default=5.0, ge=0)


GROWTH = frozenset(Growth.model_fields)


@dataclass
class Trees:
    """A booster, and the encoder that makes a part of its matrix; what else a row holds is its owner's business."""

    encoder: Encoder
    booster: Any

    @classmethod
    def grow(
        cls,
        encoder: Encoder,
        matrix: Matrix,
        label: Floats,
        knobs: Mapping[str, Any],
        *,
        rounds: int,
        gradients: Gradients | None = None,
        groups: ArrayLike | None = None,
    ) -> "Trees":
        """Learn from n rows.

        Parameters
        ----------
        matrix : array, shape (n, d)
            NaN where a value is not known.
        knobs : mapping
            XGBoost's parameters; squared error is the loss where they name none.
        gradients : callable, optional
            A loss of one's own.
        groups : array of int, shape (n,), optional
            Ascending: rows of one number are put in order among themselves.
        """
        import xgboost

        data = xgboost.DMatrix(matrix, label=label, qid=groups)
        settings = {"objective": "reg:squarederror", **knobs}
        return cls(encoder, xgboost.train(settings, data, num_boost_round=rounds, obj=gradients))

    def score(self, matrix: Matrix) -> Floats:
        """What the trees say of each row; shape (n,)."""
        scores: Floats = self.booster.inplace_predict(matrix).astype(float)
        return scores

    def contributions(self, matrix: Matrix) -> Floats:
        """What each column adds to each score: Shapley values (Lundberg et al. 2020), by XGBoost; shape (n, d)."""
        import xgboost

        found: Floats = self.booster.predict(xgboost.DMatrix(matrix), pred_contribs=True).astype(float)
        return found[:, :-1]  # the last one is the level of all scores

    def save(self, model: Path, encoder: Path) -> None:
        """Write both files."""
        self.encoder.save(encoder)
        self.booster.save_model(model)

    @classmethod
    def load(cls, model: Path, encoder: Path, threads: int) -> "Trees":
        """Read what `save` wrote, to score on so many threads."""
        import xgboost

        booster = xgboost.Booster(model_file=model)
        booster.set_param({"nthread": threads})
        return cls(Encoder.load(encoder), booster)
