"""One update of a folder at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from likelier.errors import UpdateError


@contextmanager
def alone(workdir: Path) -> Iterator[int]:
    """Hold the folder; the system lets go of it when the process ends, however it ends.

    The folder itself is locked, so nothing is left in it. What is yielded is to be handed on to processes that are
    started: while one of them still works, after this one was killed, the folder is held.

    Raises
    ------
    UpdateError
        Another update holds it.
    """
    held = os.open(workdir, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            place = workdir.resolve().name
            raise UpdateError(
                f"{place}/: another update is at work in it; wait for that one, then run again"
            ) from error
        yield held
    finally:
        os.close(held)
