"""The local stack of compose.yaml, up and down, under a name and on ports of its own."""

import os
import re
import secrets
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from containers.command import docker, inspected

FILE = Path(__file__).parents[2] / "compose.yaml"
PORTS = ("MLFLOW_PORT", "SERVICE_PORT", "MONGODB_PORT")


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def _settings() -> dict[str, str]:
    """A password for each variable that compose.yaml has no default for, and ports that nobody has."""
    asked = sorted(set(re.findall(r"\$\{(\w+):\?", FILE.read_text())))
    return {name: secrets.token_hex(12) for name in asked} | {name: _free_port() for name in PORTS}


@dataclass(frozen=True)
class Stack:
    """What is up, by the names of compose.yaml.

    Attributes
    ----------
    command : list of str
        `docker compose`, as this machine has it.
    images : dict
        Of ours and of others, by variable.
    """

    command: list[str]
    images: dict[str, str]
    settings: dict[str, str] = field(default_factory=_settings)
    project: str = f"likelier-tested-{os.getpid()}"

    def call(self, *arguments: str) -> str:
        command = [*self.command, "--project-name", self.project, "--file", str(FILE), *arguments]
        environment = os.environ | self.images | self.settings
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def container(self, service: str) -> str:
        labels = {"project": self.project, "service": service}
        filters = [f"--filter=label=com.docker.compose.{name}={value}" for name, value in labels.items()]
        return docker("ps", "--all", "--quiet", *filters)

    def state(self, service: str) -> dict[str, object]:
        """As Docker tells it."""
        return inspected("container", self.container(service))["State"]

    def health(self, service: str) -> str:
        return self.state(service)["Health"]["Status"]

    def address(self, variable: str) -> str:
        return f"http://127.0.0.1:{self.settings[variable]}"
