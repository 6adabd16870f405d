import numpy as np
import pandas as pd
import pytest

from likelier.within import Line, centred, clipped, codes


@pytest.mark.parametrize("size", [1, 2, 30])
def test_centred_is_what_pandas_gives(size):
    rng = np.random.default_rng(size)
    accounts, values = rng.choice(list("abcd"), size), rng.normal(0, 1e3, size)
    expected = values - pd.Series(values).groupby(accounts).transform("mean").to_numpy()
    np.testing.assert_allclose(centred(values, codes(accounts)), expected, atol=1e-9)
    both = centred(np.stack([values, 2 * values], axis=1), codes(accounts))
    np.testing.assert_allclose(both, np.stack([expected, 2 * expected], axis=1), atol=1e-9)


def test_clipped_keeps_what_is_near_and_pulls_in_what_is_far():
    target = np.array([0.0] * 99 + [100.0])
    limited = clipped(target, 2.5)
    assert (limited[:99] == 0).all()
    np.testing.assert_allclose(limited[99], target.mean() + 2.5 * target.std())
    assert clipped(target, None) is target


def test_a_line_gives_a_score_the_unit_that_it_has_inside_accounts():
    rng = np.random.default_rng(1)
    code = np.repeat(np.arange(50), 10)
    inside = rng.normal(size=500)
    score, target = inside + 100 * code, 3 * inside - 7 * code + rng.normal(0, 0.1, 500)
    line = Line.through(score, target, code).at(score, target)
    assert line.slope == pytest.approx(3, abs=0.05)
    assert line.of(score).mean() == pytest.approx(target.mean())


@pytest.mark.parametrize("score", [np.zeros(6), -np.arange(6.0)])
def test_a_score_that_orders_nothing_becomes_the_mean(score):
    target, code = np.arange(6.0), np.zeros(6, dtype=np.intp)
    assert Line.through(score, target, code).at(score, target).of(score) == pytest.approx([2.5] * 6)
