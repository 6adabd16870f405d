"""Runs in a process of their own, which can be killed at any of its operations or given little room to write."""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict

from likelier.collecting import Summary

_WATCHED = ("open", "os.rename", "os.remove", "os.mkdir", "os.utime", "socket.connect")


def in_child(
    run: Callable[[], Summary], die_at: int | None = None, full_at: int | None = None
) -> tuple[Summary | None, int]:
    """What a run came to, None if it was killed; and how many of its operations were counted.

    Parameters
    ----------
    die_at : int or None
        The operation (a file opened, renamed or removed, a connection made) before which the process kills itself.
    full_at : int or None
        The operation from which on the system writes no byte more to a file, as on a full disk.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            code = _child(run, writing, die_at, full_at)
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as stream:
        told = stream.read()
    os.waitpid(child, 0)
    if not told:
        return None, die_at or 0
    content = json.loads(told)
    return Summary(**content["summary"]), content["operations"]


def _child(run: Callable[[], Summary], writing: int, die_at: int | None, full_at: int | None) -> int:
    operations = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal operations
        if event in _WATCHED:
            operations += 1
            if operations == die_at:
                os.kill(os.getpid(), signal.SIGKILL)
            if operations == full_at:
                resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # an error is what a full disk gives, and not a signal
    sys.addaudithook(count)
    summary = run()
    os.write(writing, json.dumps({"summary": asdict(summary), "operations": operations}).encode())
    return 0
