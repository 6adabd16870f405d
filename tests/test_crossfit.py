import numpy as np
import pandas as pd
import pytest

from likelier import crossfit, models, targets
from likelier.params import ModelEntry, Train

SETTINGS = Train(folds=5, coverage=0.8)


@pytest.fixture(scope="module")
def posts():
    rng = np.random.default_rng(2)
    size = 3000
    account = rng.integers(0, 150, size)
    number = rng.normal(size=size)
    return pd.DataFrame(
        {
            "post_id": [f"p{i}" for i in range(size)],
            "account_id": [f"a{i}" for i in account],
            "taken_at": pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(rng.integers(0, 10**7, size), unit="s"),
            "likes": np.round(np.exp(7 + account % 5 + 0.3 * number + rng.normal(0, 0.3, size))),
            "followers": 1000.0,
            "picture_hash": [f"{value:016x}" for value in rng.integers(0, 2**63, size)],
            "number": number.astype("float32"),
        }
    )


def examples(posts):
    return models.Examples(posts[["number"]], posts["account_id"].to_numpy(), posts["taken_at"].to_numpy())


def create():
    return models.create("linear", ModelEntry(family="linear"), 7)


def test_every_post_is_scored_once_by_a_model_that_never_saw_its_account(posts):
    seen = []

    class Watched(models.create("constant", ModelEntry(family="constant"), 7).__class__):
        def fit(self, given, target):
            seen.append(set(given.account))
            super().fit(given, target)

        def predict(self, given):
            assert not seen[-1] & set(given.account)
            return super().predict(given)

    held = crossfit.out_of_fold("account", posts, examples(posts), SETTINGS, lambda: Watched(None, 7))
    assert len(held) == 5
    assert sorted(np.concatenate([one.test for one in held])) == list(range(len(posts)))


@pytest.mark.parametrize("split", ["forward", "random"])
def test_likes_of_posts_held_back_change_no_score(posts, split):
    before = crossfit.out_of_fold(split, posts, examples(posts), SETTINGS, create)[0]
    changed = posts.copy()
    changed.loc[before.test, "likes"] *= 50
    after = crossfit.out_of_fold(split, changed, examples(changed), SETTINGS, create)[0]
    np.testing.assert_array_equal(before.score, after.score)


def test_likes_of_a_fold_held_back_change_no_score_of_it(posts):
    before = crossfit.out_of_fold("account", posts, examples(posts), SETTINGS, create)[2]
    changed = posts.copy()
    changed.loc[before.test, "likes"] *= np.linspace(1, 50, len(before.test))
    after = crossfit.out_of_fold("account", changed, examples(changed), SETTINGS, create)[2]
    np.testing.assert_array_equal(before.score, after.score)


def test_the_label_of_a_held_back_post_has_its_scale_from_training_rows(posts):
    (one,) = crossfit.out_of_fold("forward", posts, examples(posts), SETTINGS, create)
    reference = np.isin(np.arange(len(posts)), one.fold.train)
    np.testing.assert_array_equal(one.target, targets.label("lift", posts, reference)[one.test])
