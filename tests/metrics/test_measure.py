import numpy as np
import pytest

from likelier.errors import NotEnoughData
from likelier.metrics.catalogue import GROUPS, SHORT_UNITS, UNITS, describe, names
from likelier.metrics.measure import headline, measure
from likelier.metrics.rows import Predicted
from likelier.params import Evaluate

SETTINGS = Evaluate(resamples=200, set_sizes=(2, 5), sets_per_account=5, reference="bad")


@pytest.fixture
def split(rows):
    """Thirty accounts; a good model, a worse one, two baselines, and the truth."""
    random = np.random.default_rng(1)
    case = rows(random, accounts=30, least=6, most=10, likes=10**6)
    truth = np.log1p(case.likes)

    def scored(noise):
        score = truth + random.normal(0, noise, len(case))
        return Predicted(score, score - 1, score + 1, score - 2, score + 2, np.full(len(case), 2.0))

    models = {"constant": scored(0), "weak": scored(4), "good": scored(0.5), "bad": scored(2)}
    flat = np.zeros(len(case))
    models["constant"] = Predicted(flat, flat - 1, flat + 1, flat - 2, flat + 2, flat)
    return case, models, truth + random.normal(0, 0.1, len(case))


def test_every_measure_of_the_catalogue_is_measured(split):
    rows, models, effect = split
    found = measure(rows, models, {"constant", "weak"}, effect, SETTINGS)
    wanted = set(names(SETTINGS.set_sizes)) - {"mapd"}  # the targets of this world can be negative
    assert set(found["models"]["good"]) == wanted
    assert set(found["models"]["ceiling"]) == {
        name for name in wanted if describe(name).group in ("order", "sets", "mixed")
    } - {"attained", "pair_accuracy_over_baseline", "pair_accuracy_over_reference"}
    assert (found["rows"], found["accounts"]) == (len(rows), 30)
    assert (found["best_model"], found["best_baseline"]) == ("good", "weak")
    for measures in found["models"].values():
        for name, figure in measures.items():
            assert figure["low"] <= figure["value"] <= figure["high"], name
            assert all(round(number, 6) == number for number in figure.values())


def test_lift_is_the_paired_difference_to_the_best_baseline(split):
    rows, models, _ = split
    found = measure(rows, models, {"constant", "weak"}, None, SETTINGS)["models"]
    assert "ceiling" not in found and "attained" not in found["good"]
    lift = found["good"]["pair_accuracy_over_baseline"]
    assert lift["value"] == pytest.approx(
        found["good"]["pair_accuracy"]["value"] - found["weak"]["pair_accuracy"]["value"], abs=2e-6
    )
    assert set(found["weak"]["pair_accuracy_over_baseline"].values()) == {0.0}


def test_lift_over_the_reference_is_paired_and_absent_where_it_was_not_trained(split):
    rows, models, _ = split
    found = measure(rows, models, {"constant", "weak"}, None, SETTINGS)
    of = {name: found["models"][name]["pair_accuracy_over_reference"] for name in models}
    assert found["reference"] == "bad" and set(of["bad"].values()) == {0.0}
    here, there = (found["models"][name]["pair_accuracy"] for name in ("good", "bad"))
    assert of["good"]["value"] == pytest.approx(here["value"] - there["value"], abs=2e-6)
    assert of["good"]["low"] > 0 > of["weak"]["value"]
    without = measure(rows, models, {"weak"}, None, SETTINGS.model_copy(update={"reference": "gone"}))
    assert without["reference"] is None and "pair_accuracy_over_reference" not in without["models"]["good"]


def test_attained_is_the_share_of_the_ceiling_above_chance(split):
    rows, models, effect = split
    found = measure(rows, models, {"constant"}, effect, SETTINGS)["models"]
    ceiling = found["ceiling"]["pair_accuracy"]["value"] - 0.5
    good = found["good"]["pair_accuracy"]["value"] - 0.5
    assert found["good"]["attained"]["value"] == pytest.approx(good / ceiling, abs=1e-5)
    assert found["constant"]["attained"]["value"] == 0


def test_nothing_is_attained_where_nothing_can_be(split):
    rows, models, _ = split
    found = measure(rows, models, {"constant"}, np.zeros(len(rows)), SETTINGS)["models"]
    assert found["ceiling"]["pair_accuracy"] == {"value": 0.5, "low": 0.5, "high": 0.5}
    assert "attained" not in found["good"]


def test_a_constant_is_at_chance_everywhere(split):
    rows, models, _ = split
    found = measure(rows, models, set(), None, SETTINGS)["models"]["constant"]
    for name, chance in {
        "pair_accuracy": 0.5,
        "pair_accuracy_1_25x": 0.5,
        "pair_accuracy_2x": 0.5,
        "spearman": 0,
    }.items():
        assert set(found[name].values()) == {chance}, name
    for size in SETTINGS.set_sizes:
        for kind in ("best_of", "exact_place", "mixed_exact_place"):
            assert set(found[f"{kind}_{size}"].values()) == {1 / size}
    assert set(found["pair_log_loss"].values()) == {round(np.log(2), 6)}
    assert set(found["pair_brier"].values()) == {0.25}
    assert set(found["pair_calibration_error"].values()) == {0.0}


def test_without_models_or_baselines_there_is_no_best(split):
    rows, models, _ = split
    found = measure(rows, models, set(models), None, SETTINGS)
    assert found["best_model"] is None and found["best_baseline"] == "good"
    found = measure(rows, models, set(), None, SETTINGS)
    assert found["best_model"] == "good" and found["best_baseline"] is None
    assert "pair_accuracy_over_baseline" not in found["models"]["good"]


def test_fewer_than_two_accounts_with_a_pair_are_not_enough(rows):
    random = np.random.default_rng(2)
    case = rows(random, accounts=30, likes=1)
    flat = Predicted(case.target, case.target, case.target)
    with pytest.raises(NotEnoughData, match="0 of 30 accounts have two posts with different likes"):
        measure(case, {"m": flat}, set(), None, SETTINGS)


def test_headline_is_one_figure_a_measure(split):
    rows, models, _ = split
    found = measure(rows, models, {"constant"}, None, SETTINGS)
    assert set(headline(found)) == set(models)
    assert headline(found)["good"]["rmse"] == found["models"]["good"]["rmse"]["value"]


def test_the_catalogue_describes_sizes_and_refuses_strangers():
    assert describe("best_of_5").title == "Best of 5"
    assert "chance is 20" in describe("mixed_exact_place_5").meaning
    assert describe("within_0_25").unit == "%"
    for stranger in ("luck", "luck_5", "best_of"):
        with pytest.raises(KeyError):
            describe(stranger)
    assert {describe(name).group for name in names((2,))} == set(GROUPS)
    assert set(UNITS) == set(SHORT_UNITS)
