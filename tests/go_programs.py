"""Servers that the tests talk to and that are Go programs: built once, at a pinned version, into `.cache/bin`.

The program's sources come through Go's own proxy, whose checksum data base proves them. Building takes minutes the
first time and nothing afterwards. Without Go, and without the program on the path, the test is skipped and says so.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

BIN = Path(__file__).parents[1] / ".cache" / "bin"
GO = "/usr/local/go/bin/go"  # where Go's own archive goes; not always on the path


def built(module: str, version: str, name: str, tags: str = "") -> Path:
    """The program `MODULE/cmd/NAME` of that version, such as ``github.com/versity/versitygw``; `tags` of the build."""
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
            _build(go, module, version, name, tags, program)
    return program


def _build(go: str, module: str, version: str, name: str, tags: str, program: Path) -> None:
    partial = program.with_name(f"{program.name}.partial")
    with tempfile.TemporaryDirectory() as folder:
        # `go install MODULE@VERSION` would take a list of versions, which not every proxy keeps.
        Path(folder, "go.mod").write_text(f"module programs\n\ngo 1.22\n\nrequire {module} {version}\n")
        command = [go, "build", "-mod=mod", f"-tags={tags}", "-o", str(partial), f"{module}/cmd/{name}"]
        settings = os.environ | {"GOFLAGS": "", "GOWORK": "off", "CGO_ENABLED": "0"}
        answer = subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True)
    if answer.returncode:
        pytest.skip(f"{name} {version} could not be built: {(answer.stderr.splitlines() or ['no reason given'])[-1]}")
    partial.replace(program)
