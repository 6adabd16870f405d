"""Families that learn only from what tells the posts of one account apart."""

import json

import numpy as np
import pandas as pd
import pytest

from likelier import models
from likelier.errors import ParamsError
from likelier.models.xgboost import grades
from likelier.params import ModelEntry
from likelier.within import centred, codes

ACCOUNTS, POSTS = 60, 15
WITHIN = {"family": "xgboost", "settings": {"objective": "within", "rounds": 80, "min_child_weight": 2}}
RANKS = {
    name: {"family": "xgboost", "settings": {"objective": name, "rounds": 120, "min_child_weight": 0.1}}
    for name in ("pairwise", "ndcg")
}
NETS = {
    name: {"family": "mlp", "settings": {"loss": name, "scaling": "standard", "epochs": 8, "learning_rate": 0.01}}
    for name in ("pairwise", "hinge")
}


@pytest.fixture(scope="module")
def confounded():
    """Within an account likes fall with `number`; accounts with a greater one have more likes."""
    rng = np.random.default_rng(3)
    account = np.repeat(np.arange(ACCOUNTS), POSTS)
    usual = rng.normal(0, 3, ACCOUNTS)[account]
    number = usual + rng.normal(0, 1, len(account))
    target = 2 * usual - 0.5 * (number - usual) + rng.normal(0, 0.1, len(account))
    features = pd.DataFrame({"number": number.astype("float32"), "noise": rng.normal(size=len(account))}).astype(
        "float32"
    )
    taken_at = np.datetime64("2024-01-01", "us") + np.arange(len(account)).astype("timedelta64[us]")
    return models.Examples(features, account.astype(str), taken_at), target


def order_within(score, target, accounts):
    """Mean correlation inside accounts."""
    return np.mean([np.corrcoef(score[accounts == one], target[accounts == one])[0, 1] for one in np.unique(accounts)])


def fitted(entry, examples, target):
    model = models.create("mine", ModelEntry.model_validate(entry), seed=7)
    model.fit(examples, target)
    return model


@pytest.mark.parametrize(
    "entry", [{"family": "fixed_effects"}, WITHIN, {"family": "blend"}, *RANKS.values(), *NETS.values()]
)
def test_the_order_inside_an_account_is_learned_where_a_plain_line_is_misled(entry, confounded):
    examples, target = confounded
    misled = fitted({"family": "linear"}, examples, target).predict(examples)
    assert order_within(misled, target, examples.account) < -0.9
    score = fitted(entry, examples, target).predict(examples)
    assert order_within(score, target, examples.account) > 0.7


def test_trees_within_accounts_score_at_the_level_of_the_target(confounded):
    examples, target = confounded
    score = fitted(WITHIN, examples, 7 + target).predict(examples)
    assert score.mean() == pytest.approx(7 + target.mean())


@pytest.mark.parametrize("entry", [*RANKS.values(), NETS["hinge"]])
def test_a_score_of_pairs_has_the_unit_of_the_target(entry, confounded):
    examples, target = confounded
    held = np.flatnonzero(examples.account.astype(int) >= ACCOUNTS * 3 // 4)
    rows = np.flatnonzero(examples.account.astype(int) < ACCOUNTS * 3 // 4)
    tenfold = fitted(entry, examples.take(rows), 10 * target[rows]).predict(examples.take(held))
    code = codes(examples.account[held])
    score, goal = centred(tenfold, code), 10 * centred(target[held], code)
    assert score @ goal / (score @ score) == pytest.approx(1, abs=0.25)


@pytest.mark.parametrize("entry", [*RANKS.values(), NETS["pairwise"]])
@pytest.mark.parametrize("accounts", ["each its own", "one"])
def test_posts_without_a_pair_or_of_one_account_are_scored(entry, accounts, confounded, tmp_path):
    examples, target = confounded
    some = examples.take(np.arange(40))
    alone = models.Examples(
        some.features, np.array([str(place if accounts == "each its own" else 0) for place in range(40)]), some.taken_at
    )
    score = fitted(entry, alone, target[:40]).predict(alone)
    assert np.isfinite(score).all()
    if accounts == "each its own":
        np.testing.assert_allclose(score, target[:40].mean(), rtol=0.2)  # there is nothing to put in order


def test_grades_are_equal_parts_of_an_account():
    code = np.repeat([0, 1, 2], [10, 5, 1])
    target = np.concatenate([np.arange(10)[::-1], [3.0, 1, 2, 5, 4], [9]])
    expected = [4, 4, 3, 3, 2, 2, 1, 1, 0, 0, 2, 0, 1, 4, 3, 0]
    assert grades(target, code).tolist() == expected


def test_a_planted_effect_is_recovered_within_a_tenth(confounded):
    examples, target = confounded
    model = fitted({"family": "fixed_effects", "settings": {"penalty": 1, "clip": None}}, examples, target)
    step = examples.take(np.array([0, 0]))
    step.features["number"] = np.float32([0.0, 1.0])
    low, high = model.predict(step)
    assert high - low == pytest.approx(-0.5, rel=0.1)


def test_a_member_that_cannot_order_gets_no_weight(confounded, tmp_path):
    examples, target = confounded
    members = {"nothing": {"family": "constant"}, "line": {"family": "fixed_effects", "settings": {"penalty": 1}}}
    fitted({"family": "blend", "settings": {"members": members}}, examples, target).save(tmp_path)
    weights = json.loads((tmp_path / "blend.json").read_text())["weights"]
    assert weights["nothing"] == 0
    assert weights["line"] > 0.5


def test_one_account_alone_is_blended_in_equal_parts(confounded):
    examples, target = confounded
    rows = np.arange(POSTS)
    model = fitted({"family": "blend"}, examples.take(rows), target[rows])
    assert set(model.weights.values()) == {0.5}
    assert np.isfinite(model.predict(examples)).all()


@pytest.mark.parametrize(
    ("member", "named"),
    [
        ({"family": "nothing"}, "blend.settings.members.a.family"),
        ({"family": "linear", "settings": {"penaltyy": 1}}, "blend.settings.members.a.settings.penaltyy: unknown key"),
        ({"family": "linear", "features": ["time"]}, "settings.members.a"),
    ],
)
def test_a_wrong_member_is_named(member, named):
    entry = ModelEntry.model_validate({"family": "blend", "settings": {"members": {"a": member}}})
    with pytest.raises(ParamsError) as raised:
        models.create("blend", entry, seed=7)
    assert named in str(raised.value)
