"""Who does the work of the service: processes that look at pictures, threads that wait for them, one that scores.

They outlive the models that they work for: threads that came and went with each model would each leave memory behind.
"""

import os
from concurrent.futures import ThreadPoolExecutor

from likelier.errors import ParamsError
from likelier.features.memory import Memory
from likelier.features.pool import Pool

VARIABLE = "LIKELIER_PROCESSES"
# At most, where the environment says nothing: a container sees all cores of its machine, and each takes 300 MB.
USUAL = 4
READERS = 8  # requests whose pictures are looked at at the same time; the pool has the processes for it


class Workers:
    """Shared by all models that are in service one after the other.

    Attributes
    ----------
    memory : Memory
        Looks at pictures, and not twice at the same one.
    readers : ThreadPoolExecutor
        For whole requests that wait for their pictures.
    model : ThreadPoolExecutor
        One thread, for all that a model computes.
    """

    def __init__(self, processes: int | None = None) -> None:
        processes = told() if processes is None else processes
        self._pool = Pool(processes) if processes else None
        self.memory = Memory(self._pool or map)
        self.readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self.model = ThreadPoolExecutor(1, thread_name_prefix="model")

    def close(self) -> None:
        """End the processes, and the threads when they have done what was asked."""
        if self._pool is not None:
            self._pool.close()
        self.readers.shutdown(wait=False)
        self.model.shutdown(wait=False)


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
