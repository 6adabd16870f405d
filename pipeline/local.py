"""The graph on this machine: every task a process of its own in the present environment, or in a container."""

import builtins
import io
import json
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, TextIO

from likelier.connection import sqlite_uri
from likelier.errors import LikelierError
from likelier.params import Params
from pipeline.containers import Containers

STEPS = ("collect", "ingest", "validate", "featurize", "explore", "drift", "plan_update", "train", "evaluate")
STEPS += ("register", "deploy", "report")
SAID = re.compile(rf"^\s*((?:{'|'.join(STEPS)})\b[^:\[]*: (?!Artifact\().+)$")  # a line that a step prints of itself
RAISED = re.compile(r"^\s*likelier\.errors\.\w+: (.+)$")  # the last line of a traceback


class Listener(io.TextIOBase):
    """Kubeflow's local output goes to a log; what the steps say is shown, and an error is remembered."""

    def __init__(self, log: TextIO, shown: TextIO) -> None:
        self.error: str | None = None
        self._log, self._shown, self._line = log, shown, ""

    def write(self, text: str) -> int:
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            if said := SAID.match(line):
                print(said[1], file=self._shown, flush=True)
            if raised := RAISED.match(line):
                self.error = raised[1]
        return self._log.write(text)


def run(params: Params, workdir: Path, containers: Containers | None = None) -> Path:
    """Run the graph, with all that it writes below `workdir`, and print the models beside the baselines.

    Parameters
    ----------
    workdir : Path
        Each run gets a folder of its own in it. ``log.txt`` is all that the last run printed; the registry is in
        ``registry/``, unless `MLFLOW_TRACKING_URI` names another.
    containers : Containers, optional
        In which containers the tasks run; without it they are processes.

    Returns
    -------
    Path
        The folder of this run: a folder for each task, and in it one for each of its outputs.

    Raises
    ------
    LikelierError
        A task failed; the text is that of its own error.
    """
    from kfp import local

    from likelier.scorecard import summary
    from pipeline.graph import graph

    workdir.mkdir(parents=True, exist_ok=True)
    workdir = workdir.resolve()
    os.environ.setdefault("MLFLOW_TRACKING_URI", sqlite_uri(workdir / "registry"))
    warnings.filterwarnings("ignore", message="You may be attemping to run a task that uses custom")
    log, before = workdir / "log.txt", set(workdir.iterdir())
    with (
        tempfile.TemporaryDirectory() as scratch,
        log.open("w", encoding="utf-8") as everything,
        (containers.runner if containers else _processes)(params, workdir) as (runner, inside),
    ):
        os.environ["TMPDIR"] = scratch  # each task leaves a folder behind
        said = builtins.print  # tasks at the same time leave another in its place, which indents
        local.init(runner, str(workdir), workspace_root=scratch)
        listener = Listener(everything, sys.stderr)
        try:
            with redirect_stdout(listener):
                graph(inside, local=True)(params=inside.dump())
        except (RuntimeError, ValueError) as error:  # the latter: what a task doesn't give that failed unnoticed
            raise LikelierError(listener.error or f"a task failed; what it said is in {log}") from error
        finally:
            os.environ.pop("TMPDIR")
            builtins.print = said
    if listener.error:  # Kubeflow takes a container that went too soon to be asked for one that went well
        raise LikelierError(listener.error)
    # Kubeflow gives no outputs of what runs below a task at the end, but keeps them where they can be found.
    (folder,) = {path for path in workdir.glob("likelier-*") if path.is_dir()} - before
    for evaluated in folder.rglob("evaluate/metrics"):  # none, where the run had no reason to train
        print(summary(json.loads(evaluated.read_text(encoding="utf-8"))))
        print(f"scorecard: {evaluated.parent / 'report' / 'scorecard.html'}", file=sys.stderr)
    return folder


@contextmanager
def _processes(params: Params, workdir: Path) -> Iterator[tuple[Any, Params]]:
    from kfp.local import SubprocessRunner

    yield SubprocessRunner(use_venv=False), params
