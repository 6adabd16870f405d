"""What is drift and what is chance, on posts whose truth is known."""

import numpy as np
import pandas as pd
import pytest

from likelier.drift import limits
from likelier.drift.statistics import compare
from likelier.errors import ContractError
from likelier.params import Drift

SETTINGS = Drift(draws=600)


def posts(seed, accounts=40, each=12, alike=0.9):
    """Posts of accounts: `own` differs between posts, `of_account` hardly within an account."""
    random = np.random.default_rng(seed)
    account = np.repeat(np.arange(accounts), each)
    n = len(account)
    own, of_account = random.normal(size=n), random.normal(size=accounts)[account]
    language = np.array(["en", "de", "fr"])[random.integers(0, 3, accounts)[account]]
    return pd.DataFrame(
        {
            "account": account,
            "own": own.round(3),
            "of_account": (np.sqrt(alike) * of_account + np.sqrt(1 - alike) * random.normal(size=n)).round(3),
            "flag": (random.random(n) < 0.3).astype(float),
            "constant": 1.0,
            "never": np.nan,
            "account_followers": of_account.round(1),
            "kind": np.array(["image", "carousel", "video"])[random.integers(0, 3, n)],
            "caption_language": language,
            "score": random.normal(size=n).round(4),
            "low": -1.0,
            "high": random.normal(2, 0.2, size=n).round(4),
        }
    )


REFERENCE = posts(1, accounts=200)


def found(current, settings=SETTINGS):
    findings = compare(REFERENCE, current, settings)
    assert len({one.name for one in findings}) == len(findings)
    return {one.name: one for one in findings}, [one.name for one in findings if one.severity != "none"]


def test_a_clean_week_raises_no_alarm_and_tells_every_column():
    told, alarms = found(posts(2))
    assert not alarms
    assert set(told) == {*REFERENCE.columns, "width"} - {"account", "low", "high"}


@pytest.mark.parametrize("seed", range(3, 5))
def test_few_accounts_that_are_each_alike_are_no_drift(seed):
    week = posts(seed, accounts=12, each=40, alike=1)
    assert abs(week["of_account"].mean()) > 0  # a test that takes 480 posts for independent sees a shift
    assert not found(week)[1]


@pytest.mark.parametrize(
    ("name", "about"), [("own", "feature"), ("score", "prediction"), ("width", "prediction"), ("flag", "feature")]
)
def test_a_planted_shift_is_found_in_its_column_alone(name, about):
    week = posts(2)
    if name == "width":
        week["high"] += 0.1
    elif name == "flag":
        week.loc[week.index % 4 == 0, "flag"] = 1.0
    else:
        week[name] += 0.5
    told, alarms = found(week)
    assert alarms == [name]
    assert told[name].about == about
    assert told[name].p_value <= SETTINGS.false_alarms
    assert "instead of" in told[name].words


def test_what_is_broken_is_told_column_by_column():
    week = posts(2).drop(columns="flag").assign(unheard=1.0)
    week["own"] = np.nan  # no value any more
    week["constant"] = 2.0
    week.loc[week.index % 4 == 0, "kind"] = "story"  # a category that nobody knows
    week["never"] = np.inf
    week.loc[:3, "score"] = [np.inf, -np.inf, np.nan, 0]
    told, alarms = found(week)
    assert set(alarms) == {"own", "constant", "kind"}
    assert {told[name].severity for name in alarms} == {"critical"}
    assert "missing in 100.0%" in told["own"].words
    assert "(other) is 25" in told["kind"].words
    assert told["kind"].about == "mix"
    assert told["score"].current["missing"] == round(3 / 480, 4)
    assert told["flag"].words == "flag: not compared: the new posts don't tell it"
    assert told["unheard"].words == "unheard: not compared: the reference has no such column"


def test_what_moves_by_itself_is_told_without_an_alarm():
    told, alarms = found(posts(2).assign(account_followers=12.0))
    assert not alarms
    assert told["account_followers"].psi > SETTINGS.critical
    assert "no alarm: it grows" in told["account_followers"].words


def test_a_number_is_held_against_its_like():
    """A shift far within its own spread, but not within what another column leaves of it."""
    reference, week = (
        frame.assign(twin=frame["of_account"] + 0.2 * frame["score"])[["account", "of_account", "twin"]]
        for frame in (REFERENCE, posts(2))
    )
    week["twin"] += 0.25
    (beside,) = [one for one in compare(reference, week, SETTINGS) if one.name == "twin"]
    (alone,) = compare(reference[["account", "twin"]], week[["account", "twin"]], SETTINGS)
    assert beside.p_value <= SETTINGS.false_alarms
    assert alone.p_value > 0.05


def test_photos_that_are_asked_about_together_are_no_strangers():
    """Requests with one caption each: far more alike than the posts of an account."""
    alike = posts(5, accounts=30, each=16)
    alike["own"] = alike.groupby("account")["own"].transform("first")
    assert not found(alike)[1]


def test_of_many_posts_whole_accounts_are_compared():
    settings = Drift(draws=600, max_posts=120)
    told, _ = found(posts(2), settings)
    assert told["own"].current["posts"] == 120
    assert "120 posts of 10 accounts" in told["own"].words


def test_too_few_posts_are_not_compared():
    told, alarms = found(posts(2).head(20).assign(own=9.0))
    assert not alarms
    assert "not compared: too few posts: 20" in told["own"].words
    assert all(one.p_value is None for one in told.values())


@pytest.mark.parametrize("sides", [(0, 1), (1, 0)])
def test_nothing_is_compared_without_knowing_what_belongs_together(sides):
    both = [
        frame.drop(columns="account") if side else frame
        for frame, side in zip((REFERENCE, posts(2)), sides, strict=True)
    ]
    with pytest.raises(ContractError, match="'account'"):
        compare(*both, SETTINGS)


def test_great_expectations_names_what_is_too_far_and_nothing_else():
    week = posts(2)
    week["own"] += 3
    week.loc[week.index % 4 == 0, "kind"] = "story"
    judged = limits.check(REFERENCE, week, compare(REFERENCE, week, SETTINGS), SETTINGS)
    failed = {
        (one["expectation_config"]["type"], one["expectation_config"]["kwargs"]["column"])
        for one in judged["results"]
        if not one["success"]
    }
    assert failed == {
        ("expect_column_kl_divergence_to_be_less_than", "own (classes)"),
        ("expect_column_mean_to_be_between", "own"),
        ("expect_column_kl_divergence_to_be_less_than", "kind (classes)"),
        ("expect_column_values_to_be_in_set", "kind"),
    }
    assert judged["statistics"]["evaluated_expectations"] > 20
