"""The graph in containers of the real image: the figures of a plain run, and nothing but MLflow in reach."""

import json
import os

import pytest
from comparable import comparable
from containers.building import GIT_SHA
from containers.command import docker, inspected, running, wait
from containers.conftest import PARAMS, PIPELINE, run

pytestmark = [pytest.mark.docker, pytest.mark.slow]

CHAMPION = """
import json
from mlflow import MlflowClient
version = MlflowClient("http://127.0.0.1:5000").get_model_version_by_alias("likelier", "champion")
print(json.dumps([version.version, version.tags]))
"""
CONNECT = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=3).close()
    print("reached")
except OSError:
    print("not reached")
"""


def task(graph, name):
    """The folders of a task; one a turn of its loop, in order."""
    return sorted(graph.glob(f"{name}/")) or sorted(graph.glob(f"for-loop-*/{name}*/"))


def files(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


@pytest.mark.parametrize("step", ["ingest", "validate", "explore", "evaluate", "register"])
def test_metrics_are_those_of_a_plain_run_byte_for_byte(step, graph, plain):
    (folder,) = task(graph, step)
    assert comparable(folder / "metrics") == comparable(plain / "metrics" / f"{step}.json")


def test_features_and_scores_are_those_of_a_plain_run_byte_for_byte(graph, plain):
    features = files(plain / "data" / "features")
    assert len(features) == len(task(graph, "featurize")) > 1
    assert files(graph / "gather" / "gathered") == features
    trained = task(graph, "train")
    assert len(trained) == len(PARAMS["models"])  # in two loops
    for folder, name in zip(trained, sorted(PARAMS["models"]), strict=True):
        assert files(folder / "trained") == files(plain / "models" / name)


def test_tasks_are_the_images_own_user(graph):
    owner = 10001 if os.getuid() == 0 else os.getuid()
    written = list(graph.rglob("*.parquet"))
    assert len(written) >= 4
    assert {path.stat().st_uid for path in written} == {owner}


def test_champion_is_in_the_registry_with_the_commit_of_the_image(bridges, graph, mlflow):
    number, tags = json.loads(docker("exec", mlflow.container, "python", "-c", CHAMPION).splitlines()[-1])
    assert int(number) == 1
    assert tags["likelier.code"] == GIT_SHA


def test_tasks_reach_mlflow_and_nothing_on_another_network(bridges, graph, images, mlflow):
    assert inspected("network", mlflow.network)["Internal"] is True
    with running(images.pipeline, "python", "-m", "http.server", "8000") as elsewhere:
        address = inspected("container", elsewhere)["NetworkSettings"]["IPAddress"]

        def asked(network, *place):
            return docker("run", "--rm", "--network", network, images.pipeline, "python", "-c", CONNECT, *place)

        wait(lambda: asked("bridge", address, "8000") == "reached", elsewhere, 30)
        assert asked(mlflow.network, "mlflow", "5000") == "reached"
        assert asked(mlflow.network, address, "8000") == "not reached"
        assert asked("none", address, "8000") == "not reached"


def test_failing_task_ends_the_run_with_its_own_line_and_leaves_no_container(params, images, tmp_path):
    options = ("--runner", "docker", "--image", images.pipeline, "--set", "ingest.source=instaloader")
    done = run(PIPELINE, params, tmp_path / "run", *options, "--set", "ingest.path=nowhere")
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith("pipeline: ")
    assert "nowhere" in last
    assert "Traceback" not in done.stderr + done.stdout
    assert docker("ps", "--quiet", "--filter", "label=likelier.run") == ""
