from itertools import combinations

import numpy as np
import pytest

from likelier.metrics import pairs
from likelier.metrics.rows import Predicted, Rows


def by_hand(rows, score, least=1.0, images=False):
    """Points and pairs by looking at every pair of every account."""
    points = count = 0.0
    for account in range(rows.accounts):
        for one, other in combinations(np.flatnonzero(rows.account == account), 2):
            low, high = sorted((one, other), key=lambda post: rows.likes[post])
            if rows.likes[low] == rows.likes[high] or rows.likes[high] < least * rows.likes[low]:
                continue
            if images and not (rows.is_image[low] and rows.is_image[high]):
                continue
            count += 1
            points += 1.0 if score[high] > score[low] else 0.5 if score[high] == score[low] else 0.0
    return points, count


def measured(rows, score, seed=0):
    found = pairs.statistics(rows, {"m": Predicted(score)}, np.random.default_rng(seed))
    return {name: found["m", name].sums.sum(axis=0) for name in pairs.NAMES}


def test_pairs_of_1000_accounts_agree_with_counting_by_hand(rows):
    random = np.random.default_rng(1)
    for _ in range(20):
        case = rows(random, accounts=50, most=6)
        score = random.integers(0, 4, len(case)).astype(float)
        found = pairs.statistics(case, {"m": Predicted(score)}, random)
        for name in pairs.NAMES:
            wanted = [
                by_hand(part_of(case, account), score[case.account == account], **COUNTED[name])
                for account in range(case.accounts)
            ]
            assert np.array_equal(found["m", name].sums, wanted), name


COUNTED = {name: {"least": least} for name, least in pairs.RATIOS.items()} | {pairs.IMAGES: {"images": True}}


def part_of(rows, account):
    """One account of them alone."""
    here = rows.account == account
    return Rows(rows.account[here] * 0, rows.fold[here], rows.target[here], rows.likes[here], rows.is_image[here])


def test_constant_is_half_perfect_is_one_reversed_is_zero(rows):
    case = rows(np.random.default_rng(2), accounts=20)
    for score, share in ((np.zeros(len(case)), 0.5), (case.likes, 1.0), (-case.likes, 0.0)):
        for name, (points, count) in measured(case, score).items():
            assert count > 0
            assert points == share * count, name


def test_rounding_in_the_last_bits_is_a_tie(rows):
    case = rows(np.random.default_rng(3), accounts=20)
    score = 0.1 + np.random.default_rng(4).integers(-2, 3, len(case)) * 1e-17 + 1e-16 * (case.likes > 2)
    points, count = measured(case, score)["pair_accuracy"]
    assert points == 0.5 * count


def test_a_large_account_is_cut_into_equal_blocks(rows):
    case = rows(np.random.default_rng(5), accounts=2, least=1000, most=1000, likes=10**6)
    found = measured(case, case.likes)
    # 1,000 posts are four blocks of 250, so at most 4 * C(250, 2) pairs instead of C(1000, 2).
    blocks = 2 * 4 * 250 * 249 / 2
    assert 0.99 * blocks < found["pair_accuracy"][1] <= blocks
    assert found["pair_accuracy"][0] == found["pair_accuracy"][1]


def test_blocks_estimate_what_all_pairs_would_give(rows):
    random = np.random.default_rng(6)
    case = rows(random, accounts=1, least=610, most=610, likes=10**6)
    score = case.likes / 10**6 + random.normal(0, 0.5, len(case))
    points, count = measured(case, score)["pair_accuracy"]
    with_all, of_all = by_hand(case, score)
    assert points / count == pytest.approx(with_all / of_all, abs=0.015)


def test_the_block_draw_depends_on_the_seed_alone(rows):
    random = np.random.default_rng(7)
    case = rows(random, accounts=1, least=700, most=700, likes=10**6)
    score = random.normal(size=len(case))
    first, again, other = (measured(case, score, seed)["pair_accuracy"] for seed in (1, 1, 2))
    assert tuple(first) == tuple(again) != tuple(other)


def test_an_account_with_one_post_or_equal_likes_has_no_pair(rows):
    case = rows(np.random.default_rng(8), accounts=5, most=1)
    assert measured(case, np.arange(len(case), dtype=float))["pair_accuracy"][1] == 0
    case = rows(np.random.default_rng(8), accounts=5, likes=1)
    assert measured(case, np.arange(len(case), dtype=float))["pair_accuracy"][1] == 0
