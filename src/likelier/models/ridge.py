"""Ridge regression whose penalty is chosen on accounts held back, as the model will be judged."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from likelier.filling import Filling
from likelier.models import Examples, Floats, Model
from likelier.params import Section
from likelier.straight_line import StraightLine

Penalty = Annotated[float, Field(gt=0)]


class Settings(Section):
    """Knobs of ridge regression."""

    penalties: tuple[Penalty, ...] = Field(default=(1.0, 10.0, 100.0, 1e3, 1e4, 1e5), min_length=1)
    folds: int = Field(default=5, ge=2)  # of accounts, to choose the penalty
    min_count: int = Field(default=20, ge=1)  # rows that a category's level needs
    max_words: int = Field(default=100, ge=1)  # of a text that become columns


class Estimator(Model):
    """The penalty with the least squared error over folds of whole accounts; see `likelier.straight_line`."""

    Settings = Settings
    line: StraightLine

    def fit(self, examples: Examples, target: Floats) -> None:
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import GridSearchCV, GroupKFold

        penalties, accounts = self.settings.penalties, len(set(examples.account))

        def fit(matrix: Floats, target: Floats) -> Any:
            if accounts < 2:  # one account says nothing of others: the least that can be claimed
                return Ridge(alpha=max(penalties)).fit(matrix, target)
            folds = GroupKFold(min(self.settings.folds, accounts))
            search = GridSearchCV(Ridge(), {"alpha": penalties}, scoring="neg_mean_squared_error", cv=folds)
            return search.fit(matrix, target, groups=examples.account).best_estimator_

        filling = Filling.fit(examples.features, examples.account, self.settings.min_count, self.settings.max_words)
        self.line = StraightLine.through(filling, examples.features, target, fit)

    def predict(self, examples: Examples) -> Floats:
        return self.line.predict(examples.features)

    def save(self, folder: Path) -> None:
        self.line.save(folder)

    def restore(self, folder: Path) -> None:
        self.line = StraightLine.load(folder)
