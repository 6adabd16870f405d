"""Runs commands of the command line, in children that are forked: what is imported here need not be imported in each.

A line of JSON comes in for commands that begin at once: a list of ``{"arguments", "folder", "environment", "moment"}``.
A line goes out with, for each, its exit code (-9: killed), how many seconds it took, and what it wrote to stderr.
"""

import importlib
import json
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from likelier.connection import SETTINGS

USED = (
    "likelier.cli",
    "likelier.commands.models",
    "likelier.steps.register",
    "likelier.versions",
    "likelier.models.recency",
    "mlflow.pyfunc",
    "mlflow.store.artifact.mlflow_artifacts_repo",
    "mlflow.store.tracking.sqlalchemy_store",
    "mlflow.store.model_registry.sqlalchemy_store",
    "scipy.stats",
)
FULL = "the disk is full"
Call = Callable[..., Any]


def kill(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill(*_: object) -> None:
    """From now on the system writes no byte more to a file."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # an error is what a full disk gives, and not a signal
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def hook(owner: Any, name: str, act: Call, when: Call, after: bool = False) -> None:
    """Do something before (or after) a call, if its arguments are those meant."""
    really = getattr(owner, name)

    def hooked(*given: Any, **named: Any) -> Any:
        if not after and when(*given):
            act()
        result = really(*given, **named)
        if after and when(*given):
            act()
        return result

    setattr(owner, name, hooked)


def prepare(moment: str) -> None:
    """Set what happens at a moment."""
    import mlflow
    from mlflow.store.artifact.local_artifact_repo import LocalArtifactRepository

    from likelier.registry import CHAMPION, DECISION, PREVIOUS, Registry

    def any_(*_: object) -> bool:
        return True

    hooks: dict[str, tuple[Any, str, Call, Call, bool]] = {
        "the upload": (mlflow, "register_model", kill, any_, False),
        "the version": (mlflow, "register_model", kill, any_, True),
        "the decision": (Registry, "tag", kill, lambda _, version, key, value: key == DECISION, True),
        "what it replaces": (Registry, "alias", kill, lambda _, version, alias: alias == CHAMPION, False),
        "champion": (Registry, "alias", kill, lambda _, version, alias: alias == PREVIOUS, False),
        "previous": (Registry, "alias", kill, lambda _, version, alias: alias == PREVIOUS, True),
    }
    if moment == FULL:
        for name in ("log_artifact", "log_artifacts"):
            hook(LocalArtifactRepository, name, fill, any_)
    else:
        hook(*hooks[moment])


def run(asked: dict[str, Any], errors: int) -> None:
    """In a child: the command, as the command line runs it."""
    from likelier.cli import main

    os.chdir(asked["folder"])
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(errors, 2)
    os.environ.update(asked["environment"])
    if asked.get("moment"):
        prepare(asked["moment"])
    sys.argv = ["likelier", *asked["arguments"]]
    main()


def begin(asked: dict[str, Any]) -> tuple[int, int, float]:
    """Start one: its process, where its errors are read, and when it began."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.close(reading)
            run(asked, writing)
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    return child, reading, time.monotonic()


def end(started: tuple[int, int, float]) -> dict[str, Any]:
    """Wait for it."""
    child, reading, began = started
    with os.fdopen(reading, encoding="utf-8", errors="replace") as stream:
        said = stream.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"code": code, "seconds": time.monotonic() - began, "said": said}


def serve() -> None:
    for key, value in SETTINGS.items():
        os.environ.setdefault(key, value)
    for name in USED:
        importlib.import_module(name)
    assert threading.active_count() == 1, "a process with threads must not be forked"
    for line in sys.stdin:
        started = [begin(asked) for asked in json.loads(line)]
        print(json.dumps([end(one) for one in started]), flush=True)


if __name__ == "__main__":
    serve()
    os._exit(0)  # what was imported takes its time to leave
