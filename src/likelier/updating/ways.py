"""The two ways to run the steps in a folder: by DVC, where it has a `dvc.yaml`, else one after the other."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import yaml

from likelier import run
from likelier.errors import ParamsError, UpdateError
from likelier.params import Params

STAGES = ("collect", "featurize", "register")  # of dvc.yaml
SAID_IN_PASSING = re.compile(r"didn't change, skipping|(Updat|Generat)ing lock file|dvc push|git add|To track")
QUIET = {"DVC_NO_ANALYTICS": "1", "ITERATIVE_DO_NOT_TRACK": "1"}


class Way(Protocol):
    """How the steps are run; each leaves its outputs in the same places."""

    @property
    def params(self) -> Params: ...

    @property
    def workdir(self) -> Path: ...

    def collect(self, held: int) -> None: ...

    def refresh(self, held: int) -> None: ...

    def learn(self, held: int) -> None: ...


@dataclass(frozen=True)
class Plain:
    """As ``likelier run`` does."""

    params: Params
    workdir: Path

    def collect(self, held: int) -> None:
        run.collect_posts(self.params, self.workdir)

    def refresh(self, held: int) -> None:
        run.refresh(self.params, self.workdir)

    def learn(self, held: int) -> None:
        run.learn(self.params, self.workdir)


@dataclass(frozen=True)
class Dvc:
    """By ``dvc repro``, so that `dvc.lock` stays true, and what didn't change isn't made again."""

    params: Params
    workdir: Path

    def collect(self, held: int) -> None:
        if self.params.collect.source != "none":  # DVC doesn't know when somebody posts
            self._repro(held, "--force", "--single-item", "collect")

    def refresh(self, held: int) -> None:
        self._repro(held, "featurize")

    def learn(self, held: int) -> None:
        self._repro(held)

    def _repro(self, held: int, *arguments: str) -> None:
        beside = str(Path(sys.executable).parent)  # where the stages find `likelier`
        environment = {**os.environ, **QUIET, "PATH": f"{beside}{os.pathsep}{os.environ.get('PATH', '')}"}
        command = [sys.executable, "-m", "dvc", "repro", *arguments]
        with subprocess.Popen(
            command, cwd=self.workdir, env=environment, stdout=subprocess.PIPE, text=True, pass_fds=[held]
        ) as dvc:
            for line in dvc.stdout or ():
                if line.strip() and not SAID_IN_PASSING.search(line):
                    print(line, end="", file=sys.stderr, flush=True)
        if dvc.returncode:
            what = " ".join(["dvc repro", *arguments])
            raise UpdateError(f"`{what}` ended with exit code {dvc.returncode}; what went wrong is said above")


def way_in(workdir: Path, params: Params) -> Way:
    """How the steps are run in a folder.

    Raises
    ------
    ParamsError
        Its `dvc.yaml` is another project's, or what would be collected is never read.
    """
    if params.collect.source != "none":
        _check_read(params)
    run.check(params)
    file = workdir / "dvc.yaml"
    if not file.is_file():
        return Plain(params, workdir)
    try:
        stages = set((yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("stages") or ())
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError) as error:
        raise ParamsError(f"{file}: is not what DVC reads: {' '.join(str(error).split())[:200]}") from error
    if missing := [stage for stage in STAGES if stage not in stages]:
        raise ParamsError(
            f"{file}: has no stage {missing[0]!r}, so it is another project's; name a folder with --workdir"
        )
    if not any((place / ".dvc").is_dir() for place in (workdir.resolve(), *workdir.resolve().parents)):
        raise ParamsError(f"{file}: DVC was not set up here; run `dvc init` (or `dvc init --no-scm`) once")
    return Dvc(params, workdir)


def _check_read(params: Params) -> None:
    source, reads = params.collect.source, params.ingest
    if source != reads.source:
        raise ParamsError(f"ingest.source: is {reads.source}, and collect.source {source}; set both alike")
    if Path(reads.path) != run.ARCHIVE:
        raise ParamsError(f"ingest.path: is {reads.path}, but what is collected goes to {run.ARCHIVE}; set it to that")
