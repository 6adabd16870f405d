"""What a registered version was made of: digests of code and data, and nobody's name."""

import hashlib
import os
import subprocess
from pathlib import Path


def digest_of(*paths: Path) -> str:
    """SHA-256 over the files of folders, in the order of their names."""
    total = hashlib.sha256()
    for path in paths:
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            name = file.relative_to(path).as_posix() if path.is_dir() else file.name
            total.update(name.encode() + b"\0")
            with file.open("rb") as content:
                while block := content.read(1 << 20):
                    total.update(block)
    return total.hexdigest()


def code_version() -> str:
    """The commit of the code: `LIKELIER_GIT_SHA` (an image has no git), else what git says, else ``unknown``."""
    given = os.environ.get("LIKELIER_GIT_SHA")
    if given:
        return given
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=Path(__file__).parent, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()
