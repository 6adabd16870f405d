"""MLflow's tracking server, started as compose.yaml starts it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from serving_process import free_port
from stores.postgres import Database
from stores.process import begin, end, wait
from stores.s3 import Store


@dataclass(frozen=True)
class Server:
    """A server that was begun, and the environment of those who ask it."""

    address: str
    environment: dict[str, str]
    log: Path
    process: "subprocess.Popen[bytes]"

    def ready(self) -> "Server":
        """Wait until it answers."""
        wait(self.process, self._answers, self.log)
        return self

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/health", timeout=2).status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def mlflow_server(folder: Path, database: Database, store: Store, proxied: bool) -> Iterator[Server]:
    """Begin a server on a database and a bucket of its own.

    Proxied: it alone knows the store's key, and hands the files through. Else it only tells where they are, and
    whoever asks fetches them from the store with the same key.
    """
    name = "proxied" if proxied else "direct"
    database.create(name)
    bucket, port, log = store.bucket(f"mlflow-{name}"), free_port(), folder / f"{name}.log"
    kept = (
        [f"--artifacts-destination=s3://{bucket}"]
        if proxied
        else ["--no-serve-artifacts", f"--default-artifact-root=s3://{bucket}"]
    )
    command = [sys.executable, "-m", "mlflow", "server", "--host=127.0.0.1", f"--port={port}", "--workers=1", *kept]
    own = {"MLFLOW_BACKEND_STORE_URI": database.uri(name), "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    process = begin(command, log, {**os.environ, **store.environment, **own}, cwd=folder)
    address = f"http://127.0.0.1:{port}"
    asking = {"MLFLOW_TRACKING_URI": address} | ({} if proxied else store.environment)
    try:
        yield Server(address, asking, log, process)
    finally:
        end(process)
