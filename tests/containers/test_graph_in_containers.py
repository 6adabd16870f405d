"""The graph in containers of the real image: the figures of the graph in processes, and nothing but MLflow in reach."""

import json
import os

import pytest
from containers.command import docker, inspected, running, wait
from containers.conftest import building, run

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


@pytest.fixture(scope="module")
def processes(params, tmp_path_factory):
    workdir = tmp_path_factory.mktemp("processes")
    done = run(params, workdir)
    assert done.returncode == 0, done.stderr
    (outputs,) = workdir.glob("likelier-*")
    return outputs


def files(outputs):
    """What the tasks wrote, without what tells when and where they ran."""
    kept = {path for name in ("metrics", "*.parquet", "model.json") for path in outputs.rglob(name)}
    return {str(path.relative_to(outputs)): path.read_bytes() for path in kept if path.is_file()}


def test_metrics_features_and_scores_are_those_of_processes_byte_for_byte(graph, processes):
    found, expected = files(graph), files(processes)
    assert len([name for name in expected if name.endswith("metrics")]) >= 8
    assert set(found) == set(expected)
    assert [name for name in expected if found[name] != expected[name]] == []


def test_tasks_are_the_images_own_user(graph):
    owner = 10001 if os.getuid() == 0 else os.getuid()
    written = list(graph.rglob("*.parquet"))
    assert len(written) >= 4
    assert {path.stat().st_uid for path in written} == {owner}


def test_champion_is_in_the_registry_with_the_commit_of_the_image(graph, mlflow):
    number, tags = json.loads(docker("exec", mlflow.container, "python", "-c", CHAMPION).splitlines()[-1])
    assert int(number) == 1
    assert tags["likelier.code"] == building.GIT_SHA


def test_tasks_reach_mlflow_and_nothing_on_another_network(graph, images, mlflow):
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
    done = run(params, tmp_path / "run", *options, "--set", "ingest.path=nowhere")
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith("pipeline: ")
    assert "nowhere" in last
    assert "Traceback" not in done.stderr + done.stdout
    assert docker("ps", "--quiet", "--filter", "label=likelier.run") == ""
