"""What a version keeps of its code, data, params and libraries, and what it doesn't."""

import json
import platform
import subprocess
from pathlib import Path

import numpy as np
import pytest
import yaml

from likelier import params as parameters
from likelier import posts
from likelier.gate.scores import COMPARED, KEPT, SCORES
from likelier.lineage import FIGURES, LINEAGE, PARAMS, code, libraries, locked, made_with
from likelier.registry import DATA, Registry


@pytest.fixture(scope="module")
def version(world):
    """The version that the tiny world's run has registered, and its registry."""
    registry = Registry("likelier", world.folder / "registry")
    return registry, registry.versions()[0]


def test_a_version_keeps_what_it_was_made_of(version, world):
    _, one = version
    kept = json.loads(one.tags[LINEAGE])
    assert kept["code"]["commit"] == one.tags["likelier.code"]
    assert kept["digests"]["shards"] == one.tags[DATA]
    assert kept["digests"]["params"] == made_with.digest(made_with.kept(world.params))
    assert kept["dvc"] == {}  # `likelier run` is no stage of DVC
    assert kept["libraries"]["numpy"] == np.__version__
    assert len(one.tags[LINEAGE]) < 5000


def test_a_version_keeps_params_and_figures_of_all_splits(version, world):
    registry, one = version
    kept = json.loads(registry.file(one, PARAMS).read_text())
    assert kept["train"]["seed"] == world.params.train.seed
    assert kept["models"]["xgboost"]["settings"]["rounds"] == 20
    measured = json.loads((world.folder / "metrics/evaluate.json").read_text())
    figures = json.loads(registry.file(one, FIGURES).read_text())
    assert set(figures) == set(measured["splits"])
    assert figures["forward"] == measured["splits"]["forward"]["models"][measured["best_model"]]


def test_held_back_scores_say_which_are_of_one_account_and_not_of_which(version, world):
    registry, one = version
    file = registry.file(one, KEPT)
    kept, known = posts.read(file, COMPARED), posts.read_posts(world.shards, ["account_id"])
    assert set(kept["account"]) <= set(range(known["account_id"].nunique()))
    assert (kept["low"] <= kept["high"]).all()
    assert posts.read(file, SCORES).columns.tolist() == ["post", "score"]  # as the gate reads it
    told = kept.to_csv()
    assert not any(account in told for account in known["account_id"].unique())


def test_libraries_are_those_of_models_and_no_machine_is_named():
    found = libraries.libraries()
    assert {"numpy", "pandas", "mlflow", "xgboost-cpu"} <= set(found)
    assert not {"kfp", "bentoml", "pytest"} & set(found)
    assert platform.node() not in libraries.machine().values()


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A git repository with a package, clean."""
    package = tmp_path / "src" / "likelier"
    package.mkdir(parents=True)
    for name in ("dvc.lock", "dvc.yaml", "src/likelier/one.py"):
        (tmp_path / name).write_text("1\n")
    person = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for arguments in (["init", "-q"], ["add", "."], [*person, "commit", "-q", "-m", "one"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    monkeypatch.setattr(code, "PACKAGE", package)
    monkeypatch.delenv("LIKELIER_GIT_SHA", raising=False)
    return tmp_path


def test_changes_that_count_are_those_of_tracked_files_and_of_the_package(repository):
    clean = code.told()
    assert len(clean["commit"]) == 40
    assert clean["changed"] == 0
    (repository / "dvc.lock").write_text("2\n")  # written by each run; its digests are kept one by one
    (repository / "users.txt").write_text("nobody\n")
    assert code.told() == clean
    (repository / "src/likelier/two.py").write_text("2\n")
    (repository / "dvc.yaml").write_text("2\n")
    dirty = code.told()
    assert dirty["changed"] == 2
    assert dirty["package"] != clean["package"]


def test_an_image_says_its_commit_and_nothing_of_changes(repository, monkeypatch):
    monkeypatch.setenv("LIKELIER_GIT_SHA", "abc")
    assert code.told()["commit"] == "abc"
    assert code.told()["changed"] is None


@pytest.fixture
def stages(tmp_path, monkeypatch):
    """A folder as after `dvc repro`."""
    (tmp_path / "shards").mkdir()
    (tmp_path / "shards/posts-0000.parquet").write_bytes(b"12345")
    (tmp_path / "features").mkdir()
    (tmp_path / "features/one.parquet").write_bytes(b"123")
    (tmp_path / "model").mkdir()
    (tmp_path / "e.json").write_bytes(b"12")

    def entry(path, md5, size=0):
        return {"path": path, "md5": md5, "size": size}

    content = {
        "ingest": {
            "deps": [entry("archive-of-somebody", "aaa"), entry("src/likelier/posts.py", "bbb")],
            "outs": [entry("shards", "ccc", 5), entry("ingest.json", "ddd", 9)],
        },
        "featurize": {"outs": [entry("features", "eee", 3)]},
        "train@x": {"deps": [entry("shards", "ccc", 5), entry("features", "eee", 3)], "outs": [entry("model", "fff")]},
        "evaluate": {"outs": [entry("e.json", "ggg", 2)]},
    }
    (tmp_path / "dvc.lock").write_text(yaml.safe_dump({"schema": "2.0", "stages": content}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DVC_STAGE", "register")
    return tmp_path


PLACES = [Path(place) for place in ("shards", "model", "e.json")]


def test_the_lock_tells_the_parts_of_a_version_and_no_place_of_the_source(stages):
    found = locked.running(*PLACES)
    assert {role: entry["md5"] for role, entry in found.items()} == {
        "shards": "ccc",
        "model": "fff",
        "evaluation": "ggg",
        "features": "eee",
        "source": "aaa",
    }
    assert "path" not in found["source"]


def test_what_is_not_as_in_the_lock_or_not_of_dvc_is_left_out(stages, monkeypatch):
    (stages / "shards/posts-0001.parquet").write_bytes(b"6")
    (stages / "features/one.parquet").unlink()
    assert not {"shards", "features"} & set(locked.running(*PLACES))
    (stages / "dvc.lock").write_text("not: [a lock")
    assert locked.running(*PLACES) == {}
    monkeypatch.delenv("DVC_STAGE")
    assert locked.running(*PLACES) == {}


def test_params_are_kept_without_places_and_persons():
    given = parameters.parse(
        {
            "ingest": {"path": "/home/somebody/posts", "table": {"pictures": "x/y"}},
            "collect": {"users": "friends.txt"},
            "featurize": {"backbone": "/models/own.onnx", "time_zone": "Europe/Vienna"},
            "evaluate": {"card": {"contact": "somebody@example.org"}},
            "register": {"name": "ours"},
            "models": {"one": {"family": "recency", "settings": {"from": "https://example.org/x"}}},
        },
        "test",
    )
    kept = made_with.kept(given)
    told = json.dumps(kept)
    for word in ("somebody", "friends", "x/y", "onnx", "example.org"):
        assert word not in told
    assert kept["featurize"]["time_zone"] == "Europe/Vienna"
    assert kept["featurize"]["backbone"] == made_with.PLACE
    assert not {"cluster", "tune"} & set(kept)


def test_params_that_differ_are_named_with_both_values():
    one, other = (parameters.parse({"models": {"m": {"family": "recency"}}, "train": {"seed": s}}, "t") for s in (7, 8))
    first, second = made_with.kept(one), made_with.kept(other)
    assert made_with.differences(first, second) == {"train.seed": (7, 8)}
    assert made_with.digest(first) != made_with.digest(second)
