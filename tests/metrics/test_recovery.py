"""What a score has found of planted effects, where both are known."""

import numpy as np
import pandas as pd
import pytest

from likelier.metrics.recovery import ALL, recovery


@pytest.fixture
def world():
    random = np.random.default_rng(4)
    account = np.repeat(np.arange(40), 50)
    parts = pd.DataFrame({"faces": random.normal(0, 0.2, 2000), "hour": random.normal(0, 0.1, 2000)})
    level, noise = random.normal(8, 1.5, 40)[account], random.normal(0, 0.3, 2000)
    return parts, account.astype(str), level, noise


def test_what_was_planted_is_shown_by_likes_and_found_by_the_truth(world):
    parts, account, level, noise = world
    truth = parts.sum(axis=1).to_numpy()
    table = recovery(parts, account, np.exp(level + truth + noise), truth)
    assert list(table.index) == ["faces", "hour", ALL]
    np.testing.assert_allclose(table["found"], 1)
    np.testing.assert_allclose(table["shown"], 1, atol=0.2)
    np.testing.assert_allclose(table["recovered"] * table["shown"], 1)


def test_half_of_one_effect_none_of_the_other_and_anything_between_accounts(world):
    parts, account, level, _ = world
    likes = np.exp(level + parts.sum(axis=1).to_numpy())
    table = recovery(parts, account, likes, 0.5 * parts["faces"].to_numpy() - 3 * level)
    np.testing.assert_allclose(table["shown"], 1)
    assert table["recovered"]["faces"] == pytest.approx(0.5)
    assert table["recovered"]["hour"] == pytest.approx(0, abs=1e-9)
    assert 0.3 < table["recovered"][ALL] < 0.5
