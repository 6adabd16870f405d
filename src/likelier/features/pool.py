"""Pictures are looked at in processes of their own: faces are found without letting other threads go on meanwhile.

A decoder that is brought down by hostile bytes takes its process with it, and nothing else.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from threading import Lock

from likelier.features.looks import Seen
from likelier.features.parts import prepare_worker

See = Callable[[bytes], Seen]
AHEAD = 2  # pictures a process that one caller has under way: the pictures of several callers take turns


class Pool:
    """So many processes that look at pictures, started when the first one is asked for. For any number of threads.

    It stands in for `map`; see `likelier.features.looks.Each`. Close it when it is no longer needed.
    """

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self._lock = Lock()
        self._executor: ProcessPoolExecutor | None = None

    def __call__(self, see: See, pictures: Sequence[bytes]) -> Iterator[Seen]:
        """What is seen of each picture, in their order."""
        try:
            return iter(list(self._in_turn(see, pictures)))
        except BrokenProcessPool:
            return iter([self._alone(see, data) for data in pictures])

    def _in_turn(self, see: See, pictures: Sequence[bytes]) -> Iterator[Seen]:
        executor = self._running()
        waiting: deque[Future[Seen]] = deque()
        try:
            for data in pictures:
                if len(waiting) >= AHEAD * self.processes:
                    yield waiting.popleft().result()
                waiting.append(executor.submit(see, data))
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            self._replace(executor)
            raise
        finally:
            for one in waiting:
                one.cancel()

    def _alone(self, see: See, data: bytes) -> Seen:
        """After a process was brought down: who did it is found by asking for each picture by itself."""
        for _ in range(2):  # another caller's picture may have been the one
            try:
                return next(self._in_turn(see, [data]))
            except BrokenProcessPool:
                continue
        nothing = see(b"")
        return Seen(nothing.values, problem="the picture is broken (its decoder gave up)")

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._executor is None:
                # Spawned, not forked: threads of Arrow and OpenCV don't survive a fork.
                self._executor = ProcessPoolExecutor(self.processes, get_context("spawn"), prepare_worker)
            return self._executor

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._executor is broken:
                self._executor = None
        broken.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End the processes; the next call would start new ones."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)
