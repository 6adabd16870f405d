"""A server of a test: started, waited for, ended."""

import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

SECONDS = 300.0  # a busy machine takes its time


def begin(command: Sequence[str], log: Path, env: Mapping[str, str], **options: Any) -> "subprocess.Popen[bytes]":
    """Start a server that writes to a log."""
    with log.open("ab") as file:
        return subprocess.Popen(command, env=dict(env), stdout=file, stderr=subprocess.STDOUT, **options)


def wait(process: "subprocess.Popen[bytes]", answers: Callable[[], bool], log: Path) -> None:
    """Wait until a server answers."""
    end = time.monotonic() + SECONDS
    while not answers():
        assert process.poll() is None and time.monotonic() < end, log.read_text(errors="replace")[-3000:]
        time.sleep(0.1)


def listens(port: int) -> bool:
    """Whether somebody listens on a port of this machine."""
    with closing(socket.socket()) as asked:
        asked.settimeout(1)
        return asked.connect_ex(("127.0.0.1", port)) == 0


def end(process: "subprocess.Popen[bytes]") -> None:
    """End it, by force where it doesn't go."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
