"""Trees as plain numbers score as scikit-learn itself does."""

import numpy as np
import pandas as pd
import pytest

from likelier import models
from likelier.params import ModelEntry


@pytest.mark.parametrize("subsample", [1.0, 0.5])
def test_a_walk_through_the_arrays_is_what_scikit_learn_predicts(subsample):
    from sklearn.ensemble import GradientBoostingRegressor

    random = np.random.default_rng(2)
    matrix = random.normal(size=(500, 6)).astype("float32")
    target = np.sin(3 * matrix[:, 0]) + matrix[:, 1] * matrix[:, 2] + random.normal(0, 0.1, 500)
    examples = models.Examples(
        pd.DataFrame(matrix, columns=list("abcdef")),
        np.arange(500) % 20,
        np.full(500, np.datetime64("2024-01-01", "us")),
    )
    model = models.create("m", ModelEntry(family="gradient_boosting", settings={"subsample": subsample}), seed=3)
    model.fit(examples, target)
    filled = np.concatenate([matrix, np.zeros_like(matrix)], axis=1)  # the columns that say what is missing
    bare = GradientBoostingRegressor(subsample=subsample, random_state=3).fit(filled, target)
    np.testing.assert_allclose(model.predict(examples), bare.predict(filled), atol=1e-9)


def test_without_features_it_is_the_mean():
    nothing = models.Examples(pd.DataFrame(index=range(4)), np.arange(4), np.full(4, np.datetime64("2024-01-01", "us")))
    model = models.create("m", ModelEntry(family="gradient_boosting"), seed=3)
    model.fit(nothing, np.array([1.0, 2.0, 3.0, 6.0]))
    np.testing.assert_allclose(model.predict(nothing), 3.0)
