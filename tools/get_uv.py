"""Fetch uv for this machine from the package index, with nothing but Python's own library.

For a Python that has neither `venv` nor `pip`, as Debian's may be. Usage: get_uv.py VERSION TARGET
"""

import hashlib
import io
import json
import os
import platform
import stat
import sys
import urllib.request
import zipfile
from pathlib import Path

INDEX = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple"
MACHINES = {"x86_64": "x86_64", "AMD64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


def fetch(address: str, accept: str = "*/*") -> bytes:
    """What an address answers."""
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=120) as answer:
        content: bytes = answer.read()
    return content


def fits(name: str) -> bool:
    """Whether a wheel's file name fits this machine."""
    machine = MACHINES.get(platform.machine(), platform.machine())
    system = {"Linux": "musllinux" if not platform.libc_ver()[0] else "manylinux", "Darwin": "macosx"}
    return machine in name.replace("arm64", "aarch64") and system.get(platform.system(), "win") in name


def main(version: str, target: Path) -> None:
    """Write the program to `target`."""
    accept = "application/vnd.pypi.simple.v1+json"
    files = json.loads(fetch(f"{INDEX.rstrip('/')}/uv/", accept))["files"]
    wheels = [file for file in files if file["filename"].startswith(f"uv-{version}-") and fits(file["filename"])]
    if not wheels:
        sys.exit(f"there is no uv {version} for {platform.system()} on {platform.machine()}; install uv by hand")
    content = fetch(wheels[0]["url"])
    if hashlib.sha256(content).hexdigest() != wheels[0]["hashes"]["sha256"]:
        sys.exit("uv was damaged on its way; run again")
    with zipfile.ZipFile(io.BytesIO(content)) as wheel:
        program = next(name for name in wheel.namelist() if name.endswith((".data/scripts/uv", ".data/scripts/uv.exe")))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(wheel.read(program))
    target.chmod(target.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
