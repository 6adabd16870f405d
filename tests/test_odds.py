"""The chance of a pair, where the true chance of every pair is known."""

import numpy as np
import pytest

from likelier import odds
from likelier.metrics import chances
from likelier.metrics.rows import Predicted, Rows
from likelier.ranking import groups


def world(accounts=400, posts=12, noise=0.6, seed=1):
    """Labels around the scores: with Gumbel noise a post beats another with a chance that is exactly logistic."""
    random = np.random.default_rng(seed)
    account = np.repeat(np.arange(accounts), posts)
    score = random.normal(0, 0.5, len(account))
    return account, score + random.gumbel(0, noise, len(account)), score


def measured(account, target, score, slope):
    rows = Rows(account, account * 0, target, np.exp(target), account < 0)
    found = chances.statistics(
        rows, {"m": Predicted(score, pair_slope=np.full(len(account), slope))}, np.random.default_rng(1)
    )
    return {name: float(one.formula(one.sums.sum(axis=0))) for (_, name), one in found.items()}


def test_the_slope_of_the_noise_is_found():
    account, target, score = world()
    assert odds.fit(account, target, score, np.random.default_rng(7)) == pytest.approx(1 / 0.6, rel=0.05)
    assert odds.fit(account, target, 100 * score, np.random.default_rng(7)) == pytest.approx(0.01 / 0.6, rel=0.05)


def test_chances_of_the_right_slope_are_calibrated_and_others_are_not():
    account, target, score = world()
    slope = odds.fit(account, target, score, np.random.default_rng(7))
    right = measured(account, target, score, slope)
    assert right["pair_calibration_error"] < 0.01
    assert right["pair_log_loss"] < np.log(2) - 0.05 and right["pair_brier"] < 0.25 - 0.02
    for wrong in (0.5 * slope, 2 * slope):  # twice the slope: odds that are squared
        found = measured(account, target, score, wrong)
        assert found["pair_calibration_error"] > 0.04
        assert found["pair_log_loss"] > right["pair_log_loss"] and found["pair_brier"] > right["pair_brier"]
    constant = measured(account, target, score, 0.0)
    assert constant == {"pair_log_loss": pytest.approx(np.log(2)), "pair_brier": 0.25, "pair_calibration_error": 0}


def test_measures_are_those_of_every_pair_counted_by_hand():
    random = np.random.default_rng(5)
    account, score, target = np.repeat([0, 1], [3, 4]), random.normal(size=7), random.normal(size=7)
    wins = []
    for i in range(7):
        for j in range(i):
            if account[i] == account[j]:
                stated = 1 / (1 + np.exp(-2.0 * np.float64(np.float32(score[i]) - np.float32(score[j]))))
                wins.append(stated if target[i] > target[j] else 1 - stated)
    found = measured(account, target, score, 2.0)
    assert found["pair_log_loss"] == pytest.approx(-np.mean(np.log(wins)), rel=1e-5)
    assert found["pair_brier"] == pytest.approx(np.mean((1 - np.array(wins)) ** 2), rel=1e-5)


@pytest.mark.parametrize("case", ["equal scores", "equal labels", "one post an account", "upside down", "none"])
def test_nothing_to_learn_from_makes_every_pair_a_toss_up(case):
    account, target, score = world(accounts=50)
    score = {"equal scores": score * 0, "upside down": -score}.get(case, score)
    target = target * 0 if case == "equal labels" else target
    account = np.arange(len(score)) if case == "one post an account" else account
    size = 0 if case == "none" else len(score)
    slope = odds.fit(account[:size], target[:size], score[:size], np.random.default_rng(7))
    assert slope == 0 and odds.chance(slope, np.array([5.0])) == 0.5


def test_scores_that_are_never_wrong_have_a_steep_but_finite_slope():
    account, target, _ = world(accounts=50)
    assert 1 < odds.fit(account, target, target, np.random.default_rng(7)) < 100


@pytest.mark.parametrize("size", range(1, 12))
def test_pairs_are_of_one_account_and_none_comes_twice(size):
    account = np.random.default_rng(2).permutation(np.repeat(np.arange(5), size))
    first, second = odds.pairs(account, np.random.default_rng(3))
    assert (account[first] == account[second]).all() and (first != second).all()
    pairs = {frozenset(pair) for pair in zip(first.tolist(), second.tolist(), strict=True)}
    assert len(pairs) == len(first) == 5 * min(size * (size - 1) // 2, size * odds.PARTNERS // 2)


def test_groups_are_told_apart_from_their_first_post():
    score = np.array([1.0, 0.9, 0.7, 0.0, -0.1])
    slope = np.log(0.7 / 0.3) / 0.25  # 70 % at a difference of 0.25
    assert groups(score, slope, 0.7) == [1, 1, 2, 3, 3]
    assert groups(score, slope, 0.5) == [1, 2, 3, 4, 5]
    assert groups(score, 0.0, 0.6) == [1] * 5
    assert groups(score[:0], slope, 0.6) == []
