"""How the service looks at pictures: in processes of their own, and not twice at the same one."""

import os

from likelier.errors import ParamsError
from likelier.features.memory import Memory
from likelier.features.pool import Pool

VARIABLE = "LIKELIER_PROCESSES"
# At most, where the environment says nothing: a container sees all cores of its machine, and each takes 300 MB.
USUAL = 4


class Eyes:
    """A pool of processes behind a memory, both shared by all models that are in service one after the other."""

    def __init__(self, processes: int | None = None) -> None:
        processes = told() if processes is None else processes
        self.pool = Pool(processes) if processes else None
        self.memory = Memory(self.pool or map)

    def close(self) -> None:
        """End the processes."""
        if self.pool is not None:
            self.pool.close()


def told() -> int:
    """How many processes the environment asks for: one a core, 4 at most, without it; 0: ours looks at pictures.

    Raises
    ------
    ParamsError
        It is no such number.
    """
    text = os.environ.get(VARIABLE) or str(min(USUAL, os.cpu_count() or 1))
    if not text.isdecimal() or int(text) > 64:
        raise ParamsError(f"{VARIABLE}: {text!r} is not a number of processes, 0 to 64")
    return int(text)
