import numpy as np
import pandas as pd
import pytest

from likelier import fingerprints, splits
from likelier.errors import NotEnoughData
from likelier.params import Train


@pytest.fixture
def posts():
    rng = np.random.default_rng(3)
    size = 600
    return pd.DataFrame(
        {
            "account_id": rng.choice([f"a{i}" for i in range(30)], size),
            "taken_at": pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(rng.integers(0, 10**6, size), unit="s"),
            "picture_hash": [f"{value:016x}" for value in rng.integers(0, 2**63, size)],
        }
    )


def test_no_account_is_on_both_sides_and_each_is_held_back_once(posts):
    held = []
    for fold in splits.folds("account", posts, Train(folds=5)):
        train, test = (set(posts["account_id"].iloc[rows]) for rows in (fold.train, fold.test))
        assert not train & test
        held.append(fold.test)
    assert sorted(np.concatenate(held)) == list(range(len(posts)))


def test_forward_holds_back_the_latest_of_each_account(posts):
    (fold,) = splits.folds("forward", posts, Train(test_share=0.2))
    for _, rows in posts.groupby("account_id"):
        inside = rows.index.isin(fold.test)
        assert rows["taken_at"][~inside].max() <= rows["taken_at"][inside].min()
        assert inside.sum() == np.ceil(len(rows) * 0.2)


def test_random_shares_accounts_and_says_so(posts):
    (fold,) = splits.folds("random", posts, Train())
    assert fold.shares_accounts
    assert len(fold.test) == 120


@pytest.mark.parametrize("split", ["account", "forward", "random"])
def test_the_order_of_division_follows_the_seed_alone(posts, split):
    first, again = (list(splits.folds(split, posts, Train(seed=11))) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.train, other.train)


@pytest.mark.parametrize("split", ["account", "forward", "random"])
def test_a_near_duplicate_of_a_picture_held_back_is_not_learned_from(posts, split):
    rng = np.random.default_rng(0)
    # 100 posts carry one picture, each with up to three of its 64 bits turned.
    for place in rng.choice(len(posts), 100, replace=False):
        turned = 0
        for bit in rng.choice(64, rng.integers(0, 2), replace=False):
            turned ^= 1 << int(bit)
        posts.loc[place, "picture_hash"] = f"{0x0123456789ABCDEF ^ turned:016x}"
    values = np.array([int(text, 16) for text in posts["picture_hash"]], dtype=np.uint64)
    for fold in splits.folds(split, posts, Train()):
        distance = np.bitwise_count(values[fold.train][:, None] ^ values[fold.test][None, :])
        assert distance.min() > fingerprints.NEAR
        assert fold.purged > 0


def test_near_agrees_with_every_pair_compared():
    rng = np.random.default_rng(1)
    base = rng.integers(0, 2**63, 50, dtype=np.uint64)
    flips = np.array([sum(1 << int(b) for b in rng.choice(64, rng.integers(0, 7), replace=False)) for _ in range(300)])
    others = rng.choice(base, 300) ^ flips.astype(np.uint64)
    text = [pd.Series([f"{value:016x}" for value in values]) for values in (base, others)]
    expected = (np.bitwise_count(base[:, None] ^ others[None, :]) <= fingerprints.NEAR).any(axis=1)
    np.testing.assert_array_equal(fingerprints.near(*text), expected)
    assert 0 < expected.sum() <= 50


def test_posts_without_a_picture_are_near_to_nothing():
    nothing = pd.Series([None, None], dtype=object)
    assert not fingerprints.near(nothing, nothing).any()


def test_one_account_alone_is_told(posts):
    with pytest.raises(NotEnoughData, match="1 account"):
        list(splits.folds("account", posts.assign(account_id="a"), Train()))
