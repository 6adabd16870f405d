import numpy as np
import pandas as pd
import pytest

from likelier.within import centred, clipped, codes


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
