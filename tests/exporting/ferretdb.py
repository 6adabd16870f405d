"""A server that speaks MongoDB's protocol: FerretDB on SQLite, one process, with a user and a password."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from go_programs import built

VERSION = "v1.24.0"
USER, PASSWORD = "writer", "s3cret"


@dataclass(frozen=True)
class Server:
    port: int

    @property
    def place(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}"

    def url(self, database: str) -> str:
        return f"mongodb://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}?authSource=admin"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Server]:
    """A server of its own in `folder`; the test is skipped where it can be neither found nor built."""
    # The version is written into a file that only its own way of building makes.
    program = built(
        "github.com/FerretDB/FerretDB",
        VERSION,
        "ferretdb",
        tags="ferretdb_no_postgresql",
        files={"build/version/version.txt": VERSION},
    )
    server = Server(free_port())
    command = [
        program,
        "--handler=sqlite",
        f"--sqlite-url=file:{folder}/",
        f"--state-dir={folder}",
        f"--listen-addr=127.0.0.1:{server.port}",
        "--debug-addr=-",
        "--telemetry=disable",
        "--log-level=error",
        "--test-enable-new-auth",
        "--setup-database=admin",
        f"--setup-username={USER}",
        f"--setup-password={PASSWORD}",
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait(process, server, folder / "log")
            yield server
        finally:
            process.kill()


def _wait(process: "subprocess.Popen[bytes]", server: Server, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1):
            return
        time.sleep(0.1)
    pytest.skip(f"FerretDB does not start: {log.read_text(errors='replace')[-300:]}")
