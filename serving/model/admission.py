"""How many requests are inside at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from serving.http.problems import Problem

MAX_INSIDE = 32  # requests that are being read, waiting or scored; serving/around/traffic.py bounds their bytes


class Admission:
    """Counts the requests that are inside; for one event loop."""

    def __init__(self) -> None:
        self.inside = 0

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """Let a request in before its body is read, or turn it away.

        Raises
        ------
        Problem
            429: as many as may be are inside.
        """
        if self.inside >= MAX_INSIDE:
            raise Problem(429, "busy", "too many requests at once; try again in a moment")
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1
