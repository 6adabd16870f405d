"""Linear regression on standardised features, with a small ridge penalty against collinear columns."""

from pydantic import Field

from likelier.models import Examples, Floats, Model
from likelier.straight_line import LineSettings, OnALine, StraightLine


class Settings(LineSettings):
    """Knobs of the linear model."""

    penalty: float = Field(default=10.0, ge=0)  # of the squared coefficients; 0: ordinary least squares


class Estimator(OnALine, Model):
    """Least squares; see `likelier.straight_line`."""

    Settings = Settings

    def fit(self, examples: Examples, target: Floats) -> None:
        from sklearn.linear_model import Ridge

        filling = self.filling(examples)
        ridge = Ridge(alpha=self.settings.penalty)
        self.line = StraightLine.through(filling, examples.features, target, ridge.fit)
