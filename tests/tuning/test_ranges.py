"""What may be tried: the family's ranges, those of the params file over them, and what is refused."""

from importlib import import_module
from pathlib import Path

import pytest

from likelier import models
from likelier.errors import ParamsError
from likelier.params import ModelEntry, Range
from likelier.tuning.ranges import inverse, is_whole, ranges_of, suggest, values

FAMILIES = sorted(file.stem for file in Path(models.__file__).parent.glob("[a-z]*.py"))
SEARCHED = [one for one in FAMILIES if import_module(f"likelier.models.{one}").Estimator.ranges]


def of(params, name="line"):
    return ranges_of(params, name, models.create(name, params.models[name], 7))


def test_the_families_that_are_worth_a_search_have_ranges():
    assert {"ridge", "fixed_effects", "gradient_boosting", "xgboost", "blend", "mlp", "mixed"} <= set(SEARCHED)


@pytest.mark.parametrize("family", SEARCHED)
def test_every_range_of_a_family_holds_values_of_its_settings_and_the_default(given, family):
    params = given({"it": {"family": family}})
    found = of(params, "it")
    defaults = models.create("it", params.models["it"], 7).settings
    assert inverse({key: getattr(defaults, key) for key in found}, found) is not None


def test_ranges_of_the_params_file_come_before_those_of_the_family(given):
    ranges = {"line": {"penalty": {"low": 5, "high": 6}, "clip": None, "max_words": {"choices": [10, 20]}}}
    found = of(given(ranges=ranges))
    assert found["penalty"] == Range(low=5, high=6)
    assert "clip" not in found
    assert found["max_words"].choices == (10, 20)
    assert "point_weight" in found


@pytest.mark.parametrize(
    ("name", "ranges", "words"),
    [
        ("constant", {}, ["models.constant", "nothing to search", "tune.ranges.constant"]),
        ("line", {"line": dict.fromkeys(["penalty", "point_weight", "clip", "min_count"])}, ["nothing to search"]),
        ("line", {"line": {"penalti": {"low": 1, "high": 2}}}, ["tune.ranges.line.penalti", "penalty"]),
        ("line", {"nobody": {}}, ["tune.ranges.nobody", "line"]),
        ("line", {"line": {"penalty": {"low": -1, "high": 2}}}, ["tune.ranges.line.penalty", "-1", "greater than 0"]),
        ("line", {"line": {"min_count": {"low": 1.5, "high": 2}}}, ["tune.ranges.line.min_count", "1.5", "integer"]),
        ("line", {"line": {"clip": {"choices": [2, "far"]}}}, ["tune.ranges.line.clip", "'far'"]),
        ("line", {"line": {"penalty": {"low": 2, "high": 2}}}, ["tune.ranges.line.penalty", "is empty"]),
        ("line", {"line": {"penalty": {"choices": []}}}, ["tune.ranges.line.penalty", "is empty"]),
        ("line", {"line": {"penalty": {"low": 2}}}, ["tune.ranges.line.penalty", "low and high"]),
        ("line", {"line": {"penalty": {"low": 0, "high": 2, "log": True}}}, ["above 0"]),
    ],
)
def test_a_range_that_is_none_is_told_in_one_line(given, name, ranges, words):
    with pytest.raises(ParamsError) as caught:
        of(given(ranges=ranges), name)
    assert "\n" not in str(caught.value)
    for word in words:
        assert word in str(caught.value)


class Asked:
    """A trial that answers with what it is told."""

    def __init__(self, answers):
        self.answers, self.asked = answers, {}

    def suggest_categorical(self, name, choices):
        self.asked[name] = choices
        return self.answers[name]

    def suggest_int(self, name, low, high, *, log):
        self.asked[name] = low, high, log
        return self.answers[name]

    suggest_float = suggest_int


def test_what_is_tried_is_what_can_be_written(given):
    params = given(
        {"it": {"family": "xgboost"}}, ranges={"it": {"learning_rate": {"low": 0.012345, "high": 0.1, "log": True}}}
    )
    found = {key: one for key, one in of(params, "it").items() if key in ("learning_rate", "rounds", "clip")}
    settings = type(models.create("it", ModelEntry(family="xgboost"), 7)).Settings
    asked = Asked({"learning_rate": 0.0456789, "rounds": 123, "clip": "null"})
    assert suggest(asked, found, settings) == {"learning_rate": 0.0457, "rounds": 123, "clip": None}
    assert asked.asked["rounds"] == (100, 1000, True)
    assert asked.asked["clip"] == ["null", "2.0", "2.5", "3.0", "4.0"]
    assert values({"learning_rate": 0.01234501, "rounds": 1, "clip": "2.5"}, found)["learning_rate"] == 0.012345


def test_a_setting_that_is_no_count_is_tried_in_fractions_though_its_range_is_written_in_whole_numbers():
    settings = type(models.create("it", ModelEntry(family="xgboost"), 7)).Settings
    assert not is_whole(settings, "reg_lambda", Range(low=1, high=10))
    assert is_whole(settings, "rounds", Range(low=1, high=10))


def test_a_present_value_outside_of_its_range_is_no_trial():
    ranges = {"a": Range(low=1, high=2), "b": Range(choices=(None, 3.0))}
    assert inverse({"a": 1.5, "b": None}, ranges) == {"a": 1.5, "b": "null"}
    assert inverse({"a": 3, "b": None}, ranges) is None
    assert inverse({"a": 1, "b": 4.0}, ranges) is None
