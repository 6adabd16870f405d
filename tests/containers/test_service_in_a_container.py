"""The service in its container, held as in production: read-only, without capabilities, with a limit of memory."""

import json
import math
from io import BytesIO

import httpx
import numpy as np
import pytest
from containers.command import HELD, docker, inspected, running, wait
from PIL import Image

from likelier.artifact import Artifact

pytestmark = [pytest.mark.docker, pytest.mark.slow]

LIMITS = ("--memory", "2g", "--memory-swap", "2g", "--pids-limit", "256")


@pytest.fixture(scope="module")
def artifact(graph):
    (folder,) = (path for path in graph.glob("for-loop-*/train/trained") if _name(path) == "linear")
    return folder / "artifact"


def _name(trained):
    return json.loads((trained / "model.json").read_text())["name"]


@pytest.fixture(scope="module")
def service(bridges, images, artifact):
    """Its address and its container."""
    model = ("--volume", f"{artifact}:/model:ro", "--env", "LIKELIER_ARTIFACT=/model")
    with running(*HELD, *LIMITS, *model, "--publish", "127.0.0.1::3000", images.serve) as container:
        address = "http://" + docker("port", container, "3000/tcp").splitlines()[0]

        def ready():
            try:
                return httpx.get(f"{address}/readyz", timeout=5).status_code == 200
            except httpx.TransportError:
                return False

        wait(ready, container, 90)
        yield address, container


def drawn(level):
    file = BytesIO()
    noise = np.random.default_rng(level).integers(0, level, (90, 120, 3), dtype=np.uint8)
    Image.fromarray(noise).save(file, "JPEG")
    return file.getvalue()


def test_it_ranks(service, artifact):
    address, _ = service
    pictures = [("pictures", ("one.jpg", drawn(250))), ("pictures", ("two.jpg", drawn(60)))]
    answer = httpx.post(f"{address}/rank", files=pictures, data={"at": "2026-03-01T18:30:00Z"}, timeout=60)
    assert answer.status_code == 200, answer.text
    ranked = answer.json()
    assert ranked["model"]["name"] == Artifact.load(artifact).name == "linear"
    assert sorted(row["picture"] for row in ranked["order"]) == [0, 1]
    assert [row["position"] for row in ranked["order"]] == [1, 2]
    best, second = (row["score"] for row in ranked["order"])
    assert math.isfinite(second)
    assert best >= second


def test_docker_finds_it_healthy(service):
    _, container = service
    wait(lambda: inspected("container", container)["State"]["Health"]["Status"] == "healthy", container, 60)


def test_it_is_held_as_told_and_stays_well_below_its_memory(service):
    _, container = service
    told = inspected("container", container)
    assert told["HostConfig"]["ReadonlyRootfs"]
    assert told["HostConfig"]["CapDrop"] == ["ALL"]
    assert told["State"]["OOMKilled"] is False
    used = docker("stats", "--no-stream", "--format", "{{.MemPerc}}", container)
    print(f"memory in use: {used} of 2 GiB")
    assert float(used.rstrip("%")) < 80


def test_it_logs_no_file_names(service):
    _, container = service
    done = docker("logs", container)
    assert "one.jpg" not in done
