"""Which code it was: the commit, whether files differ from it, and a digest of the package as it ran."""

import os
import subprocess
from pathlib import Path
from typing import Any

from likelier.lineage.digests import digest_of

PACKAGE = Path(__file__).parents[1]
UNKNOWN = "unknown"
# These change from run to run: what they say is kept with the version, value by value.
KEPT_OTHERWISE = ("dvc.lock", "params.yaml")
UNTRACKED = "?? "


def code_version() -> str:
    """The commit of the code: `LIKELIER_GIT_SHA` (an image has no git), else what git says, else ``unknown``."""
    return os.environ.get("LIKELIER_GIT_SHA") or (_git("rev-parse", "HEAD") or UNKNOWN).strip()


def told() -> dict[str, Any]:
    """The code that runs now.

    Returns
    -------
    dict
        `commit`; `changed`, how many files differ from it (None where there is no git to say so; new files count
        where they are in the package); `package`, a digest of the package's files.
    """
    return {"commit": code_version(), "changed": _changed(), "package": digest_of(PACKAGE)}


def _changed() -> int | None:
    if os.environ.get("LIKELIER_GIT_SHA"):
        return None
    state, top = _git("status", "--porcelain", "--untracked-files=all"), _git("rev-parse", "--show-toplevel")
    if state is None or top is None:
        return None
    inside = f"{os.path.relpath(PACKAGE.resolve(), top.strip())}/"
    lines = [line for line in state.splitlines() if line[3:] not in KEPT_OTHERWISE]
    return sum(not line.startswith(UNTRACKED) or line[3:].startswith(inside) for line in lines)


def _git(*arguments: str) -> str | None:
    try:
        found = subprocess.run(["git", *arguments], cwd=PACKAGE, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout
