"""The graph, run on this machine, ends where `likelier run` ends: the same bytes of metrics, features and scores.

`dvc repro` ends there too: test_dvc_repro.py.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from comparable import comparable

PROJECT = Path(__file__).parents[2]
# Nothing of this exists on this machine, and nothing of it must hinder a run here.
CLUSTER = {
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
}


def run(params, workdir):
    environment = {name: value for name, value in os.environ.items() if name != "MLFLOW_TRACKING_URI"}
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--params", str(params), "--workdir", str(workdir)],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def params(quick_world, tmp_path_factory):
    """The quick world's, of which the net is in the loop of the nets."""
    file = tmp_path_factory.mktemp("params") / "params.yaml"
    content = quick_world.params.model_dump(mode="json", by_alias=True) | {"cluster": CLUSTER}
    file.write_text(yaml.safe_dump(content, sort_keys=False))
    return file


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
def test_metrics_are_those_of_likelier_run_byte_for_byte(step, quick_world, graph):
    (folder,) = task(graph, step)
    assert comparable(folder / "metrics") == comparable(quick_world.folder / "metrics" / f"{step}.json")


@pytest.mark.slow
def test_shards_features_and_scores_are_those_of_likelier_run(quick_world, graph):
    def files(folder):
        return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}

    assert files(graph / "ingest" / "shards") == files(quick_world.shards)
    features = files(quick_world.features)
    assert len(features) > 1  # or nothing was fanned out
    assert len(task(graph, "featurize")) == len(features)
    assert files(graph / "gather" / "gathered") == features
    for folder, name in zip(task(graph, "train"), sorted(quick_world.params.models), strict=True):
        assert files(folder / "trained") == files(quick_world.folder / "models" / name)
        assert (folder / "metrics").read_bytes() == (
            quick_world.folder / "metrics" / "train" / f"{name}.json"
        ).read_bytes()


@pytest.mark.slow
def test_failing_step_stops_the_run_with_its_own_line(params, tmp_path):
    file = tmp_path / "params.yaml"
    file.write_text(
        yaml.safe_dump(yaml.safe_load(params.read_text()) | {"ingest": {"source": "instaloader", "path": "nowhere"}})
    )
    done = run(file, tmp_path / "run")
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith("pipeline: ")
    assert "nowhere" in last
    assert "Traceback" not in done.stderr + done.stdout
    assert "SourceError" in (tmp_path / "run" / "log.txt").read_text()
    (outputs,) = (tmp_path / "run").glob("likelier-*")
    assert not list(outputs.glob("validate*"))
