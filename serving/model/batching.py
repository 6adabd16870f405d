"""Adaptive batches: what is asked while the model is busy is answered together as soon as it is free.

Nobody waits for others to come: a batch is as large as the load makes it. BentoML has batching of its own, but only
before its own routes and over HTTP, with pickles; ours read forms. Questions are answered in one thread.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Result = TypeVar("Result")


class Batcher(Generic[Asked, Answer]):
    """Gathers questions, for one event loop.

    Parameters
    ----------
    answer : callable
        Answers several questions, in their order.
    size : callable
        How much one question weighs.
    most : int
        The weight that a batch may have; a heavier question goes alone.
    thread : ThreadPoolExecutor
        Where answers are found, one batch after the other.
    """

    def __init__(
        self,
        answer: Callable[[Sequence[Asked]], Sequence[Answer]],
        size: Callable[[Asked], int],
        most: int,
        thread: ThreadPoolExecutor,
    ) -> None:
        self._answer = answer
        self._size = size
        self._most = most
        self._waiting: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._running: asyncio.Task[None] | None = None
        self._thread = thread

    async def ask(self, question: Asked) -> Answer:
        """The answer; what the model raises for this question is raised here."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, future))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await future

    async def call(self, work: Callable[[], Result]) -> Result:
        """Do something else in the thread, between two batches."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                batch = self._next()
                try:
                    answers = await loop.run_in_executor(self._thread, self._answer, [one for one, _ in batch])
                except Exception as error:  # whose question it was is found by asking them one by one
                    await self._alone(batch, error)
                    continue
                for (_, future), told in zip(batch, answers, strict=True):
                    _settle(future, told)
        finally:
            self._running = None

    def _next(self) -> list[tuple[Asked, "asyncio.Future[Answer]"]]:
        """As many of those who wait as fit into a batch; who has gone away is left out."""
        self._waiting = [one for one in self._waiting if not one[1].done()]
        weight, count = 0, 0
        for question, _ in self._waiting:
            weight += self._size(question)
            if count and weight > self._most:
                break
            count += 1
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    async def _alone(self, batch: list[tuple[Asked, "asyncio.Future[Answer]"]], error: Exception) -> None:
        if len(batch) == 1:
            _fail(batch[0][1], error)
            return
        for question, future in batch:
            try:
                (told,) = await asyncio.get_running_loop().run_in_executor(self._thread, self._answer, [question])
                _settle(future, told)
            except Exception as own:
                _fail(future, own)


def _settle(future: "asyncio.Future[Answer]", answer: Answer) -> None:
    if not future.done():
        future.set_result(answer)


def _fail(future: "asyncio.Future[Answer]", error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
