"""Linear regression on standardised features, with a small ridge penalty against collinear columns."""

from typing import ClassVar

from pydantic import Field

from likelier.models import Examples, Floats, Model
from likelier.params import Range
from likelier.straight_line import LineSettings, OnALine, StraightLine


class Settings(LineSettings):
    """Knobs of the linear model."""

    penalty: float = Field(default=10.0, ge=0)  # of the squared coefficients; 0: ordinary least squares


class Estimator(OnALine, Model):
    """Least squares; see `likelier.straight_line`."""

    Settings = Settings
    ranges: ClassVar = {"penalty": Range(low=0.1, high=1e5, log=True), "min_count": Range(low=5, high=200, log=True)}

    def fit(self, examples: Examples, target: Floats) -> None:
        from sklearn.linear_model import Ridge

        filling, matrix = self.filling(examples)
        ridge = Ridge(alpha=self.settings.penalty)
        self.line = StraightLine.through(filling, matrix, target, ridge.fit)
