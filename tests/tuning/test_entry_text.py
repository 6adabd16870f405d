"""Settings written into a params file: what was there stays as it was, to the character."""

import difflib

import pytest
import yaml
from conftest import PROJECT

from likelier.errors import ParamsError
from likelier.tuning.entry_text import with_settings


def changed_lines(before, after):
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def test_one_line_of_the_projects_params_file_changes_and_keeps_its_comment():
    text = (PROJECT / "params.yaml").read_text(encoding="utf-8")
    after = with_settings(text, "mixed", {"epochs": 3, "learning_rate": 1e-05}, "params.yaml")
    removed, added = changed_lines(text, after)
    assert added[2:] == removed[2:].replace("epochs: 5, halvings: 2", "epochs: 3, halvings: 2, learning_rate: 1.0e-05")
    assert "# " in added
    assert yaml.safe_load(after)["models"]["mixed"]["settings"]["learning_rate"] == 1e-05


def test_an_entry_without_settings_gets_them():
    text = (PROJECT / "params.yaml").read_text(encoding="utf-8")
    after = with_settings(text, "xgboost", {"objective": "within", "clip": None}, "params.yaml")
    assert changed_lines(text, after) == [
        "-   xgboost: { family: xgboost }",
        "+   xgboost: { family: xgboost, settings: { objective: within, clip: null } }",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "x:\n    family: f\n    settings:\n      a: 1 # why\n",
            "x:\n    family: f\n    settings:\n      a: 2 # why\n      b: [1, 2]\n",
        ),
        (
            "x:\n    family: f # what\n  y: {}\n",
            "x:\n    family: f # what\n    settings: { a: 2, b: [1, 2] }\n  y: {}\n",
        ),
        ("x: { family: f, settings: {} }", "x: { family: f, settings: { a: 2, b: [1, 2] } }"),
        ("x: { family: f, settings: }\n", "x: { family: f, settings: { a: 2, b: [1, 2] } }\n"),
        ("x:\n    settings:\n    family: f\n", "x:\n    settings: { a: 2, b: [1, 2] }\n    family: f\n"),
        ("x:\n    settings:\n      a:\n        - 1\n\n    family: f\n", None),
        ("x: {settings: {b: 0, a: 3.5}, family: f}\n", "x: {settings: {b: [1, 2], a: 2}, family: f}\n"),
    ],
)
def test_every_way_to_write_an_entry_is_kept(before, after):
    head = "# first\nmodels: # of all\n  "
    edited = with_settings(head + before, "x", {"a": 2, "b": [1, 2]}, "p")
    assert yaml.safe_load(edited)["models"]["x"] == {"family": "f", "settings": {"a": 2, "b": [1, 2]}}
    if after is not None:
        assert edited == head + after


@pytest.mark.parametrize(
    "text",
    [
        "base: &base { a: 1 }\nmodels:\n  x: { family: f, settings: *base }\n",
        "models:\n  y: { family: f }\n",
        "models: []\n",
        "models: {",
    ],
)
def test_what_cannot_be_edited_is_told_with_the_values_to_set_by_hand(text):
    with pytest.raises(ParamsError, match=r"params\.yaml: models\.x .* by hand: { a: 2 }"):
        with_settings(text, "x", {"a": 2}, "params.yaml")
