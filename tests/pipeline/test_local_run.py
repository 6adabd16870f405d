"""The graph, run on this machine, ends where `dvc repro` ends: the same bytes of metrics, features and scores."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from comparable import comparable

from likelier import params as parameters

PROJECT = Path(__file__).parents[2]
PARAMS = {
    "ingest": {"shard_mb": 1.2, "sample": {"accounts": 8, "posts": 8}},
    "featurize": {"faces": False, "workers": 1},
    "evaluate": {"resamples": 100, "sets_per_account": 5},
    "register": {"min_lift": -1},  # eight accounts tell no two models apart
    "models": {
        "constant": {"family": "constant", "baseline": True},
        "linear": {"family": "linear"},
        "mlp": {"family": "mlp", "settings": {"epochs": 1}},  # in the loop of the nets
    },
    # Nothing of this exists on this machine, and nothing of it must hinder a run here.
    "cluster": {
        "root": "s3://nowhere/likelier",
        "pull_secret": "pull",
        "secrets": {"s3": {"name": "store"}},
        "steps": {
            "train_nets": {
                "cpu": 64,
                "memory_limit": "1Ti",
                "accelerator": "nvidia.com/gpu",
                "node_selector": {"pool": "gpu"},
                "tolerations": [{"operator": "Exists"}],
                "shared_memory": "8Gi",
                "timeout_seconds": 1,
            }
        },
    },
}
DVC = str(Path(sys.executable).with_name("dvc"))


def run(params, workdir):
    command = [sys.executable, "-m", "pipeline", "run", "--params", str(params), "--workdir", str(workdir)]
    return started(command, PROJECT)


def started(command, folder):
    environment = {name: value for name, value in os.environ.items() if name != "MLFLOW_TRACKING_URI"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def params(tmp_path_factory):
    file = tmp_path_factory.mktemp("params") / "params.yaml"
    file.write_text(yaml.safe_dump(PARAMS))
    return file


@pytest.fixture(scope="module")
def plain(params, tmp_path_factory):
    """A project of its own after `dvc repro`."""
    folder = tmp_path_factory.mktemp("plain")
    shutil.copytree(PROJECT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("dvc.yaml", ".dvcignore", "data/raw/README.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, folder / name)
    (folder / "params.yaml").write_text(parameters.load(params).dump())
    for arguments in (("init", "--no-scm", "-q"), ("config", "core.analytics", "false"), ("repro",)):
        done = started([DVC, *arguments], folder)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def graph(params, tmp_path_factory):
    workdir = tmp_path_factory.mktemp("graph")
    done = run(params, workdir)
    assert done.returncode == 0, done.stderr
    assert "linear" in done.stdout  # the table
    assert "register: linear is version 1: champion, the first one" in done.stderr
    assert (workdir / "registry" / "mlflow.db").is_file()
    (outputs,) = workdir.glob("likelier-*")
    return outputs


def task(graph, name):
    """The folders of a task; one a turn of its loop, in order."""
    return sorted(graph.glob(f"{name}/")) or sorted(graph.glob(f"for-loop-*/{name}*/"))


@pytest.mark.slow
@pytest.mark.parametrize("step", ["ingest", "validate", "explore", "evaluate", "register"])
def test_metrics_are_those_of_dvc_repro_byte_for_byte(step, plain, graph):
    (folder,) = task(graph, step)
    assert comparable(folder / "metrics") == comparable(plain / "metrics" / f"{step}.json")


@pytest.mark.slow
def test_shards_features_and_scores_are_those_of_dvc_repro(plain, graph):
    def files(folder):
        return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}

    assert files(graph / "ingest" / "shards") == files(plain / "data" / "shards")
    features = files(plain / "data" / "features")
    assert len(features) > 1  # or nothing was fanned out
    assert len(task(graph, "featurize")) == len(features)
    assert files(graph / "gather" / "gathered") == features
    for folder, name in zip(task(graph, "train"), sorted(PARAMS["models"]), strict=True):
        assert files(folder / "trained") == files(plain / "models" / name)
        assert (folder / "metrics").read_bytes() == (plain / "metrics" / "train" / f"{name}.json").read_bytes()


@pytest.mark.slow
def test_failing_step_stops_the_run_with_its_own_line(tmp_path):
    file = tmp_path / "params.yaml"
    file.write_text(yaml.safe_dump(PARAMS | {"ingest": {"source": "instaloader", "path": "nowhere"}}))
    done = run(file, tmp_path / "run")
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith("pipeline: ")
    assert "nowhere" in last
    assert "Traceback" not in done.stderr + done.stdout
    assert "SourceError" in (tmp_path / "run" / "log.txt").read_text()
    (outputs,) = (tmp_path / "run").glob("likelier-*")
    assert not list(outputs.glob("validate*"))
