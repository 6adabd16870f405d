"""Linear regression on standardised features, with a small ridge penalty against collinear columns."""

from pathlib import Path

from pydantic import Field

from likelier.filling import Filling
from likelier.models import Examples, Floats, Model
from likelier.params import Section
from likelier.straight_line import StraightLine


class Settings(Section):
    """Knobs of the linear model."""

    penalty: float = Field(default=10.0, ge=0)  # of the squared coefficients; 0: ordinary least squares
    min_count: int = Field(default=20, ge=1)  # rows that a category's level needs
    max_words: int = Field(default=100, ge=1)  # of a text that become columns


class Estimator(Model):
    """Least squares; see `likelier.straight_line`."""

    Settings = Settings
    line: StraightLine

    def fit(self, examples: Examples, target: Floats) -> None:
        from sklearn.linear_model import Ridge

        filling = Filling.fit(examples.features, examples.account, self.settings.min_count, self.settings.max_words)
        ridge = Ridge(alpha=self.settings.penalty)
        self.line = StraightLine.through(filling, examples.features, target, ridge.fit)

    def predict(self, examples: Examples) -> Floats:
        return self.line.predict(examples.features)

    def save(self, folder: Path) -> None:
        self.line.save(folder)

    def restore(self, folder: Path) -> None:
        self.line = StraightLine.load(folder)
