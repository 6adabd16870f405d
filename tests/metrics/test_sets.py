from itertools import permutations
from math import comb

import numpy as np
import pytest

from likelier.metrics import sets
from likelier.metrics.rows import Predicted

SIZES = (2, 3, 5)


def over_all_orders(scores):
    """Expected hits of one set by trying every order of the posts that the scores allow."""
    orders = np.array(list(permutations(range(len(scores)))))
    allowed = orders[(np.diff(scores[orders], axis=1) >= 0).all(axis=1)]
    place = (allowed == np.arange(len(scores))).mean(axis=0)
    return place, place[-1]


def shares(found):
    return {name: one.sums[:, 0].sum() / one.sums[:, 1].sum() for (_, name), one in found.items()}


def within(case, score, per_account=20, seed=0):
    return sets.within(case, {"m": Predicted(score)}, SIZES, per_account, np.random.default_rng(seed))


def test_hits_agree_with_all_orders_on_1000_small_cases():
    random = np.random.default_rng(1)
    for case in range(1000):
        scores = random.integers(0, 4, 2 + case % 4).astype(np.float32)
        place, best = sets.hits(scores[None, :])
        wanted_place, wanted_best = over_all_orders(scores)
        assert place[0] == pytest.approx(wanted_place)
        assert best[0] == pytest.approx(wanted_best)


def test_constant_is_exactly_one_in_n_perfect_is_one(rows):
    case = rows(np.random.default_rng(2), accounts=30, least=6, most=12, likes=10**6)
    for drawn in (
        lambda score: shares(within(case, score)),
        lambda score: shares(sets.across(case, {"m": Predicted(score)}, SIZES, 20, np.random.default_rng(0))),
    ):
        constant = drawn(np.full(len(case), 3.0))
        for name, share in constant.items():
            assert share == pytest.approx(1 / int(name.rsplit("_", 1)[1]), abs=1e-12), name
    assert set(shares(within(case, case.likes)).values()) == {1.0}
    mixed = sets.across(case, {"m": Predicted(case.target)}, SIZES, 20, np.random.default_rng(0))
    assert set(shares(mixed).values()) == {1.0}


def test_reversed_pairs_are_never_in_place(rows):
    case = rows(np.random.default_rng(3), accounts=30, least=6, most=12, likes=10**6)
    reversed_ = shares(within(case, -case.likes))
    assert reversed_["exact_place_2"] == reversed_["best_of_2"] == reversed_["best_of_5"] == 0
    assert reversed_["exact_place_3"] == pytest.approx(1 / 3)  # the middle one stays


def test_sets_stay_within_an_account_and_have_no_ties(rows):
    case = rows(np.random.default_rng(4), accounts=40, least=3, most=9, likes=8)
    drawn = sets._draw_within(case, SIZES, 25, np.random.default_rng(0))
    for size, some in drawn.items():
        kept = sets._without_ties(some, case.likes)
        assert len(kept) < len(some)
        assert (case.account[kept] == case.account[kept][:, :1]).all()
        assert (np.diff(case.likes[kept], axis=1) > 0).all()
        each = np.bincount(case.account[some[:, 0]], minlength=case.accounts)
        assert set(each[case.sizes >= size]) == {25}


def test_every_pair_of_posts_is_as_likely_to_be_drawn(rows):
    case = rows(np.random.default_rng(5), accounts=1, least=6, most=6, likes=10**6)
    drawn = np.sort(sets._draw_within(case, (2,), 15_000, np.random.default_rng(0))[2], axis=1)
    _, times = np.unique(drawn[:, 0] * 6 + drawn[:, 1], return_counts=True)
    assert len(times) == comb(6, 2)
    assert times == pytest.approx(1000, rel=0.15)


def test_sets_across_accounts_stay_within_a_fold(rows):
    case = rows(np.random.default_rng(6), accounts=30, least=6, most=9)
    drawn = sets._draw_across(case, 5, 400, np.random.default_rng(0))
    assert len(drawn) >= 400
    assert (case.fold[drawn] == case.fold[drawn][:, :1]).all()
    assert (case.account[drawn] != case.account[drawn][:, :1]).any()


def test_a_size_that_few_accounts_can_fill_is_left_out(rows):
    random = np.random.default_rng(7)
    case = rows(random, accounts=30, least=2, most=2, likes=10**6)
    names = {name for _, name in within(case, random.normal(size=len(case)))}
    assert names == {"best_of_2", "exact_place_2"}


def test_exact_place_of_a_gaussian_score_is_what_theory_says(rows):
    """Pair accuracy 0.70 goes with exact place of 5 of 0.347 and best of 5 of 0.46 (a Gaussian score)."""
    random = np.random.default_rng(8)
    case = rows(random, accounts=4000, least=10, most=10, likes=10**9)
    correlation = np.sin(np.pi * (0.70 - 0.5))  # of two Gaussians whose signs of differences agree so often
    truth = random.normal(size=len(case))
    object.__setattr__(case, "likes", np.exp(truth))
    score = correlation * truth + np.sqrt(1 - correlation**2) * random.normal(size=len(case))
    found = shares(within(case, score, per_account=10))
    assert found["exact_place_2"] == pytest.approx(0.70, abs=0.006)
    assert found["exact_place_5"] == pytest.approx(0.347, abs=0.006)
    assert found["best_of_5"] == pytest.approx(0.46, abs=0.008)
