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
    "models": {"constant": {"family": "constant", "baseline": True}, "linear": {"family": "linear"}},
}
HEALTHY = "import urllib.request as u; u.urlopen('http://127.0.0.1:5000/health', timeout=4)"


@dataclass(frozen=True)
class Images:
    """Names of the two images, built from the project as it is."""

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
    tags = Images()
    logs = tmp_path_factory.mktemp("building")
    try:
        with daemon():
            base_image.provide()
            building.build("pipeline", tags.pipeline, logs / "pipeline.txt")
            building.build("serve", tags.serve, logs / "serve.txt")
            yield tags
    except (NoDaemon, base_image.NoBaseImage, building.NoBuilder) as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def mlflow(images: Images) -> Iterator[MlflowServer]:
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


def run(params: Path, workdir: Path, *options: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The graph by the command line, in a process of its own."""
    outer = {name: value for name, value in os.environ.items() if name != "MLFLOW_TRACKING_URI"}
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--params", str(params), "--workdir", str(workdir), *options],
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
def graph(params: Path, images: Images, mlflow: MlflowServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outputs of the graph, every task in a container that reaches MLflow and nothing else."""
    workdir = tmp_path_factory.mktemp("contained")
    options = ("--runner", "docker", "--image", images.pipeline, "--network", mlflow.network)
    done = run(params, workdir, *options, MLFLOW_TRACKING_URI=mlflow.uri)
    assert done.returncode == 0, done.stderr
    assert "register: linear is version 1: champion, the first one" in done.stderr
    (outputs,) = workdir.glob("likelier-*")
    return outputs
