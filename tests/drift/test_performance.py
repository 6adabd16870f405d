"""Whether the champion is still as good: told where it surely is not, and not flattered."""

import numpy as np
import pandas as pd
import pytest

from likelier import posts
from likelier.drift import performance
from likelier.gate.scores import digest
from likelier.metrics.pairs import PAIR_ACCURACY
from likelier.params import ModelEntry, Params

PARAMS = Params(models={"constant": ModelEntry(family="constant")})
ALARMS = 0.002


def world(seed, accounts=60, each=12, noise=1.0, width=1.28):
    """Labels, scores that know them up to noise, and intervals that hold 80 % where `width` is 1.28 times the noise."""
    random = np.random.default_rng(seed)
    account = np.repeat(np.arange(accounts), each)
    score = random.normal(size=len(account))
    target = score + noise * random.normal(size=len(account))
    return pd.DataFrame(
        {
            "account": account, "account_id": account.astype(str), "post_id": np.arange(len(account)).astype(str),
            "taken_at": pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(random.permutation(len(account)), "h"),
            "kind": "image", "target": target, "likes": np.exp(target), "score": score,
            "low": score - width, "high": score + width, "others": each - 1, "known": account < 10,
        }
    )  # fmt: skip


def test_the_same_is_no_alarm_and_what_is_surely_worse_is_one():
    reference = world(1)
    same = performance.measure(world(2), reference, PARAMS, ALARMS)
    assert [one.severity for one in same.findings] == ["none", "none"]
    worse = performance.measure(world(3, noise=3.0), reference, PARAMS, ALARMS)
    assert {one.name: one.severity for one in worse.findings} == {PAIR_ACCURACY: "critical", "coverage": "critical"}
    assert worse.figures[PAIR_ACCURACY]["difference"]["high"] < 0


def test_a_small_fall_that_is_sure_is_a_warning():
    large = PARAMS.model_copy(update={"drift": PARAMS.drift.model_copy(update={"fall": 0.2})})
    found = performance.measure(world(3, accounts=300, noise=1.6), world(1, accounts=300), large, ALARMS)
    assert next(one.severity for one in found.findings if one.name == PAIR_ACCURACY) == "warning"


def test_it_stands_beside_its_baselines_on_the_same_posts():
    new = world(2)
    new["taken_at"] = pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(new["target"].rank(), "h")
    figures = performance.measure(new, world(1), PARAMS, ALARMS).figures
    assert figures["baselines"]["the later post"]["value"] == pytest.approx(1.0)  # the later ones have more likes here
    assert figures["baselines"]["chance"] == 0.5
    assert figures["over_the_later_post"]["high"] < 0  # and nobody hides that a date does better
    assert figures["of_known_accounts"] == 120


@pytest.mark.parametrize(
    ("new", "why"),
    [(world(2, accounts=5), "60 new posts"), (world(2, accounts=5, each=40), "5 accounts of new posts")],
)
def test_too_few_is_said_and_not_guessed(new, why):
    found = performance.measure(new, world(1), PARAMS, ALARMS)
    assert found.findings == [] and found.figures == {}
    assert found.why.startswith(why)


def test_intervals_are_not_held_against_labels_whose_scale_is_a_guess():
    new = world(2).assign(others=2)
    found = performance.measure(new, world(1), PARAMS, ALARMS)
    assert [one.name for one in found.findings] == [PAIR_ACCURACY]


@pytest.mark.slow
def test_false_alarms_come_as_rarely_as_is_said():
    told = [performance.measure(world(2 * seed), world(2 * seed + 1), PARAMS, 0.2).findings for seed in range(40)]
    alarms = sum(any(one.severity != "none" for one in findings) for findings in told)
    assert alarms <= 14  # 8 are expected of 40; more than 14 come by chance once in a hundred times


def test_posts_that_were_learned_from_and_those_that_are_young_are_no_new_ones(tmp_path):
    taken = pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(range(8), "D")
    rows = [
        {
            "post_id": f"p{place}", "account_id": "ab"[place % 2], "taken_at": at, "kind": "image",
            "likes": None if place == 5 else 10.0 + place, "source": "test",
            "snapshot_at": taken[-1] + pd.Timedelta(hours=1),
        }
        for place, at in enumerate(taken)
    ]  # fmt: skip
    posts.write(rows, posts.POSTS, tmp_path / "posts-0000.parquet")
    posts.write([{"account_id": one, "source": "test"} for one in "ab"], posts.ACCOUNTS, tmp_path / "accounts.parquet")
    scored = pd.DataFrame({"post_id": [f"p{place}" for place in range(2, 8)], "score": 0.0, "low": -1.0, "high": 1.0})
    learned = set(digest(pd.Series(["p0", "p2"])))
    found = performance.matured(tmp_path, scored, learned, PARAMS, "lift")
    assert found["post_id"].tolist() == ["p4", "p3"]  # p6 and p7 are young, p5 hides its likes, p2 was learned from
    assert found["known"].tolist() == [True, False]
    assert found["target"][0] == pytest.approx(np.log(15) - (np.log(11) + np.log(13)) / 2)
