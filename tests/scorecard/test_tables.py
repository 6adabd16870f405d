import numpy as np
import pytest

from likelier.metrics.rows import Predicted, Rows
from likelier.scorecard import tables


@pytest.fixture
def held():
    account = np.arange(1000) // 10
    random = np.random.default_rng(1)
    true = random.normal(size=1000)
    score = 0.5 * true + 2
    rows = Rows(account, account * 0, true, np.exp(true), np.ones(1000, dtype=bool))
    high = np.where(score > 2, score + 1, score - 0.9)
    return rows, Predicted(score, score - 1, high, score - 2, score + 2, np.full(1000, 3.0))


def test_fit_samples_500_points_in_order_and_its_line_is_that_of_all_points(held):
    found = tables.fit(*held, seed=1)
    assert len(found) == 500
    assert found["true"].is_monotonic_increasing
    assert found["line"].to_numpy() == pytest.approx(0.5 * found["true"].to_numpy() + 2)
    assert found["predicted"].to_numpy() == pytest.approx(found["line"].to_numpy())
    assert tables.line(*held) == pytest.approx((0.5, 2.0))
    assert not found.equals(tables.fit(*held, seed=2))


def test_tenths_are_equal_groups_by_score(held):
    rows, predicted = held
    found = tables.tenths(rows, predicted)
    assert list(found["posts"]) == [100] * 10
    assert found["predicted"].is_monotonic_increasing
    inside = (predicted.low <= rows.target) & (rows.target <= predicted.high)
    assert found["coverage"].mean() == pytest.approx(inside.mean())
    wide = (predicted.low_90 <= rows.target) & (rows.target <= predicted.high_90)
    assert found["coverage_90"].mean() == pytest.approx(wide.mean()) and wide.mean() > inside.mean()


def test_chances_are_grouped_by_what_was_stated(held):
    rows, predicted = held  # scores in the order of the likes: every favoured post wins
    found = tables.chances(rows, predicted, seed=1)
    assert found["pairs"].sum() == 100 * 45
    assert found["stated"].is_monotonic_increasing and found["stated"].between(0.5, 1).all()
    assert set(found["happened"]) == {1.0}
    assert tables.chances(rows, Predicted(predicted.score), seed=1).empty


def test_tables_of_few_posts_have_no_empty_group(held):
    rows, predicted = held
    few = Rows(rows.account[:4], rows.fold[:4], rows.target[:4], rows.likes[:4], rows.is_image[:4])
    found = tables.tenths(few, Predicted(*(values[:4] for values in vars(predicted).values())))
    assert list(found["posts"]) == [1] * 4
    assert len(tables.fit(few, Predicted(predicted.score[:4]), seed=1)) == 4


def test_sets_show_models_the_best_baseline_and_the_ceiling(measured):
    metrics, drawn, _ = measured
    best_baseline = metrics["splits"]["account"]["best_baseline"]
    assert set(drawn["sets"]["model"]) == {"linear", "xgboost", "ceiling", best_baseline}
    row = drawn["sets"].query("model == 'xgboost' and n == 5").iloc[0]
    figure = metrics["splits"]["account"]["models"]["xgboost"]["best_of_5"]
    assert (row["best_of"], row["best_of_low"], row["best_of_high"]) == tuple(figure.values())


def test_written_tables_are_plain_csv_without_names_of_posts(measured, tmp_path):
    tables.write(measured[1], tmp_path / "plots")
    assert sorted(path.name for path in (tmp_path / "plots").iterdir()) == [
        "accounts.csv",
        "chances.csv",
        "coverage.csv",
        "fit.csv",
        "goes_by.csv",
        "influence.csv",
        "pair_accuracy.csv",
        "sets.csv",
        "slices.csv",
        "tenths.csv",
    ]
    lines = (tmp_path / "plots" / "pair_accuracy.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "model,role,value,low,high"
    assert len(lines) == 6 and lines[1].startswith(("ceiling,ceiling,0.", "xgboost,model,0."))
