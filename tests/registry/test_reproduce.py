"""`likelier models reproduce VERSION`: what it takes, what is here, and whether the same came out."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from likelier import posts
from likelier.cli import app
from likelier.errors import RegistryError
from likelier.lineage.made_with import PLACE
from likelier.registry import Registry, Version
from likelier.reproducing import needed, to_do, verified
from likelier.reproducing.kept import Kept, read
from likelier.reproducing.needed import Item
from likelier.reproducing.places import Here


def reproduce(workdir, *arguments):
    """Exit code and output."""
    told = CliRunner().invoke(app, ["models", "reproduce", "1", "--workdir", str(workdir), *arguments])
    if told.exception is not None and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told.exit_code, told.stdout


@pytest.fixture(scope="module")
def params_file(world, tmp_path_factory):
    """The params of the tiny world's run as a file."""
    file = tmp_path_factory.mktemp("params") / "params.yaml"
    file.write_text(world.params.dump())
    return file


@pytest.fixture
def run(world, params_file, tmp_path):
    """A copy of the run, to be changed."""
    for part in ("metrics", "models", "data/shards"):
        shutil.copytree(world.folder / part, tmp_path / part)
    (tmp_path / "registry").mkdir()
    shutil.copy(world.folder / "registry/mlflow.db", tmp_path / "registry")
    shutil.copy(params_file, tmp_path)
    return tmp_path


def item(content, part):
    (found,) = (one for one in content["items"] if one["part"] == part)
    return found


def test_trained_and_measured_once_more_it_is_the_same(world, params_file):
    code, told = reproduce(world.folder, "--params", str(params_file), "--rerun", "--json")
    found = json.loads(told)
    assert (code, found["verdict"]) == (0, "same"), found["rerun"]
    assert found["rerun"]["compared"] > 50
    assert found["rerun"]["predictions"] and found["rerun"]["artifact"]
    assert found["made_here"]["verdict"] == "same"
    assert all(one["same"] for one in found["items"])
    assert f"likelier run --workdir {world.folder} --params {params_file}" in found["to_do"]


def test_what_differs_here_is_said_item_by_item(run):
    given = (run / "params.yaml").read_text().replace("min_age_hours: 48.0", "min_age_hours: 24.0")
    (run / "params.yaml").write_text(given)
    (shard,) = posts.shard_paths(run / "data/shards")[:1]
    posts.write(posts.read(shard, posts.POSTS).iloc[1:], posts.POSTS, shard)
    code, told = reproduce(run)
    assert code == 0  # what was made here before is still there
    assert "# params.yaml: train.min_age_hours: 48.0 (here 24.0)" in told
    assert "# the posts as they were then: their shards must have the digest" in told
    assert max(map(len, told.split("To make it again")[0].splitlines())) <= 100
    found = json.loads(reproduce(run, "--json")[1])
    assert item(found, "shards")["same"] is False
    assert item(found, "params")["here"] == "1 differ"
    assert item(found, "files of the package")["same"] is True


def test_figures_that_differ_are_listed_with_both_values(run):
    file = run / "metrics/evaluate.json"
    measured = json.loads(file.read_text())
    figure = measured["splits"]["account"]["models"][measured["best_model"]]["pair_accuracy"]
    then = figure["value"]
    figure["value"] = then - 0.001
    file.write_text(json.dumps(measured))
    code, told = reproduce(run)
    assert code == 1
    assert f"  account pair_accuracy: {then:g} [" in told
    assert f", here {then - 0.001:g} [" in told
    assert "predictions: the same to the byte" in told
    code, told = reproduce(run, "--tolerance", "0.01")
    assert code == 0
    assert "figures are the same, within 0.01." in told


@pytest.mark.parametrize(
    ("missing", "arguments"),
    [("models", []), ("metrics/evaluate.json", []), ("data/features", ["--rerun"])],
)
def test_what_is_missing_is_told_and_nothing_is_verified(run, missing, arguments):
    if missing != "data/features":  # the copy has none
        place = run / missing
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    code, told = reproduce(run, *arguments)
    assert code == 1
    assert "not verified yet: " in told
    assert Path(missing).name in told.split("not verified yet: ")[1]


def test_a_version_that_is_not_there(world):
    with pytest.raises(RegistryError, match="has no version 9"):
        CliRunner().invoke(app, ["models", "reproduce", "9", "--workdir", str(world.folder)], catch_exceptions=False)


