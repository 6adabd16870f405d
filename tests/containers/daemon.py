"""A Docker daemon for the tests: the one that runs, or one of their own that goes with all that it kept."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOFILE = {"Name": "nofile", "Hard": 20000, "Soft": 20000}
SECONDS_TO_START = 60
# For a kernel or a machine without what networks of containers are made of: they have the machine's network, or none.
WITHOUT_BRIDGES = ("--bridge", "none", "--iptables=false", "--ip6tables=false")


class NoDaemon(Exception):
    """None runs, and none can be started; the text says why."""


@contextmanager
def daemon() -> Iterator[bool]:
    """A daemon that `docker` and Kubeflow reach by the environment's `DOCKER_HOST`.

    Yields
    ------
    bool
        Whether containers can have networks of their own.

    Raises
    ------
    NoDaemon
    """
    if shutil.which("docker") is None:
        raise NoDaemon("there is no docker command")
    if _answers():
        yield _has_bridges()
        return
    if os.getuid() != 0 or shutil.which("dockerd") is None:
        raise NoDaemon("no Docker daemon answers, and starting one takes root and dockerd (Debian: docker.io)")
    before = os.environ.get("DOCKER_HOST")
    folder = Path(tempfile.mkdtemp(prefix="likelier-docker-"))
    os.environ["DOCKER_HOST"] = f"unix://{folder / 'socket'}"
    process = None
    try:
        process = _running(folder)
        yield _has_bridges()
    finally:
        if process is not None:
            process.terminate()  # it ends its containers first
            process.wait(180)
        os.environ.pop("DOCKER_HOST")
        if before is not None:
            os.environ["DOCKER_HOST"] = before
        subprocess.run(["rm", "-rf", str(folder)], check=True)  # a million files: Python takes minutes for them
        if shutil.which("ip"):
            subprocess.run(["ip", "link", "delete", "docker0"], capture_output=True, check=False)


def _answers() -> bool:
    return subprocess.run(["docker", "version"], capture_output=True, check=False).returncode == 0


def _has_bridges() -> bool:
    return subprocess.run(["docker", "network", "inspect", "bridge"], capture_output=True, check=False).returncode == 0


def _running(folder: Path) -> "subprocess.Popen[bytes]":
    process = _started(folder)
    try:
        _await(process, folder / "log")
    except NoDaemon as error:
        process.terminate()
        process.wait(60)
        process = _started(folder, *WITHOUT_BRIDGES)
        try:
            _await(process, folder / "log")
        except NoDaemon:
            raise error from None
    return process


def _started(folder: Path, *options: str) -> "subprocess.Popen[bytes]":
    # Old images count open files up to the limit; where that is a billion, their package managers take minutes.
    (folder / "daemon.json").write_text(json.dumps({"default-ulimits": {"nofile": NOFILE}}))
    command = ["dockerd", "--config-file", f"{folder}/daemon.json", "--host", f"unix://{folder}/socket"]
    command += ["--data-root", f"{folder}/data", "--exec-root", f"{folder}/exec", "--pidfile", f"{folder}/pid"]
    command += [
        "--oom-score-adjust",
        "0",
        *options,
    ]  # a lower one is refused to those who are in a container themselves
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)


def _await(process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(2 * SECONDS_TO_START):
        if _answers():
            return
        if process.poll() is not None:
            raise NoDaemon(f"dockerd ended: {log.read_text(errors='replace').splitlines()[-1][:300]}")
        time.sleep(0.5)
    raise NoDaemon(f"dockerd did not answer within {SECONDS_TO_START} s")
