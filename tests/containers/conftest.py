"""Both images on a real daemon, and one run of the whole graph in containers of them: `make test-docker`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from containers import base_image, building
from containers.command import HELD, docker, running, wait
from containers.daemon import NoDaemon, daemon

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
}
PIPELINE = ("-m", "pipeline", "run")
LIKELIER = ("-c", "from likelier.cli import main; main()", "run")
HEALTHY = "import urllib.request as u; u.urlopen('http://127.0.0.1:5000/health', timeout=4)"


@dataclass(frozen=True)
class Images:
    """Names of the two images, built from the project as it is."""

    base: str
    bridges: bool  # whether containers can have networks of their own
    pipeline: str = "likelier-pipeline:tested"
    serve: str = "likelier-serve:tested"


@dataclass(frozen=True)
class MlflowServer:
    """A tracking server on a network of its own that leads nowhere else."""

    container: str
    network: str
    uri: str = "http://mlflow:5000"


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Images]:
    logs = tmp_path_factory.mktemp("building")
    try:
        with daemon() as bridges:
            tags = Images(base_image.provide(), bridges)
            building.build("pipeline", tags.pipeline, logs / "pipeline.txt", bridges)
            building.build("serve", tags.serve, logs / "serve.txt", bridges)
            yield tags
    except (NoDaemon, base_image.NoBaseImage, building.NoBuilder) as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def bridges(images: Images) -> None:
    """Skip what takes a network between containers, or a port of one, where there can be none."""
    if not images.bridges:
        pytest.skip("this machine lets no container have a network of its own (bridges or iptables are missing)")


@pytest.fixture(scope="session")
def mlflow(images: Images) -> Iterator[MlflowServer | None]:
    """The server; None where there can be no network for it."""
    if not images.bridges:
        yield None
        return
    network = f"likelier-tested-{os.getpid()}"
    docker("network", "create", "--internal", network)
    serve = ("mlflow", "server", "--host", "0.0.0.0", "--allowed-hosts", "mlflow:5000,127.0.0.1:5000", "--workers", "1")
    kept = ("--backend-store-uri", "sqlite:////tmp/mlflow.db", "--artifacts-destination", "/tmp/artifacts")
    try:
        with running(*HELD, "--network", network, "--network-alias", "mlflow", images.pipeline, *serve, *kept) as name:

            def answers() -> bool:
                command = ("docker", "exec", name, "python", "-c", HEALTHY)
                return subprocess.run(command, capture_output=True, check=False).returncode == 0

            wait(answers, name, 90)
            yield MlflowServer(name, network)
    finally:
        docker("network", "rm", network)


def run(
    command: tuple[str, ...], params: Path, workdir: Path, *options: str, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """All steps, by the command line, in a process of its own."""
    outer = {name: value for name, value in os.environ.items() if name != "MLFLOW_TRACKING_URI"}
    return subprocess.run(
        [sys.executable, *command, "--params", str(params), "--workdir", str(workdir), *options],
        cwd=PROJECT,
        env=outer | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def params(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("params") / "params.yaml"
    file.write_text(yaml.safe_dump(PARAMS))
    return file


@pytest.fixture(scope="session")
def graph(params: Path, images: Images, mlflow: MlflowServer | None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outputs of the graph, every task in a container that reaches MLflow and nothing else.

    Without a network for MLflow the tasks reach nothing, and the registry is in the folder of the run.
    """
    workdir = tmp_path_factory.mktemp("contained")
    options = ("--runner", "docker", "--image", images.pipeline)
    if mlflow is None:
        done = run(PIPELINE, params, workdir, *options)
    else:
        done = run(PIPELINE, params, workdir, *options, "--network", mlflow.network, MLFLOW_TRACKING_URI=mlflow.uri)
    assert done.returncode == 0, done.stderr
    assert "register: linear is version 1: champion, the first one" in done.stderr
    (outputs,) = workdir.glob("likelier-*")
    return outputs


@pytest.fixture(scope="session")
def plain(params: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a plain `likelier run` on this machine, without Kubeflow and without containers."""
    workdir = tmp_path_factory.mktemp("plain")
    done = run(LIKELIER, params, workdir)
    assert done.returncode == 0, done.stderr
    return workdir
