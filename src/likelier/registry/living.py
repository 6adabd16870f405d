"""Whether a process of this machine that took a turn still lives: it holds a lock that ends with it."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


def shown_at(token: str) -> Path:
    """The file that the owner of a token holds locked."""
    return Path(tempfile.gettempdir()) / f"likelier-turn-{token}"


@contextmanager
def known(token: str) -> Iterator[Path]:
    """Show on this machine that the owner of a token lives; where nothing can be written there, the lease does it."""
    path = shown_at(token)
    try:
        file = os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "rb")
    except OSError:
        yield path
        return
    with closing(file):
        fcntl.flock(file, fcntl.LOCK_EX)
        yield path


def ended(token: str) -> bool:
    """Whether the owner of a token ran on this machine, and was killed."""
    if not token.isalnum():
        return False
    path = shown_at(token)
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:  # another machine, another user, or alive
        return False
    path.unlink(missing_ok=True)
    return True
