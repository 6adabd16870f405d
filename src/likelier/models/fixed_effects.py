"""Ridge regression within accounts: a line through what tells the posts of one account apart."""

from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from likelier.models import Examples, Floats, Model
from likelier.params import Range
from likelier.straight_line import LineSettings, OnALine, StraightLine
from likelier.within import centred, clipped, codes

POINTS = ("embedding_", "meaning_")  # columns that place a picture or a caption


class Settings(LineSettings):
    """Knobs of the regression within accounts."""

    penalty: float = Field(default=100.0, gt=0)  # of the squared coefficients
    point_weight: float = Field(default=0.3, gt=0)  # of numbers that are one of many, and say little alone
    clip: float | None = Field(default=2.5, gt=0)  # standard deviations of the target; null: as it is


class Estimator(OnALine, Model):
    """Least squares on features and target less their account's means; see `likelier.within`."""

    Settings = Settings
    ranges: ClassVar = {
        "penalty": Range(low=1.0, high=1e4, log=True),
        "point_weight": Range(low=0.03, high=1.0, log=True),
        "clip": Range(choices=(None, 1.5, 2.0, 2.5, 3.0, 4.0)),
        "min_count": Range(low=5, high=200, log=True),
    }

    def fit(self, examples: Examples, target: Floats) -> None:
        from sklearn.linear_model import Ridge

        code = codes(examples.account)
        filling, matrix = self.filling(examples)
        # Each column has one of its own that says where it is missing.
        is_point = np.tile([name.startswith(POINTS) for name in filling.encoder.names], 2)
        weight = np.where(is_point, self.settings.point_weight, 1.0)

        def fit(matrix: Floats, target: Floats) -> Any:
            inside = centred(matrix, code)
            inside *= weight
            ridge = Ridge(alpha=self.settings.penalty, fit_intercept=False).fit(inside, centred(target, code))
            ridge.coef_ = ridge.coef_ * weight
            # An account's mean is not explained; a score is at the mean of all where its features are.
            ridge.intercept_ = float(target.mean())
            return ridge

        self.line = StraightLine.through(filling, matrix, clipped(target, self.settings.clip), fit)
