"""Each rule by itself and against the others, as a table."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from likelier.params import Update
from likelier.retraining import Drift, Facts, Trained, plan

NOW = datetime(2026, 5, 31, 12, tzinfo=UTC)
CHAMPION = Trained(3, "linear", date(2026, 5, 30), NOW - timedelta(days=1))
FRESH = Facts(NOW, CHAMPION, CHAMPION, new_posts=500, drift=Drift("none", 3, 400))
OLD = replace(CHAMPION, last=date(2026, 4, 30))  # 31 days
WARNING = Drift("warning", 3, 400, ("followers moved",))


def facts(**changes):
    found = replace(FRESH, **changes)
    # What is said of the champion alone is meant of the version that was trained last, too.
    return replace(found, newest=found.champion) if "champion" in changes and "newest" not in changes else found


@pytest.mark.parametrize(
    ("known", "settings", "retrain", "holding"),
    [
        (FRESH, {}, False, {"new_posts"}),
        (facts(champion=None, newest=None, new_posts=5), {}, True, {"first"}),
        (facts(champion=OLD), {}, True, {"age", "new_posts"}),
        (facts(champion=replace(CHAMPION, last=date(2026, 5, 1))), {}, False, {"new_posts"}),  # 30 days: not over
        (facts(champion=OLD, new_posts=199), {}, False, {"age"}),
        (facts(champion=OLD, new_posts=200), {}, True, {"age", "new_posts"}),
        (facts(champion=OLD), {"max_age_days": None}, False, {"new_posts"}),
        (facts(champion=OLD), {"max_age_days": 31}, False, {"new_posts"}),
        (facts(champion=replace(CHAMPION, last=None)), {}, False, {"new_posts"}),
        (facts(drift=WARNING), {}, True, {"drift", "new_posts"}),
        (facts(drift=WARNING), {"retrain_at": "critical"}, False, {"new_posts"}),
        (facts(drift=replace(WARNING, severity="critical")), {"retrain_at": "critical"}, True, {"drift", "new_posts"}),
        (facts(drift=replace(WARNING, severity="critical")), {"retrain_at": "never"}, False, {"new_posts"}),
        (facts(drift=WARNING, new_posts=0), {}, False, {"drift"}),
        (facts(drift=None), {}, False, {"new_posts"}),
        (facts(drift=Drift("none", 3, 0, not_compared="too few posts")), {}, False, {"new_posts"}),
        (facts(new_posts=1), {"always": True}, True, {"always", "new_posts"}),
        (facts(new_posts=0), {"always": True}, False, {"always"}),
        # A champion was refused so far: it is tried again with new posts only.
        (facts(champion=None, newest=CHAMPION), {}, True, {"champion", "new_posts"}),
        (facts(champion=None, newest=CHAMPION, new_posts=10), {}, False, {"champion"}),
        # Its challenger has learned from all there is: an old champion is no reason to make the same model again.
        (facts(champion=OLD, newest=replace(CHAMPION, number=4), new_posts=0), {}, False, {"age"}),
        (facts(changed=("train.target",), new_posts=0), {}, True, {"params"}),
        (facts(newest=replace(CHAMPION, number=4, decided=False), new_posts=0), {}, True, {"undecided"}),
    ],
)
def test_rules(known, settings, retrain, holding):
    found = plan(known, Update(**settings))
    assert found.retrain == retrain
    assert {reason.name for reason in found.reasons if reason.holds} == holding
    assert "\n" not in found.why


def test_what_is_asked_for_is_done():
    found = plan(replace(FRESH, new_posts=0), Update(), "asked for by --force")
    assert found.retrain
    assert found.why == "asked for by --force"


def test_each_reason_has_its_figure_and_its_limit_and_says_them():
    found = {reason.name: reason for reason in plan(facts(champion=OLD, drift=WARNING), Update()).reasons}
    assert {name: (reason.figure, reason.limit) for name, reason in found.items()} == {
        "age": (31, 30.0), "drift": ("warning", "warning"), "new_posts": (500, 200)
    }  # fmt: skip
    assert found["age"].words == "the newest post of champion 3 is 31 days old, more than update.max_age_days (30)"
    assert found["drift"].words == "drift: warning (update.retrain_at is warning): followers moved"
    assert "500 labelled posts that version 3 has not learned from" in found["new_posts"].words


def test_a_plan_against_says_what_speaks_for_and_what_is_lacking():
    found = plan(facts(champion=OLD, new_posts=7), Update())
    assert found.why == (
        "the newest post of champion 3 is 31 days old, more than update.max_age_days (30); but 7 labelled posts "
        "that version 3 has not learned from, fewer than update.min_new_posts (200)"
    )


def test_what_decides_nothing_is_noted():
    known = facts(newest=replace(CHAMPION, number=4), other_code=True, compared_params=False, gone=2)
    notes = plan(known, Update()).notes
    assert [words in note for words, note in zip(("after champion 3", "params", "code", "2 posts"), notes, strict=True)]
    assert plan(FRESH, Update()).notes == ()


def test_many_params_are_counted_not_listed():
    changed = tuple(f"train.{letter}" for letter in "abcdefg")
    assert "train.d and 3 more" in plan(facts(changed=changed), Update()).why
