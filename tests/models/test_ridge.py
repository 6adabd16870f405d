"""The penalty is chosen on accounts held back: strong where only accounts can be told apart, weak where posts can."""

import numpy as np
import pandas as pd
import pytest

from likelier import models
from likelier.params import ModelEntry

TIME = np.datetime64("2024-01-01", "us")


def fitted(matrix, account, target, family="ridge"):
    examples = models.Examples(
        pd.DataFrame(matrix.astype("float32")).add_prefix("x"), account, np.full(len(account), TIME)
    )
    model = models.create("m", ModelEntry(family=family), seed=1)
    model.fit(examples, target)
    return np.abs(model.line.coefficients).sum(), model.predict(examples)


def test_a_plain_relation_is_hardly_shrunk():
    random = np.random.default_rng(1)
    matrix = random.normal(size=(600, 3))
    strength, scores = fitted(matrix, np.arange(600) % 30, matrix @ [1.0, -2.0, 0.5])
    assert strength == pytest.approx(3.5, rel=0.05)
    assert np.corrcoef(scores, matrix @ [1.0, -2.0, 0.5])[0, 1] > 0.999


def test_what_only_tells_accounts_apart_is_shrunk_away():
    random = np.random.default_rng(1)
    account = np.repeat(np.arange(30), 20)
    matrix = random.normal(size=(30, 25))[account]  # the same for all posts of an account, as a profile is
    target = random.normal(size=30)[account]
    assert fitted(matrix, account, target)[0] < 0.2 * fitted(matrix, account, target, "linear")[0]


def test_one_account_alone_gives_the_strongest_penalty():
    random = np.random.default_rng(1)
    matrix = random.normal(size=(40, 3))
    strength, scores = fitted(matrix, np.zeros(40), matrix[:, 0])
    assert strength < 0.01
    assert np.isfinite(scores).all()
