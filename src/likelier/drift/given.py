"""A number given the other columns: what is left of it when a line through them has told what it can.

A feature that alone has moved stands out far more against its like (brightness against contrast, likes against
comments) than against its own wide spread, and what makes the posts of one account alike is mostly taken out. Both
samples are told by lines that have not seen them: those of the reference by folds of whole accounts.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.drift import bins
from likelier.drift.expected import EXPECTED, UNKNOWN_AT_FIRST

Floats = NDArray[np.float64]
FOLDS = 5
MOST = 10  # predictors of a column, those that go with it most
ACCOUNTS = 10  # of the reference a predictor; with fewer accounts a line tells more noise than it takes out
PENALTY = 10.0  # of the ridge, in posts
FAR = 5.0  # standard deviations: no post pulls further
NO_PREDICTORS = ("score", "width", *EXPECTED)  # what moves by itself must not move what is told by it


@dataclass(frozen=True)
class Line:
    """One column by the predictors at these places."""

    chosen: NDArray[np.intp]
    weights: Floats
    level: float


class Given:
    """Lines of every number of the reference."""

    def __init__(self, reference: pd.DataFrame, account: NDArray[np.int64]) -> None:
        self._columns = {
            str(name): bins.of(reference[name])
            for name in reference
            if name not in NO_PREDICTORS and not str(name).startswith(UNKNOWN_AT_FIRST)
        }
        widths = [(name, 1 if isinstance(of, bins.Numbers) else of.classes) for name, of in self._columns.items()]
        self._owners = [name for name, width in widths for _ in range(width)]
        raw = self._raw(reference)
        known = np.isfinite(raw)
        many = np.maximum(known.sum(axis=0), 1)
        self._mean = np.where(known, raw, 0).sum(axis=0) / many
        self._deviation = np.sqrt(np.where(known, (raw - self._mean) ** 2, 0).sum(axis=0) / many)
        self._predictors = self._standard(raw)
        self._fold = np.random.default_rng(0).permutation(int(account.max()) + 1)[account] % FOLDS
        self._most = min(MOST, len(np.unique(account)) // ACCOUNTS)
        self._lines: dict[str, Line] = {}
        self.left: dict[str, pd.Series] = {}  # of the reference
        if self._most:
            for name in reference:
                if bins.is_number(reference[name]) and reference[name].nunique() > 1:
                    self._fit(str(name), bins.numbers(reference[name]))

    def of(self, name: str, current: pd.DataFrame) -> pd.Series | None:
        """What is left of a column of new posts; None where no line could be drawn."""
        line = self._lines.get(name)
        if line is None:
            return None
        predictors = self._standard(self._raw(current))[:, line.chosen]
        return pd.Series(bins.numbers(current[name]) - line.level - predictors @ line.weights)

    def _raw(self, posts: pd.DataFrame) -> Floats:
        """Numbers as they are; of categories one column a value; of what is absent nothing is known."""
        found = []
        for name, classes in self._columns.items():
            if name not in posts:
                width = 1 if isinstance(classes, bins.Numbers) else classes.classes
                found.append(np.full((len(posts), width), np.nan))
            elif isinstance(classes, bins.Numbers):
                found.append(bins.numbers(posts[name])[:, None])
            else:
                found.append((classes.codes(posts[name])[:, None] == np.arange(classes.classes)).astype(np.float64))
        return np.hstack(found) if found else np.empty((len(posts), 0))

    def _standard(self, raw: Floats) -> Floats:
        filled = np.where(np.isnan(raw), self._mean, raw)
        return np.asarray(np.clip((filled - self._mean) / np.maximum(self._deviation, 1e-9), -FAR, FAR))

    def _fit(self, name: str, values: Floats) -> None:
        known = np.flatnonzero(np.isfinite(values))
        y, fold = values[known], self._fold[known]
        if len(y) < bins.BINS * FOLDS or len(np.unique(fold)) < FOLDS:
            return
        deviation = np.zeros(len(values))
        deviation[known] = y - y.mean()
        strength = np.abs(deviation @ self._predictors)
        strength[[of == name for of in self._owners]] = -1
        chosen = np.argsort(-strength, kind="stable")[: self._most]
        x = np.column_stack([np.ones(len(y)), self._predictors[np.ix_(known, chosen)]])
        found, left = [], np.full(len(values), np.nan)
        for one in range(FOLDS):
            inside = fold != one
            found.append(_ridge(x[inside], y[inside]))
            left[known[~inside]] = y[~inside] - x[~inside] @ found[-1]
        level, *weights = np.mean(found, axis=0)
        self._lines[name] = Line(chosen, np.array(weights), float(level))
        self.left[name] = pd.Series(left)


def _ridge(x: Floats, y: Floats) -> Floats:
    """Weights of a line whose first column is the constant, which alone is not held small."""
    penalty = np.diag([0.0, *np.full(x.shape[1] - 1, PENALTY)])
    return np.asarray(np.linalg.solve(x.T @ x + penalty, x.T @ y))
