"""Runs commands of the command line in children of its own, and lets each be killed at a moment that is asked for.

The children are forked, so what is imported here need not be imported in each. One JSON line a command comes in:
``{"arguments": [...], "folder": ..., "moment": ...}``, and one with its status goes out. A moment is None: undisturbed;
or the n-th time that something in the folder is about to be written (or, `published`, to get its final name), and so
many seconds later.
"""

import importlib
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

# What the steps import when they run; a child may import more.
STEPS = ("ingest", "validate", "featurize", "explore", "train", "evaluate", "register")
USED = (
    "likelier.cli",
    *(f"likelier.steps.{step}" for step in STEPS),
    *(f"likelier.sources.{source}" for source in ("sample", "instaloader")),
    "likelier.features.language",
    "likelier.expectations.checkpoint",
    "likelier.models.linear",
    "great_expectations",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "mlflow.pyfunc",
    "mlflow.store.model_registry.sqlalchemy_store",
    "mlflow.store.tracking.sqlalchemy_store",
    "scipy.stats",
    "sklearn.linear_model",
)
WRITING = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "sqlite3.connect")
WRITES = os.O_WRONLY | os.O_RDWR


def dies(folder: str, moment: dict[str, Any]) -> None:
    """Kill this process at that moment."""
    left = moment["number"]

    def heed(event: str, given: tuple[Any, ...]) -> None:
        nonlocal left
        if event not in WRITING or left == 0 or not is_meant(event, given):
            return
        left -= 1
        if left == 0:
            threading.Timer(moment["seconds"], kill).start() if moment["seconds"] else kill()

    def is_meant(event: str, given: tuple[Any, ...]) -> bool:
        name = given[1 if event == "os.rename" else 0]
        if isinstance(name, int) or not str(Path(os.fsdecode(name)).absolute()).startswith(folder):
            return False
        if moment["published"]:
            return event == "os.rename" and ".partial" not in os.fsdecode(name)
        return event != "open" or bool(given[2] & WRITES)

    sys.addaudithook(heed)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run(asked: dict[str, Any]) -> None:
    """In a child: the command, as the command line runs it."""
    from likelier.cli import main

    os.setsid()
    os.chdir(asked["folder"])
    with Path("log").open("ab") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    if asked["moment"] is not None:
        dies(asked["folder"], asked["moment"])
    sys.argv = ["likelier", *asked["arguments"]]
    main()


def serve() -> None:
    for name in USED:
        importlib.import_module(name)
    from likelier.features import language

    language.language("both models are loaded when they are first asked for")
    language.sentiment("a good day")
    assert threading.active_count() == 1, "a process with threads must not be forked"
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 70
            try:
                run(json.loads(line))
            except SystemExit as left:
                code = int(left.code or 0)
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"status": status, "session": child}), flush=True)


if __name__ == "__main__":
    serve()
    os._exit(0)  # what was imported takes its time to leave
