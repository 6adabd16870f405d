"""Gradient-boosted trees on all features."""

import json
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from likelier.encoding import Encoder
from likelier.models import Examples, Floats, Model
from likelier.params import Range
from likelier.trees import ENCODER, GROWTH, MODEL, Gradients, Growth, Matrix, Trees
from likelier.within import Line, centred, clipped, codes

RANKS = {"pairwise": "rank:pairwise", "ndcg": "rank:ndcg"}
GRADES = 5  # of rank:ndcg: an account's posts in so many equal parts, from the least to the most liked
HELD_BACK = 0.25  # of the accounts, to learn what a rank's score is worth
LINE = "line.json"


class Settings(Growth):
    """Knobs of the boosted trees, by XGBoost's own names where it has one."""

    objective: Literal["squared", "within", "pairwise", "ndcg"] = "squared"  # all but the first: inside an account
    clip: float | None = Field(default=None, gt=0)  # of the target, in standard deviations; null: as it is
    lambdarank_pair_method: Literal["topk", "mean"] = "topk"  # which pairs pairwise and ndcg compare
    lambdarank_num_pair_per_sample: int = Field(default=12, ge=1)  # of the first so many places; mean: of each post
    min_count: int = Field(default=20, ge=1)  # rows that a category's level needs
    max_words: int = Field(default=100, ge=1)  # of a text that become columns
    threads: int = Field(default=2, ge=1)  # a fixed number: sums in another order give other last digits


class Estimator(Model):
    """XGBoost; trees split on missing values by themselves.

    Inside accounts no level is learned, and by a rank objective no unit either: a straight line gives the score those
    of the target, see `likelier.within.Line`. The line of a rank is found on accounts that trees did not learn from; on
    those that they did, it would be too steep.
    """

    Settings = Settings
    ranges: ClassVar = {
        "rounds": Range(low=100, high=1000, log=True),
        "max_depth": Range(low=2, high=8),
        "learning_rate": Range(low=0.01, high=0.2, log=True),
        "subsample": Range(low=0.4, high=1.0),
        "colsample_bytree": Range(low=0.1, high=1.0, log=True),
        "min_child_weight": Range(low=1.0, high=100.0, log=True),
        "reg_lambda": Range(low=0.1, high=100.0, log=True),
        "clip": Range(choices=(None, 2.0, 2.5, 3.0, 4.0)),
    }
    trees: Trees
    line: Line | None = None

    def fit(self, examples: Examples, target: Floats) -> None:
        label = clipped(target, self.settings.clip)
        self.trees = self._grow(examples, label)
        if self.settings.objective != "squared":
            line = self._slope(examples, label) if self.settings.objective in RANKS else Line(1.0)
            self.line = line.at(self._raw(examples), target)

    def _slope(self, examples: Examples, label: Floats) -> Line:
        """What a score is worth, by trees that had not seen the accounts it is measured on."""
        from sklearn.model_selection import GroupShuffleSplit

        if len(set(examples.account)) < 2:
            return Line()
        shares = GroupShuffleSplit(1, test_size=HELD_BACK, random_state=self.seed)
        learned, held = next(shares.split(label, groups=examples.account))
        trees, part = self._grow(examples.take(learned), label[learned]), examples.take(held)
        score = trees.score(trees.encoder.transform(part.features))
        return Line.through(score, label[held], codes(part.account))

    def _grow(self, examples: Examples, label: Floats) -> Trees:
        settings = self.settings
        encoder = Encoder(settings.min_count, max_words=settings.max_words).fit(examples.features, examples.account)
        knobs = {"nthread": settings.threads, "seed": self.seed, **settings.model_dump(include=GROWTH - {"rounds"})}
        matrix = encoder.transform(examples.features)
        if settings.objective in RANKS:
            code = codes(examples.account)
            order = np.argsort(code, kind="stable")
            if settings.objective == "ndcg":
                label = grades(label, code)
            knobs |= settings.model_dump(include={"lambdarank_pair_method", "lambdarank_num_pair_per_sample"})
            knobs["objective"] = RANKS[settings.objective]
            return Trees.grow(encoder, matrix[order], label[order], knobs, rounds=settings.rounds, groups=code[order])
        gradients = _within(label, examples.account) if settings.objective == "within" else None
        return Trees.grow(encoder, matrix, label, knobs, rounds=settings.rounds, gradients=gradients)

    def _raw(self, examples: Examples) -> Floats:
        return self.trees.score(self.trees.encoder.transform(examples.features))

    def predict(self, examples: Examples) -> Floats:
        scores = self._raw(examples)
        return scores if self.line is None else self.line.of(scores)

    def contributions(self, examples: Examples) -> pd.DataFrame:
        """Shapley values; see `likelier.trees`."""
        return self._moves(self.trees.encoder.transform(examples.features))

    def _moves(self, matrix: Matrix) -> pd.DataFrame:
        found = self.trees.encoder.by_feature(self.trees.contributions(matrix))
        return found if self.line is None else found * self.line.slope

    def explain(self, examples: Examples) -> tuple[Floats, pd.DataFrame | None]:
        matrix = self.trees.encoder.transform(examples.features)
        scores = self.trees.score(matrix)
        return scores if self.line is None else self.line.of(scores), self._moves(matrix)

    def save(self, folder: Path) -> None:
        self.trees.save(folder / MODEL, folder / ENCODER)
        if self.line is not None:
            (folder / LINE).write_text(json.dumps(self.line._asdict(), indent=1), encoding="utf-8")

    def restore(self, folder: Path) -> None:
        self.trees = Trees.load(folder / MODEL, folder / ENCODER, self.settings.threads)
        if (folder / LINE).exists():  # an older model within accounts has none
            self.line = Line(**json.loads((folder / LINE).read_text(encoding="utf-8")))


def grades(target: Floats, code: Any) -> Floats:
    """The part of its account's posts, of `GRADES` equal ones by the target, that each post is in: 0 is the least."""
    order = np.lexsort((target, code))
    size = np.bincount(code)
    place = np.empty(len(target), dtype=np.intp)
    place[order] = np.arange(len(target)) - (np.cumsum(size) - size)[code[order]]
    found: Floats = (place * GRADES // size[code]).astype(float)
    return found


def _within(target: Floats, account: Any) -> Gradients:
    """Gradient and curvature of half the squared error of scores and targets less their account's means."""
    code = codes(account)
    goal, ones = centred(target, code), np.ones(len(target))

    def objective(score: Floats, _: Any) -> tuple[Floats, Floats]:
        return centred(score.ravel().astype(float), code) - goal, ones

    return objective
