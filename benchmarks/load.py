"""Clients that ask a server, each its next question when the last is answered; or at a steady rate."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np

Ask = Callable[[httpx.AsyncClient, int], Any]  # asks the n-th question; an awaitable response


@dataclass(frozen=True)
class Load:
    """What came of it.

    Attributes
    ----------
    rate : float
        Requests a second that were answered with 200.
    median, p99 : float
        Seconds.
    refused : int
        Requests that were answered otherwise.
    """

    rate: float
    median: float
    p99: float
    refused: int


def busy(address: str, ask: Ask, clients: int, seconds: float) -> Load:
    """So many clients that ask without a pause, for so long."""

    async def run() -> Load:
        end = time.perf_counter() + seconds
        times: list[float] = []
        refused = 0
        number = 0

        async def client(http: httpx.AsyncClient) -> None:
            nonlocal refused, number
            while time.perf_counter() < end:
                number += 1
                took, good = await _timed(http, ask, number)
                times.append(took)
                refused += not good

        start = time.perf_counter()
        async with _http(address) as http:
            await asyncio.gather(*(client(http) for _ in range(clients)))
        return _summed(times, refused, time.perf_counter() - start)

    return asyncio.run(run())


def steady(address: str, ask: Ask, rate: float, seconds: float) -> Load:
    """A question every so often, whether or not the last was answered, for so long."""

    async def run() -> Load:
        async with _http(address) as http:
            asked = []
            start = time.perf_counter()
            for number in range(int(rate * seconds)):
                await asyncio.sleep(max(0.0, start + number / rate - time.perf_counter()))
                asked.append(asyncio.create_task(_timed(http, ask, number)))
            told = await asyncio.gather(*asked)
        took = time.perf_counter() - start
        return _summed([one for one, _ in told], sum(not good for _, good in told), took)

    return asyncio.run(run())


def _http(address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=address, timeout=120, limits=httpx.Limits(max_connections=200))


async def _timed(http: httpx.AsyncClient, ask: Ask, number: int) -> tuple[float, bool]:
    start = time.perf_counter()
    response = await ask(http, number)
    if response.status_code == 429:  # as a client does that has read Retry-After
        await asyncio.sleep(0.05)
    elif response.status_code != 200:
        raise RuntimeError(f"{response.url.path} answered {response.status_code}: {response.text[:300]}")
    return time.perf_counter() - start, response.status_code == 200


def _summed(times: list[float], refused: int, seconds: float) -> Load:
    good = len(times) - refused
    return Load(good / seconds, float(np.median(times)), float(np.quantile(times, 0.99)), refused)
