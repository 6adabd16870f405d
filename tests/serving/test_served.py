"""The service as `make serve` starts it, in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

PROJECT = Path(__file__).parents[2]
SECONDS = 120.0  # a noisy machine may take a while to import everything


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def serve(tmp_path):
    """Start the service with more environment; gives its address and its log once it answers on /livez."""
    started = []

    def start(**environment):
        port, log = free_port(), tmp_path / "log"
        for name in ("MLFLOW_TRACKING_URI", "LIKELIER_ARTIFACT", "LIKELIER_MODEL"):
            environment.setdefault(name, "")
        command = ["serve", "serving.service:Likelier", "--host", "127.0.0.1", "--port", str(port)]
        with log.open("wb") as file:
            process = subprocess.Popen(
                [str(Path(sys.executable).with_name("bentoml")), *command],
                cwd=PROJECT,
                env={**os.environ, "BENTOML_HOME": str(tmp_path / "bentoml"), **environment},
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        started.append(process)
        address, end = f"http://127.0.0.1:{port}", time.monotonic() + SECONDS
        while time.monotonic() < end and process.poll() is None:
            try:
                if httpx.get(f"{address}/livez", timeout=2).status_code == 200:
                    return address, log
            except httpx.TransportError:
                time.sleep(0.2)
        raise AssertionError(f"the service did not start:\n{log.read_text()}")

    yield start
    for process in started:
        process.terminate()
        process.wait(30)


@pytest.mark.slow
def test_the_served_champion_ranks_and_reports_and_keeps_what_it_saw_to_itself(serve, workdir, draw):
    address, log = serve(LIKELIER_WORKDIR=str(workdir))
    assert httpx.get(f"{address}/readyz", timeout=10).status_code == 200
    files = [("pictures", (f"private-{seed}.jpg", draw(seed))) for seed in (1, 2, 3)]
    response = httpx.post(f"{address}/rank", files=files, data={"captions": "a private caption"}, timeout=60)
    assert response.status_code == 200
    assert sorted(row["picture"] for row in response.json()["order"]) == [0, 1, 2]
    large = httpx.post(f"{address}/rank", files=[("pictures", ("x", bytes(70 << 20)))], timeout=60)
    assert (large.status_code, large.json()["error"]["code"]) == (413, "body_too_large")
    counted = httpx.get(f"{address}/metrics", timeout=10).text
    assert 'likelier_requests_total{method="POST",route="/rank",status="200"} 1.0' in counted
    assert "bentoml_" not in counted
    said = log.read_text()
    assert "likelier: serving likelier version 1 (xgboost)" in said
    assert '"route": "/rank"' in said
    assert "path=" not in said  # BentoML's own line for a request
    assert "private" not in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_a_short_key_is_refused_in_one_line_before_anything_listens(tmp_path):
    command = [str(Path(sys.executable).with_name("bentoml")), "serve", "serving.service:Likelier"]
    command += ["--host", "127.0.0.1", "--port", str(free_port())]
    given = {**os.environ, "BENTOML_HOME": str(tmp_path), "LIKELIER_API_KEY": "short-key"}
    done = subprocess.run(command, cwd=PROJECT, env=given, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode != 0
    told = "likelier: LIKELIER_API_KEY holds a key that is not 16 to 512 visible ASCII characters\n"
    assert done.stdout + done.stderr == told


@pytest.mark.slow
def test_without_a_champion_the_service_says_so_in_one_line_and_is_not_ready(serve, tmp_path):
    address, log = serve(LIKELIER_WORKDIR=str(tmp_path / "empty"))
    ready = httpx.get(f"{address}/readyz", timeout=10)
    assert (ready.status_code, ready.json()["error"]["code"]) == (503, "not_ready")
    said = log.read_text()
    assert said.count("likelier: not ready: ") == 1
    assert "run `dvc repro` or `likelier run` first" in said
    assert "Traceback" not in said
