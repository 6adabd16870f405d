"""Servers that the tests talk to and that are Go programs: built once, at a pinned version, into `.cache/bin`.

The program's sources come through Go's own proxy, whose checksum data base proves them. Building takes minutes the
first time and nothing afterwards. Without Go, and without the program on the path, the test is skipped and says so.
"""

import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

BIN = Path(__file__).parents[1] / ".cache" / "bin"
GO = "/usr/local/go/bin/go"  # where Go's own archive goes; not always on the path


def built(module: str, version: str, name: str, tags: str = "", files: Mapping[str, str] | None = None) -> Path:
    """The program `MODULE/cmd/NAME` of that version, such as ``github.com/versity/versitygw``.

    `tags` are Go's build tags, and `files` are written into the module first, by their places in it.
    """
    program = BIN / f"{name}-{version}"
    if program.exists():
        return program
    go = shutil.which("go") or (GO if Path(GO).exists() else None)
    if go is None:
        found = shutil.which(name)
        return Path(found) if found else pytest.skip(f"neither {name} nor Go, which would build it, is installed")
    BIN.mkdir(parents=True, exist_ok=True)
    with program.with_name(f"{program.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two processes of tests, one builds and the other waits
        if not program.exists():
            try:
                _build(go, f"{module}@{version}", name, tags, files or {}, program)
            except subprocess.CalledProcessError as error:
                told = (error.stderr.splitlines() or ["no reason given"])[-1]
                pytest.skip(f"{name} {version} could not be built: {told}")
    return program


def _build(go: str, pinned: str, name: str, tags: str, files: Mapping[str, str], program: Path) -> None:
    partial = program.with_name(f"{program.name}.partial")
    with tempfile.TemporaryDirectory() as folder:
        # Not `go install`: it asks for a list of versions, which not every proxy keeps. And go.sum is the module's own.
        told = json.loads(_told([go, "mod", "download", "-json", pinned], folder))
        source = Path(folder, "module")
        shutil.copytree(told["Dir"], source, copy_function=shutil.copyfile)
        for place in [source, *(place for place in source.rglob("*") if place.is_dir())]:
            place.chmod(0o755)  # Go's cache can't be written to
        for place, content in files.items():
            (source / place).write_text(content)
        _told([go, "build", "-buildvcs=false", f"-tags={tags}", "-o", str(partial), f"./cmd/{name}"], source)
    partial.replace(program)


def _told(command: list[str], folder: Path | str) -> str:
    settings = os.environ | {"GOFLAGS": "", "GOWORK": "off", "CGO_ENABLED": "0"}
    return subprocess.run(command, cwd=folder, env=settings, check=True, capture_output=True, text=True).stdout
