"""What is drift and what is chance, on posts whose truth is known."""

import numpy as np
import pandas as pd
import pytest

from likelier.drift.statistics import compare
from likelier.params import Drift

SETTINGS = Drift(draws=1_000)


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


@pytest.mark.parametrize("seed", range(3, 7))
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
