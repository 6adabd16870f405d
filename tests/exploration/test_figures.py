"""The figures against scipy and against what can be said by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from likelier.exploration import axes, balance, correlation, distribution, figures, groups, missing


def test_moments_are_those_of_scipy_and_unknown_without_posts():
    values = pd.Series(np.random.default_rng(1).gamma(2, size=200))
    found = distribution.statistics(values)
    assert found["skew"] == pytest.approx(stats.skew(values))
    assert found["kurtosis"] == pytest.approx(stats.kurtosis(values))
    assert (found["mean"], found["sd"]) == pytest.approx((np.mean(values), np.std(values)))
    assert distribution.statistics(values[:0])["posts"] == 0
    assert np.isnan(distribution.statistics(values[:0])["mean"])
    assert np.isnan(distribution.statistics(values[:1])["skew"])


@pytest.mark.parametrize("seed", range(5))
def test_correlations_are_those_of_scipy_over_the_posts_where_a_feature_is_known(seed):
    random = np.random.default_rng(seed)
    target = pd.Series(random.integers(0, 9, 60).astype(float))
    table = pd.DataFrame({"a": target + random.normal(size=60), "b": random.integers(0, 3, 60), "same": 1.0})
    table.loc[random.random(60) < 0.3, "a"] = np.nan
    found = correlation.with_target(table.astype(float), target)
    assert set(found.index) == {"a", "b"}  # one that is the same for all posts has no correlation
    for name in found.index:
        known = table[name].notna()
        assert found["spearman"][name] == pytest.approx(stats.spearmanr(table[name][known], target[known]).statistic)
        assert found["pearson"][name] == pytest.approx(stats.pearsonr(table[name][known], target[known]).statistic)
        assert found["posts"][name] == known.sum()
    assert list(found["spearman"].abs()) == sorted(found["spearman"].abs(), reverse=True)


def test_a_category_is_a_column_a_level_and_unknown_where_it_is():
    table = pd.DataFrame({"time_part": pd.Categorical(["x", "y", None]), "shape_aspect": [1.0, 2.0, 3.0]})
    found = correlation.numeric(table)
    assert list(found) == ["time_part=x", "time_part=y", "shape_aspect"]
    np.testing.assert_array_equal(found["time_part=x"], [1, 0, np.nan])


def test_features_that_are_alike_stand_together():
    random = np.random.default_rng(0)
    base = random.normal(size=(100, 2))
    table = pd.DataFrame({"a": base[:, 0], "b": base[:, 1], "c": -base[:, 0], "d": base[:, 1] + 0.01})
    order = correlation.clustered(table.corr())
    assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset("ac"), frozenset("bd")}


def test_variance_between_accounts_is_all_none_or_unknown():
    account = pd.Series(list("aabb"))
    assert figures.between(pd.Series([1.0, 1, 5, 5]), account) == 1
    assert figures.between(pd.Series([1.0, 5, 1, 5]), account) == 0
    assert np.isnan(figures.between(pd.Series([1.0, 2, 3, 4]), pd.Series(list("abcd"))))
    assert np.isnan(figures.between(pd.Series([1.0, 2]), pd.Series(list("aa"))))


def test_mean_lift_of_a_level_has_the_interval_of_its_accounts():
    account = pd.Series(list("aaaaabbbbb") * 2)
    lift = pd.Series([0.2] * 5 + [0.4] * 5 + [0.0] * 10)
    level = pd.Series(["x"] * 10 + ["y"] * 10)
    found = groups.compare(lift, lift + 1, account, level, ("x", "y", "z")).set_index("level")
    assert found["lift"]["x"] == pytest.approx(0.3)
    # Two accounts whose deviations sum to 0.5 and -0.5: 1.96 * sqrt((0.25 + 0.25) * 2 / 1) / 10.
    assert found["half"]["x"] == pytest.approx(0.196)
    assert found["median"]["x"] == pytest.approx(1.3)
    assert found["posts"]["z"] == 0 and np.isnan(found["lift"]["z"])


def test_evenness_is_one_where_all_accounts_are_alike():
    assert balance.evenness(pd.Series([3, 3, 3])) == 1
    assert balance.evenness(pd.Series([8, 1, 1])) == pytest.approx(100 / 66 / 3)


def test_missing_values_are_told_by_source():
    table = pd.DataFrame({"a": [1.0, None, None], "b": [1.0, 2.0, 3.0]})
    found = missing.by_source(table, pd.Series(["x", "x", "y"]))
    assert found.loc["a"].to_dict() == pytest.approx({"all": 2 / 3, "x": 0.5, "y": 1.0})
    assert found.loc["b"].tolist() == [0, 0, 0]


@pytest.mark.parametrize("low, high", [(1, 10), (150, 400), (1500, 2000), (0.0001, 1e9), (3, 3.0001), (1, 1e13)])
def test_a_logarithmic_axis_has_few_ticks_within_its_limits(low, high):
    found = axes.ticks(low, high)
    assert 1 <= len(found) <= axes.MOST
    assert found == sorted(set(found))
    assert all(low * 0.99 <= tick <= high * 1.01 for tick in found)


def test_numbers_are_written_for_people():
    assert [figures.number(one) for one in (5e-16, 0.123456, 12345.6, float("nan"))] == [
        "0",
        "0.123",
        "12,346",
        "\u2013",
    ]
    assert [figures.short(one) for one in (1_500_000, 2000, 3, 0.01)] == ["1.5 M", "2 k", "3", "0.01"]