KEPT = Kept(
    Version(3, "", {"likelier.code": "abc"}, (), datetime.now(UTC)),
    "xgboost",
    {
        "code": {"commit": "abc", "changed": 0, "package": "p" * 64},
        "dvc": {"shards": {"path": "data/shards", "md5": "aaa.dir"}, "source": {"md5": "bbb"}},
        "libraries": {"numpy": "2.0"},
        "machine": {"python": "3.11.7"},
        "packages": "u" * 64,
        "digests": {},
    },
    {"train": {"seed": 7}, "featurize": {"backbone": PLACE}},
    {"account": {"rmse": {"value": 1.0, "low": 0.5, "high": 1.5}}},
)


def items(**changed):
    """Everything is as then, but what is given."""
    parts = [
        "commit",
        "files of the package",
        "uv.lock",
        "python",
        "params",
        "shards",
        "dvc: data/shards",
        "dvc: source",
    ]
    same = {part: Item(part, "then", "then", True) for part in parts}
    return list((same | {one.part: one for one in changed.values()}).values())


def test_what_is_here_already_needs_no_command(tmp_path):
    commands = to_do.commands(KEPT, Here(tmp_path, tmp_path / "params.yaml"), items())
    assert commands == ["dvc repro", "likelier models reproduce 3  # then says whether the same came out"]


def test_commands_come_in_their_order(tmp_path):
    (tmp_path / "params.yaml").write_text("train: {seed: 8}\nmodels: {m: {family: recency}}\n")
    differing = items(
        a=Item("commit", "abc", "def", False),
        b=Item("files of the package", "p" * 64, "q" * 64, False),
        c=Item("numpy", "2.0", "2.1", False),
        d=Item("python", "3.11.7", "3.12.1", False),
        e=Item("dvc: data/shards", "aaa.dir", "ccc.dir", False),
        f=Item("dvc: source", "bbb", "not here", None),
    )
    commands = to_do.commands(KEPT, Here(tmp_path, tmp_path / "params.yaml"), differing)
    assert commands[0] == "git checkout abc"
    assert commands[1].startswith("uv sync --locked")
    assert commands[2] == "# Python 3.11.7"
    assert "# params.yaml: train.seed: 7 (here 8)" in commands
    assert "# params.yaml: featurize.backbone: a place of your own (here 'lite0')" in commands
    assert "git log --all --oneline -S aaa.dir -- dvc.lock  # the commit whose dvc.lock has data/shards" in commands
    assert any(one.startswith("dvc checkout data/shards ") for one in commands)
    assert "# the source of the posts must have the md5 bbb" in commands
    assert commands[-2] == "dvc repro"


def test_changes_that_are_kept_nowhere_are_told(tmp_path):
    code = KEPT.lineage["code"] | {"changed": 2}
    kept = replace(KEPT, lineage=KEPT.lineage | {"code": code})
    other = items(a=Item("commit", "abc", "def", False), b=Item("files of the package", "p" * 64, "q" * 64, False))
    commands = to_do.commands(kept, Here(tmp_path, tmp_path / "params.yaml"), other)
    assert commands[1].startswith("# 2 files differed from that commit then, and are kept nowhere")


def test_a_measure_that_is_missing_differs_and_a_nan_too(tmp_path):
    assert verified.against(KEPT, KEPT.figures, tmp_path, 0).verdict == "same"
    lacking = verified.against(KEPT, {"account": {}}, tmp_path, 1)
    assert [(one.name, one.here) for one in lacking.different] == [("account rmse", {})]
    nan = {"account": {"rmse": {"value": float("nan"), "low": 0.5, "high": 1.5}}}
    assert verified.against(KEPT, nan, tmp_path, 1).verdict == "differs"


def test_a_version_of_an_older_likelier_is_verified_as_far_as_it_goes(world, tmp_path):
    older = replace(KEPT, lineage={}, params=None, figures={})
    assert verified.against(older, {}, tmp_path, 0).verdict == "not verified"
    parts = {one.part: one.then for one in needed.items(older, Here(tmp_path, tmp_path / "params.yaml"))}
    assert parts["commit"] == "abc"
    assert parts["params"] == parts["libraries"] == parts["files of the package"] == "not kept"
    registry = Registry("likelier", world.folder / "registry")
    with pytest.raises(RegistryError, match="not registered by `likelier register`"):
        read(registry, replace(registry.versions()[0], tags={}))
