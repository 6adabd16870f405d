"""The regression on pixels solves the same equations from either side, and keeps what pixels say."""

import numpy as np
import pandas as pd
import pytest

from likelier.models import Examples, pixel_linear
from likelier.pixels import POST_SHAPE, SMALL_SHAPE, Pixels, Shrunk, Store


def examples(pictures):
    count = len(pictures)
    room = Shrunk(np.zeros((count, *POST_SHAPE), np.uint8), pictures)
    pixels = Pixels(
        (Store(room, np.zeros((1, *POST_SHAPE), np.uint8)),),
        np.zeros(count, np.intp),
        np.arange(count),
        np.zeros(count, np.intp),
    )
    when = np.full(count, np.datetime64("2024-01-01", "us"))
    return Examples(pd.DataFrame(index=range(count)), np.arange(count) % 7, when, pixels)


@pytest.fixture
def shown():
    random = np.random.default_rng(4)
    pictures = random.integers(0, 256, (90, *SMALL_SHAPE), dtype=np.uint8)
    return examples(pictures), random.normal(1, 0.3, 90)


def test_what_was_learned_by_heart_is_told_again(shown):
    given, target = shown  # far fewer posts than columns: least squares goes through every point
    model = pixel_linear.Estimator(pixel_linear.Settings(), 7)
    model.fit(given, target)
    np.testing.assert_allclose(model.predict(given), target, atol=1e-4)


def test_both_ways_solve_the_same_equations(shown, monkeypatch):
    given, target = shown
    monkeypatch.setattr(pixel_linear, "COLUMNS", 75)
    monkeypatch.setattr(pixel_linear, "CHUNK", 16)
    monkeypatch.setattr(Pixels, "small", lambda self, rows: self.stores[0].shrunk.small[self.post[rows], :5, :5])
    mean = sum(chunk.sum(axis=0) for chunk in pixel_linear._chunks(given)) / len(given)
    answer = target - target.mean()
    ways = [solve(given, mean, answer, 1e-3) for solve in (pixel_linear._by_columns, pixel_linear._by_posts)]
    np.testing.assert_allclose(*ways, atol=1e-9)
    matrix = np.concatenate(list(pixel_linear._chunks(given))) - mean
    penalty = 1e-3 * (matrix**2).sum() / 75
    bare = np.linalg.solve(matrix.T @ matrix + penalty * np.eye(75), matrix.T @ answer)
    np.testing.assert_allclose(ways[0], bare, atol=1e-9)


def test_a_relation_to_one_colour_is_found():
    random = np.random.default_rng(5)
    pictures = np.zeros((400, *SMALL_SHAPE), np.uint8)
    red = random.integers(0, 256, 400)
    pictures[:, :, :, 0] = red[:, None, None]
    model = pixel_linear.Estimator(pixel_linear.Settings(), 7)
    model.fit(examples(pictures[:300]), red[:300] / 255)
    np.testing.assert_allclose(model.predict(examples(pictures[300:])), red[300:] / 255, atol=1e-3)


def test_black_pictures_alone_give_the_mean():
    model = pixel_linear.Estimator(pixel_linear.Settings(), 7)
    model.fit(examples(np.zeros((20, *SMALL_SHAPE), np.uint8)), np.arange(20.0))
    np.testing.assert_allclose(model.predict(examples(np.zeros((3, *SMALL_SHAPE), np.uint8))), 9.5)
