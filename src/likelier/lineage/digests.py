"""SHA-256 of files and folders."""

import hashlib
from pathlib import Path

COMPILED = "__pycache__"


def digest_of(*paths: Path) -> str:
    """SHA-256 over the files of folders, in the order of their names; what Python compiled is left out."""
    total = hashlib.sha256()
    for path in paths:
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            name = file.relative_to(path).as_posix() if path.is_dir() else file.name
            if COMPILED in Path(name).parts:
                continue
            total.update(name.encode() + b"\0")
            with file.open("rb") as content:
                while block := content.read(1 << 20):
                    total.update(block)
    return total.hexdigest()
