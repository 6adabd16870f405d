"""scikit-learn's gradient boosting, kept as plain numbers: its trees are arrays, and scoring is a walk through them."""

import json
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from likelier.filling import Filling
from likelier.models import Examples, Floats, Model
from likelier.params import Range, Section

Tree = dict[str, NDArray[Any]]  # feature, threshold, left, right (-1 at a leaf) and value, one entry a node


class Settings(Section):
    """Knobs of gradient boosting; the defaults are scikit-learn's, as the 2019 write-up used them."""

    rounds: int = Field(default=100, ge=1)
    max_depth: int = Field(default=3, ge=1)
    learning_rate: float = Field(default=0.1, gt=0, le=1)
    subsample: float = Field(default=1.0, gt=0, le=1)
    max_features: float = Field(default=1.0, gt=0, le=1)  # share of the columns that a split looks at
    min_samples_leaf: int = Field(default=1, ge=1)
    min_count: int = Field(default=20, ge=1)  # rows that a category's level needs
    max_words: int = Field(default=100, ge=1)  # of a text that become columns


class Estimator(Model):
    """Squared loss; missing numbers are filled, since these trees cannot read them."""

    Settings = Settings
    ranges: ClassVar = {
        "rounds": Range(low=50, high=400, log=True),
        "max_depth": Range(low=2, high=6),
        "learning_rate": Range(low=0.02, high=0.3, log=True),
        "subsample": Range(low=0.3, high=1.0),
        "max_features": Range(low=0.05, high=1.0, log=True),
        "min_samples_leaf": Range(low=1, high=100, log=True),
    }
    filling: Filling
    start: float
    trees: list[Tree]

    def fit(self, examples: Examples, target: Floats) -> None:
        from sklearn.ensemble import GradientBoostingRegressor

        counts = self.settings.min_count, self.settings.max_words
        self.filling, filled = Filling.fit(examples.features, examples.account, *counts)
        self.start, self.trees = float(target.mean()), []
        matrix = filled.astype(np.float32)
        if not matrix.shape[1]:
            return
        knobs = self.settings.model_dump(exclude={"rounds", "min_count", "max_words"})
        boosting = GradientBoostingRegressor(n_estimators=self.settings.rounds, random_state=self.seed, **knobs)
        boosting.fit(matrix, target)
        self.trees = [_arrays(one.tree_) for one in boosting.estimators_[:, 0]]

    def predict(self, examples: Examples) -> Floats:
        matrix = self._matrix(examples)
        scores = np.full(len(matrix), self.start)
        for tree in self.trees:
            scores += self.settings.learning_rate * _walk(tree, matrix)
        return scores

    def _matrix(self, examples: Examples) -> NDArray[np.float32]:
        return self.filling.transform(examples.features).astype(np.float32)  # as scikit-learn compares them

    def save(self, folder: Path) -> None:
        self.filling.save(folder)
        trees = [{name: values.tolist() for name, values in tree.items()} for tree in self.trees]
        (folder / "trees.json").write_text(json.dumps({"start": self.start, "trees": trees}), encoding="utf-8")

    def restore(self, folder: Path) -> None:
        self.filling = Filling.load(folder)
        content = json.loads((folder / "trees.json").read_text(encoding="utf-8"))
        self.start = content["start"]
        self.trees = [{name: np.array(values) for name, values in tree.items()} for tree in content["trees"]]


def _arrays(tree: Any) -> Tree:
    return {
        "feature": np.maximum(tree.feature, 0),  # a leaf has none, and is never asked
        "threshold": tree.threshold,
        "left": tree.children_left,
        "right": tree.children_right,
        "value": tree.value[:, 0, 0],
    }


def _walk(tree: Tree, matrix: NDArray[np.float32]) -> Floats:
    """The value of the leaf that each row ends in; shape (n,)."""
    rows = np.arange(len(matrix))
    node = np.zeros(len(matrix), dtype=np.intp)
    while (inner := tree["left"][node] >= 0).any():
        goes_left = matrix[rows, tree["feature"][node]] <= tree["threshold"][node]
        node = np.where(inner, np.where(goes_left, tree["left"][node], tree["right"][node]), node)
    leaf: Floats = tree["value"][node]
    return leaf
