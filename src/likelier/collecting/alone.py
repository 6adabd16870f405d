"""One run of collecting at a time: two would write the same files, and ask twice as fast as is allowed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from likelier.errors import CollectError


@contextmanager
def alone(archive: Path) -> Iterator[None]:
    """Hold the archive; the system lets go of it when the process ends, however it ends.

    Raises
    ------
    CollectError
        Another run holds it.
    """
    with (archive / ".lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CollectError(f"{archive}: another run is collecting into it; wait for that one") from error
        yield
