"""The service in a process of its own, as `make serve` starts it."""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

PROJECT = Path(__file__).parents[1]
SECONDS = 120.0  # a noisy machine may take a while to import everything


@dataclass(frozen=True)
class Served:
    """A started service: its address, what it wrote so far, and its process."""

    address: str
    log: Path
    process: subprocess.Popen[bytes]


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def start(folder: Path, service: str = "serving.service:Likelier", cwd: Path = PROJECT, **environment: str) -> Served:
    """Start the service (or a Bento's) in `cwd` with more environment, and wait until it answers on /livez.

    Its log and its home are in `folder`.
    """
    port, log = free_port(), folder / "log"
    for name in ("MLFLOW_TRACKING_URI", "LIKELIER_ARTIFACT", "LIKELIER_MODEL"):
        environment.setdefault(name, "")
    command = ["serve", service, "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("bentoml")), *command],
            cwd=cwd,
            env={**os.environ, "BENTOML_HOME": str(folder / "bentoml"), **environment},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    address, end = f"http://127.0.0.1:{port}", time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{address}/livez", timeout=2).status_code == 200:
                return Served(address, log, process)
        except httpx.TransportError:
            time.sleep(0.2)
    stop(process)
    raise AssertionError(f"the service did not start:\n{log.read_text()}")


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End it."""
    process.terminate()
    process.wait(30)
