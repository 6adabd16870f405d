import numpy as np
import pandas as pd
import pytest

from likelier import targets
from likelier.params import Select

UTC = "UTC"
NOTHING = dict.fromkeys(["other_language", "too_many_followers", "other_kind", "too_few_posts", "balanced_away"], 0)


def frame(likes, accounts, followers=1000.0):
    return pd.DataFrame({"account_id": accounts, "likes": likes, "followers": followers})


def brute(target, likes, accounts, reference):
    labels = []
    for here, own in enumerate(accounts):
        others = [likes[i] for i in range(len(likes)) if accounts[i] == own and i != here and reference[i]]
        if not others:
            labels.append(np.nan)
        elif target == "lift":
            labels.append(np.log1p(likes[here]) - np.mean(np.log1p(others)))
        elif target == "likes_over_mean":
            labels.append(likes[here] / np.mean(others) if np.mean(others) else np.nan)
        else:
            labels.append(likes[here] / max(others) if max(others) else np.nan)
    return labels


@pytest.mark.parametrize("target", ["lift", "likes_over_mean", "likes_over_max"])
@pytest.mark.parametrize("seed", range(10))
def test_labels_agree_with_a_plain_computation(target, seed):
    rng = np.random.default_rng(seed)
    size = 40
    likes = rng.integers(0, 6, size).astype(float)
    accounts = rng.choice(list("abcdefgh"), size)
    reference = rng.random(size) < 0.6
    found = targets.label(target, frame(likes, accounts), reference)
    np.testing.assert_allclose(found, brute(target, likes, accounts, reference), rtol=1e-12, atol=1e-12)


def test_a_posts_own_likes_never_enter_its_scale():
    everything = np.ones(3, dtype=bool)
    before = targets.label("lift", frame([10.0, 20.0, 30.0], list("aaa")), everything)
    after = targets.label("lift", frame([1000.0, 20.0, 30.0], list("aaa")), everything)
    assert after[0] - before[0] == pytest.approx(np.log1p(1000) - np.log1p(10))


def test_likes_of_posts_held_back_never_enter_a_scale():
    reference = np.array([True, True, True, False])
    before = targets.label("lift", frame([10.0, 20.0, 30.0, 40.0], list("aaaa")), reference)
    after = targets.label("lift", frame([10.0, 20.0, 30.0, 9999.0], list("aaaa")), reference)
    np.testing.assert_array_equal(before[:3], after[:3])


def test_likes_per_follower_is_unknown_without_followers():
    rows = frame([10.0, 20.0], list("ab"))
    rows["followers"] = [100.0, np.nan]
    np.testing.assert_array_equal(targets.label("likes_per_follower", rows, np.ones(2, dtype=bool)), [0.1, np.nan])


def test_hidden_young_and_single_posts_have_no_label():
    snapshot = pd.Timestamp("2024-06-01 12:00", tz=UTC)
    posts = pd.DataFrame(
        {
            "account_id": list("aaaab"),
            "likes": [5.0, np.nan, 7.0, 9.0, 4.0],
            "taken_at": [snapshot - pd.Timedelta(hours=h) for h in (48, 100, 47.9, 500, 500)],
            "snapshot_at": [snapshot, snapshot, snapshot, pd.NaT, snapshot],
        }
    )
    usable, reasons = targets.learnable(posts, 48)
    assert usable.tolist() == [True, False, False, True, False]
    assert reasons == {"hidden_likes": 1, "young": 1, **NOTHING, "only_post_of_its_account": 1}


def test_posts_of_other_kinds_are_set_aside_before_single_ones_are_counted():
    posts = pd.DataFrame(
        {
            "account_id": list("aaabbb"),
            "likes": [5.0, 6.0, 7.0, 9.0, 4.0, np.nan],
            "taken_at": pd.Timestamp("2024-06-01", tz=UTC),
            "snapshot_at": pd.Series([None] * 6, dtype="datetime64[us, UTC]"),
            "kind": ["image", "carousel", "video", "video", "image", "video"],
        }
    )
    usable, reasons = targets.learnable(posts, 48, Select(kinds=("image", "carousel")))
    assert usable.tolist() == [True, True, False, False, False, False]
    assert reasons == {"hidden_likes": 1, "young": 0, **NOTHING, "other_kind": 2, "only_post_of_its_account": 1}
