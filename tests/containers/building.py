"""The project's images, built as a person would build them."""

import os
import shutil
import subprocess
from pathlib import Path

PROJECT = Path(__file__).parents[2]
GIT_SHA = "0123456789abcdef0123456789abcdef01234567"


class NoBuilder(Exception):
    """The docker command has no BuildKit; the text says how to get it."""


def build(target: str, tag: str, log: Path, bridges: bool = True) -> None:
    """Build a target of the Dockerfile.

    Raises
    ------
    NoBuilder
    RuntimeError
        It was not built; the text is the end of the log.
    """
    command = [_client(), "build", "--target", target, "--build-arg", f"GIT_SHA={GIT_SHA}", "--tag", tag, str(PROJECT)]
    if not bridges:
        command += ["--network", "host"]
    with log.open("wb") as said:
        done = subprocess.run(
            command, env=os.environ | {"DOCKER_BUILDKIT": "1"}, stdout=said, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        raise RuntimeError("\n".join(log.read_text(errors="replace").splitlines()[-30:]))


def _client() -> str:
    clients = [found for name in ("docker", "/usr/bin/docker") if (found := shutil.which(name))]
    for client in clients:
        asked = subprocess.run(
            [client, "build", "--help"], env=os.environ | {"DOCKER_BUILDKIT": "1"}, capture_output=True, check=False
        )
        if asked.returncode == 0 and b"--progress" in asked.stdout:
            return client
    raise NoBuilder("no docker command here has BuildKit (Debian 12: docker.io, later ones: docker-buildx)")
