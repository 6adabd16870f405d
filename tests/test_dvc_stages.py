"""DVC doesn't follow imports: what a step imports has to be named in dvc.yaml, and every path only there."""

from pathlib import Path

import grimp
import pytest
import yaml

PROJECT = Path(__file__).parents[1]
PARAMS = yaml.safe_load((PROJECT / "params.yaml").read_text(encoding="utf-8"))
STAGES = yaml.safe_load((PROJECT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]

# Values of params are followed by `params:`; an error's text or a temporary name changes no output.
NOT_FOLLOWED = ("likelier", "likelier.params", "likelier.errors", "likelier.atomic")


@pytest.fixture(scope="module")
def imports():
    return grimp.build_graph("likelier", cache_dir=None)


def stage(step):
    return STAGES[step].get("do", STAGES[step])


def file_of(module):
    path = PROJECT / "src" / Path(*module.split("."))
    file = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    return file.relative_to(PROJECT)


@pytest.mark.parametrize("step", STAGES)
def test_every_module_that_a_step_imports_is_followed(step, imports):
    named = [Path(dep) for dep in stage(step)["deps"] if "$" not in dep]
    modules = {f"likelier.steps.{step}", *imports.find_upstream_modules(f"likelier.steps.{step}")}
    followed = {name for name in modules if name not in NOT_FOLLOWED and not name.startswith("likelier.params.")}
    files = {file_of(module) for module in followed}
    lacking = {file for file in files if not any(file == dep or dep in file.parents for dep in named)}
    assert not lacking


@pytest.mark.parametrize("step", STAGES)
def test_every_file_of_code_that_a_stage_follows_is_there(step):
    for dep in stage(step)["deps"]:
        if dep.startswith("src/") and "$" not in dep:
            assert (PROJECT / dep).exists(), dep


def test_every_model_has_its_file_followed():
    assert "src/likelier/models/${item.family}.py" in stage("train")["deps"]
    for entry in PARAMS["models"].values():
        assert (PROJECT / "src/likelier/models" / f"{entry['family']}.py").exists()
