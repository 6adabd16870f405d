"""Least squares on the pixels of the 50x50 picture, and nothing else: the 2022 report's baseline.

7,500 columns, most of them nearly equal to their neighbours: the equations are close to singular. A penalty of next to
nothing keeps them solvable; what comes out is still a fit of noise, and that is the point of the baseline.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from likelier.models import Examples, Floats, Model
from likelier.params import Section
from likelier.pixels import SMALL

COLUMNS = SMALL * SMALL * 3
CHUNK = 1000  # pictures in memory at once: 60 MB


class Settings(Section):
    """Knobs of the regression on pixels."""

    penalty: float = Field(default=1e-8, gt=0)  # of the squared coefficients, in mean variances of a pixel


class Estimator(Model):
    """A coefficient for each of 7,500 values from 0 to 1; a post without a picture is black."""

    Settings = Settings
    reads_pixels = True
    coefficients: Floats
    intercept: float

    def fit(self, examples: Examples, target: Floats) -> None:
        mean = sum(chunk.sum(axis=0) for chunk in _chunks(examples)) / len(examples)
        answer = target - target.mean()
        # As many equations as there are posts or columns, whichever are fewer: memory stays the same for any number.
        solve = _by_posts if len(examples) <= COLUMNS else _by_columns
        self.coefficients = solve(examples, mean, answer, self.settings.penalty)
        self.intercept = float(target.mean() - mean @ self.coefficients)

    def predict(self, examples: Examples) -> Floats:
        scores = [self.intercept + chunk @ self.coefficients for chunk in _chunks(examples)]
        return np.concatenate([np.zeros(0), *scores])

    def save(self, folder: Path) -> None:
        np.save(folder / "coefficients.npy", np.append(self.coefficients, self.intercept), allow_pickle=False)

    def restore(self, folder: Path) -> None:
        saved = np.load(folder / "coefficients.npy", allow_pickle=False)
        self.coefficients, self.intercept = saved[:-1], float(saved[-1])


def _chunks(examples: Examples) -> Iterator[Floats]:
    assert examples.pixels is not None  # a family that reads pixels is given them
    for start in range(0, len(examples), CHUNK):
        rows = np.arange(start, min(start + CHUNK, len(examples)))
        yield examples.pixels.small(rows).reshape(len(rows), COLUMNS) / 255.0


def _by_columns(examples: Examples, mean: Floats, answer: Floats, penalty: float) -> Floats:
    from scipy.linalg.blas import dsyrk

    products: Any = np.zeros((COLUMNS, COLUMNS), order="F")
    right = np.zeros(COLUMNS)
    for place, chunk in enumerate(_chunks(examples)):
        chunk -= mean
        products = dsyrk(1.0, chunk.T, beta=1.0, c=products, overwrite_c=True)  # the upper half alone
        right += chunk.T @ answer[place * CHUNK :][: len(chunk)]
    return _solved(products, right, penalty)


def _by_posts(examples: Examples, mean: Floats, answer: Floats, penalty: float) -> Floats:
    matrix = np.concatenate(list(_chunks(examples))) - mean
    coefficients: Floats = matrix.T @ _solved(matrix @ matrix.T, answer, penalty * len(matrix) / COLUMNS)
    return coefficients


def _solved(products: Floats, right: Floats, penalty: float) -> Floats:
    """The solution of the penalised equations, of which the upper half is given and overwritten."""
    from scipy.linalg import cho_factor, cho_solve

    diagonal = np.einsum("ii->i", products)
    diagonal += max(penalty * diagonal.mean(), 1e-9)  # pictures that are all the same still have a solution
    solution: Floats = cho_solve(cho_factor(products, lower=False, overwrite_a=True, check_finite=False), right)
    return solution
