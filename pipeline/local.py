"""The graph on this machine, without Docker: every task is a process of its own in the present environment."""

import io
import json
import os
import re
import sys
import tempfile
import warnings
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, TextIO

from likelier.connection import sqlite_uri
from likelier.errors import LikelierError
from likelier.params import Params

STEPS = ("ingest", "validate", "featurize", "explore", "train", "evaluate", "register")
SAID = re.compile(rf"^\s*((?:{'|'.join(STEPS)})\b[^:\[]*: .+)$")  # a line that a step prints of itself
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


def run(params: Params, workdir: Path) -> dict[str, Any]:
    """Run the graph, with all that it writes below `workdir`, and print the models beside the baselines.

    Parameters
    ----------
    workdir : Path
        Each run gets a folder of its own in it. ``log.txt`` is all that the last run printed; the registry is in
        ``registry/``, unless `MLFLOW_TRACKING_URI` names another.

    Returns
    -------
    dict
        The pipeline's outputs: artifacts with a `path`, by name.

    Raises
    ------
    LikelierError
        A task failed; the text is that of its own error.
    """
    from kfp import local

    from likelier.scorecard import summary
    from pipeline.graph import likelier

    workdir.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("MLFLOW_TRACKING_URI", sqlite_uri(workdir / "registry"))
    warnings.filterwarnings("ignore", message="You may be attemping to run a task that uses custom")
    log = workdir / "log.txt"
    with tempfile.TemporaryDirectory() as scratch, log.open("w", encoding="utf-8") as everything:
        os.environ["TMPDIR"] = scratch  # each task leaves a folder behind
        local.init(local.SubprocessRunner(use_venv=False), str(workdir), workspace_root=scratch)
        listener = Listener(everything, sys.stderr)
        try:
            with redirect_stdout(listener):
                outputs: dict[str, Any] = likelier(params=params.dump()).outputs
        except RuntimeError as error:
            raise LikelierError(listener.error or f"a task failed; what it said is in {log}") from error
        finally:
            os.environ.pop("TMPDIR")
    print(summary(json.loads(Path(outputs["evaluation"].path).read_text(encoding="utf-8"))))
    print(f"scorecard: {Path(outputs['scorecard'].path) / 'scorecard.html'}", file=sys.stderr)
    return outputs
