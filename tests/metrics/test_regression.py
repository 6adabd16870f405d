import numpy as np
import pytest
from sklearn import metrics as known

from likelier.metrics import intervals, regression
from likelier.metrics.rows import Predicted, Rows


def values(found):
    return {name: float(one.formula(one.sums.sum(axis=0))) for (_, name), one in found.items()}


def test_regression_measures_agree_with_scikit_learn_on_1000_cases(rows):
    random = np.random.default_rng(1)
    for number in range(10):  # scikit-learn takes a hundred cases of one size as columns
        shape = rows(random, accounts=5, least=2)
        target = random.normal(size=(len(shape), 100))
        target = np.exp(target) if number % 2 == 0 else target
        score = target + random.normal(size=target.shape)
        cases = [
            values(
                regression.statistics(
                    Rows(shape.account, shape.fold, true, shape.likes, shape.is_image), {"m": Predicted(said)}
                )
            )
            for true, said in zip(target.T, score.T, strict=True)
        ]
        columns = {"multioutput": "raw_values"}
        rmse = known.root_mean_squared_error(target, score, **columns)
        wanted = {
            "rmse": rmse,
            "mae": known.mean_absolute_error(target, score, **columns),
            "r2": known.r2_score(target, score, **columns),
            "within_0_25": np.mean(np.abs(target - score) <= 0.25, axis=0),
            "scaled_rmse": rmse / target.max(axis=0),
        }
        if number % 2 == 0:
            wanted["mapd"] = known.mean_absolute_percentage_error(target, score, **columns)
        for name, each in wanted.items():
            assert [case[name] for case in cases] == pytest.approx(each), name
        assert all(set(case) == set(wanted) for case in cases)


def test_r_squared_keeps_its_digits_far_from_zero(rows):
    random = np.random.default_rng(2)
    case = rows(random, accounts=50)
    object.__setattr__(case, "target", case.target + 1e7)
    score = case.target + random.normal(size=len(case))
    assert values(regression.statistics(case, {"m": Predicted(score)}))["r2"] == pytest.approx(
        known.r2_score(case.target, score), abs=1e-6
    )


def test_mapd_leaves_out_posts_without_likes(rows):
    case = rows(np.random.default_rng(3), accounts=3, positive=True)
    object.__setattr__(case, "target", np.concatenate([[0.0], case.target[1:]]))
    found = values(regression.statistics(case, {"m": Predicted(1.5 * case.target)}))
    assert found["mapd"] == pytest.approx(0.5)


def test_coverage_counts_both_ends_and_width_is_a_mean(rows):
    case = rows(np.random.default_rng(4), accounts=10, least=4)
    low, high = case.target - 1, case.target.copy()  # the target stands on the upper end
    low[:7], high[:7] = case.target[:7] + 1, case.target[:7] + 4
    found = values(intervals.statistics(case, {"m": Predicted(case.target, low, high), "order only": Predicted(low)}))
    assert {name: value for name, value in found.items() if "size" not in name} == {
        "coverage": pytest.approx(1 - 7 / len(case)),
        "width": pytest.approx((len(case) - 7 + 3 * 7) / len(case)),
    }


def test_coverage_by_size_is_that_of_the_posts_of_accounts_of_that_size():
    account = np.arange(40) // 2
    target = np.where(account < 5, 5.0, 0.0)  # out of reach in the five smallest accounts
    case = Rows(account, account % 2, target, target, target == 0, followers=account.astype(float) + 1)
    flat = np.zeros(40)
    found = values(intervals.statistics(case, {"m": Predicted(flat, flat - 1, flat + 1, flat - 9, flat + 9)}))
    assert [found[f"coverage_size_{quarter}"] for quarter in (1, 2, 3, 4)] == [0, 1, 1, 1]
    assert [found[f"coverage_90_size_{quarter}"] for quarter in (1, 2, 3, 4)] == [1, 1, 1, 1]
    case.followers[:20] = np.nan  # known of the larger half only: its quarters are all inside
    found = values(intervals.statistics(case, {"m": Predicted(flat, flat - 1, flat + 1)}))
    assert [found[f"coverage_size_{quarter}"] for quarter in (1, 2, 3, 4)] == [1, 1, 1, 1]
