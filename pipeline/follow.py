"""A run on a server, watched until it ends."""

import sys
import time
from collections.abc import Callable

from pipeline.cluster import Cluster, Unreachable
from pipeline.outcome import Outcome, outcome


def follow(cluster: Cluster, run: str, show: Callable[[str], None], every: float = 5, patience: float = 300) -> Outcome:
    """Wait for the end of a run, with one line for each task whose state changes.

    Parameters
    ----------
    show : callable
        Takes a line.
    every, patience : float
        Seconds between two questions, and for how long a server may not answer.

    Raises
    ------
    Unreachable
        It didn't answer for longer. The run goes on.
    """
    before: dict[str, str] = {}
    heard = time.monotonic()
    while True:
        try:
            now = outcome(cluster, run)
        except Unreachable:
            if time.monotonic() - heard > patience:
                raise
        else:
            heard = time.monotonic()
            for name, state in now.tasks.items():
                if before.get(name) != state:
                    show(f"{time.strftime('%H:%M:%S')} {name}: {state}")
            before = now.tasks
            if now.ended:
                return now
        time.sleep(every)


def watch(cluster: Cluster, run: str, every: float) -> int:
    """Follow a run in the terminal, and give the exit code: 0 it went well, 1 it did not, 130 it goes on unwatched."""
    try:
        end = follow(cluster, run, lambda line: print(line, file=sys.stderr, flush=True), every)
    except KeyboardInterrupt:
        print(f"run {run} goes on; `status {run} --follow` goes on watching it", file=sys.stderr)
        return 130
    print(f"run {run}: {end}", file=sys.stderr)
    return 0 if end.good else 1
