"""Ridge regression whose penalty is chosen on accounts held back, as the model will be judged."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from likelier.models import Examples, Floats, Model
from likelier.params import Range
from likelier.straight_line import LineSettings, OnALine, StraightLine

Penalty = Annotated[float, Field(gt=0)]


class Settings(LineSettings):
    """Knobs of ridge regression."""

    penalties: tuple[Penalty, ...] = Field(default=(1.0, 10.0, 100.0, 1e3, 1e4, 1e5), min_length=1)
    folds: int = Field(default=5, ge=2)  # of accounts, to choose the penalty


class Estimator(OnALine, Model):
    """The penalty with the least squared error over folds of whole accounts; see `likelier.straight_line`."""

    Settings = Settings
    ranges: ClassVar = {"folds": Range(low=3, high=10), "min_count": Range(low=5, high=200, log=True)}

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

        filling, matrix = self.filling(examples)
        self.line = StraightLine.through(filling, matrix, target, fit)
