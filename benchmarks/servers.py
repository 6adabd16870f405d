"""Our service, and MLflow's own server, as processes that serve the same artifact on loopback."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

PATIENCE = 180.0  # seconds until a server must answer
BIN = Path(sys.executable).parent


@contextmanager
def ours(artifact: Path, log: Path, **environment: str) -> Iterator[str]:
    """The service with the artifact of a folder; gives its address."""
    port = _free_port()
    command = [str(BIN / "bentoml"), "serve", "serving.service:Likelier", "--host", "127.0.0.1", "--port", str(port)]
    told = {
        "LIKELIER_ARTIFACT": str(artifact),
        "BENTOML_DO_NOT_TRACK": "True",
        "BENTOML_HOME": str(log.parent / "bento"),
    }
    with _running(command, {**told, **environment}, f"http://127.0.0.1:{port}", "/readyz", log) as address:
        yield address


@contextmanager
def mlflows(model: str, tracking: str, workers: int, log: Path) -> Iterator[str]:
    """`mlflow models serve` with a model of a registry; gives its address."""
    port = _free_port()
    command = [str(BIN / "mlflow"), "models", "serve", "-m", model, "--env-manager", "local", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(workers)]
    told = {"MLFLOW_TRACKING_URI": tracking, "MLFLOW_DISABLE_TELEMETRY": "true"}
    with _running(command, told, f"http://127.0.0.1:{port}", "/health", log) as address:
        yield address


@contextmanager
def _running(command: list[str], environment: dict[str, str], address: str, health: str, log: Path) -> Iterator[str]:
    with log.open("wb") as file:
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=file,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    try:
        end = time.monotonic() + PATIENCE
        while not _answers(address + health):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{command[0]} did not start; see {log}")
            time.sleep(0.3)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
