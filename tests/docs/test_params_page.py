"""No knob without its line in the docs, and none documented that isn't there."""

import re
from pathlib import Path

import yaml
from pydantic import BaseModel

from likelier.params import ModelEntry, Params

PROJECT = Path(__file__).parents[2]


def knobs(section, prefix):
    for name, field in section.model_fields.items():
        key = f"{prefix}{field.alias or name}"
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from knobs(kind, f"{key}.")
        elif key == "models":
            yield from knobs(ModelEntry, "models.NAME.")
        else:
            yield key


def test_every_knob_has_its_line_and_no_line_is_without_a_knob():
    page = (PROJECT / "docs/params.md").read_text(encoding="utf-8")
    shown = {re.sub(r"^cluster\.steps\.\w+\.", "cluster.steps.STEP.", key) for key in knobs(Params, "")}
    assert set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)) == shown


def test_the_projects_params_file_spells_every_knob_out():
    content = yaml.safe_load((PROJECT / "params.yaml").read_text(encoding="utf-8"))
    known = set(knobs(Params, ""))

    def keys(part, prefix):
        for key, value in part.items():
            whole = f"{prefix}{key}"
            yield from keys(value, f"{whole}.") if isinstance(value, dict) and whole not in known else [whole]

    written = {key for key in keys(content, "") if not key.startswith("models.")}
    assert written == {key for key in known if not key.startswith("models.")}


def test_defaults_of_the_code_are_those_of_the_params_file():
    content = yaml.safe_load((PROJECT / "params.yaml").read_text(encoding="utf-8"))
    models = {"models": content["models"]}
    assert Params.model_validate(content) == Params.model_validate(models)
