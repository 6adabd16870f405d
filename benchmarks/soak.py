"""`make soak`: half an hour of good and bad requests while the champion changes: no 5xx, and memory that stays flat.

The service follows a registry of its own, in which the alias moves between two versions every few seconds.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from benchmarks import servers
from benchmarks.photographs import labelled
from likelier.registry import CHAMPION, Registry

CLIENTS = 6
MOVE = 15.0  # seconds between two moves of the alias
LOOK = 10.0  # seconds between two looks at the memory
PARTS = {"answers": "_bentoml_impl.worker", "looks": "multiprocessing-fork", "around": ""}  # and how each is known
PHOTOGRAPHS = [data for data, _ in labelled()]

Request = Callable[[httpx.AsyncClient, random.Random], Coroutine[Any, Any, httpx.Response]]


def _files(dice: random.Random, count: int) -> list[tuple[str, tuple[str, bytes]]]:
    drawn = [dice.choice(PHOTOGRAPHS) + dice.randbytes(8) for _ in range(count)]
    return [("pictures", (f"{place}.jpg", data)) for place, data in enumerate(drawn)]


async def rank(http: httpx.AsyncClient, dice: random.Random) -> httpx.Response:
    """A few pictures."""
    return await http.post("/rank", files=_files(dice, dice.randint(1, 6)), data={"captions": "A day at the sea #sun"})


async def week(http: httpx.AsyncClient, dice: random.Random) -> httpx.Response:
    """A week of one picture."""
    return await http.post("/best-time", files=_files(dice, 1), data={"time_zone": "Europe/Berlin"})


async def vary(http: httpx.AsyncClient, dice: random.Random) -> httpx.Response:
    """One picture with two captions."""
    return await http.post("/what-if", files=_files(dice, 1), data={"captions": ["one", "two #sun"]})


async def batch(http: httpx.AsyncClient, dice: random.Random) -> httpx.Response:
    """Rows without pictures."""
    rows = [json.dumps({"post_id": str(place), "taken_at": "2026-03-01T17:30:00"}) for place in range(20)]
    return await http.post("/batch", content="\n".join(rows).encode(), headers={"content-type": "application/x-ndjson"})


async def model(http: httpx.AsyncClient, dice: random.Random) -> httpx.Response:
    """Which model it is."""
    return await http.get("/model")


async def torn(http: httpx.AsyncClient, dice: random.Random) -> httpx.Response:
    """A picture that is cut off, or random bytes in its place."""
    whole = dice.choice(PHOTOGRAPHS)
    data = whole[: dice.randrange(len(whole))] if dice.random() < 0.5 else dice.randbytes(5000)
    return await http.post("/predict", files=[("pictures", ("a.jpg", data))])


async def noise(http: httpx.AsyncClient, dice: random.Random) -> httpx.Response:
    """No form at all, or half of one."""
    half = b"--b\r\nContent-Disposition: form-data; name=pictures\r\n\r\n"
    content = dice.choice([b"", b"{}", half, dice.randbytes(99)])
    kind = dice.choice(["application/json", "multipart/form-data; boundary=b", "multipart/form-data"])
    path = dice.choice(["/rank", "/what-if", "/batch"])
    return await http.post(path, content=content, headers={"content-type": kind})


async def huge(http: httpx.AsyncClient, dice: random.Random) -> httpx.Response:
    """A picture that is too large."""
    return await http.post("/rank", files=[("pictures", ("a.jpg", bytes(20 << 20)))])


async def elsewhere(http: httpx.AsyncClient, dice: random.Random) -> httpx.Response:
    """A path that is not there."""
    return await http.get(f"/{dice.randbytes(6).hex()}")


MIX: list[tuple[Request, int]] = [
    *((rank, 30), (week, 5), (vary, 8), (batch, 5), (model, 10)),
    *((torn, 20), (noise, 15), (huge, 1), (elsewhere, 6)),
]


class Soak:
    """One run: what was answered, and how much memory the service took."""

    def __init__(self, registry: Registry, address: str, seconds: float) -> None:
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.times: list[float] = []
        self.memory: list[tuple[float, dict[str, float]]] = []  # megabytes of each part of the service
        self.versions: set[int] = set()
        self.moves = 0
        self._registry, self._address = registry, address
        self._start, self._seconds = time.monotonic(), seconds

    async def run(self) -> None:
        """Ask, move the alias and look at the memory, all at once."""
        async with httpx.AsyncClient(base_url=self._address, timeout=120) as http:
            await asyncio.gather(self._move(), self._look(), *(self._ask(http, seed) for seed in range(CLIENTS)))

    def _passed(self) -> float:
        return (time.monotonic() - self._start) / self._seconds

    async def _ask(self, http: httpx.AsyncClient, seed: int) -> None:
        dice = random.Random(seed)
        requests, weights = zip(*MIX, strict=True)
        while self._passed() < 1:
            (request,) = dice.choices(requests, weights)
            start = time.perf_counter()
            try:
                response = await request(http, dice)
            except httpx.WriteError:  # refused before the body was sent: the answer may be lost on the way
                self.statuses[request.__name__, 0] += 1
                continue
            self.times.append(time.perf_counter() - start)
            self.statuses[request.__name__, response.status_code] += 1
            if request is model and response.status_code == 200:
                self.versions.add(response.json()["version"])

    async def _move(self) -> None:
        versions = self._registry.versions()
        while self._passed() < 1:
            await asyncio.sleep(MOVE)
            self.moves += 1
            await asyncio.to_thread(self._registry.alias, versions[self.moves % 2], CHAMPION)

    async def _look(self) -> None:
        port = int(self._address.rpartition(":")[2])
        while self._passed() < 1:
            await asyncio.sleep(LOOK)
            self.memory.append((self._passed(), await asyncio.to_thread(_megabytes, port)))


def _megabytes(port: int) -> dict[str, float]:
    """Of the process that listens and all that it has started, by what they do."""
    mothers = [one for one in psutil.process_iter(["cmdline"]) if str(port) in (one.info["cmdline"] or [])]
    family = {one.pid: one for mother in mothers for one in (mother, *mother.children(recursive=True))}
    parts: dict[str, float] = dict.fromkeys(PARTS, 0.0)
    for one in family.values():
        with suppress(psutil.NoSuchProcess):
            parts[_part(one.cmdline())] += one.memory_info().rss / 2**20
    return parts


def _part(command: list[str]) -> str:
    text = " ".join(command)
    return next((part for part, mark in PARTS.items() if mark in text), "around")


def main() -> None:
    """Run, print what came, and exit with 1 where there was a 5xx."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="a trained model's folder, such as models/blend")
    parser.add_argument("--minutes", type=float, default=30.0)
    asked = parser.parse_args()
    folder = asked.model if (asked.model / "artifact.json").exists() else asked.model / "artifact"
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        registry = Registry("likelier", scratch / "registry")
        for digest in ("one", "two"):
            registry.alias(registry.add(folder, digest, {"model": "soak"}, {}, {}, []), CHAMPION)
        told = {"LIKELIER_ARTIFACT": "", "LIKELIER_WORKDIR": str(scratch), "LIKELIER_POLL": "1"}
        with servers.ours(folder, scratch / "log", **told) as address:
            soak = Soak(registry, address, 60 * asked.minutes)
            asyncio.run(soak.run())
    raise SystemExit(report(soak))


def _fifths(memory: list[tuple[float, dict[str, float]]], part: str) -> list[float]:
    sizes = [[size[part] for passed, size in memory if int(5 * passed) == fifth] for fifth in range(5)]
    return [sum(of_fifth) / len(of_fifth) for of_fifth in sizes if of_fifth]


def report(soak: Soak) -> int:
    """Print what came of it; 1 where there was a 5xx."""
    for (name, status), count in sorted(soak.statuses.items()):
        print(f"{name:>10}  {status or 'connection closed before the body was sent'}: {count}")
    failed = sum(count for (_, status), count in soak.statuses.items() if status >= 500)
    times = sorted(soak.times)
    print(f"{len(times)} answers, p50 {times[len(times) // 2]:.2f} s, p99 {times[int(0.99 * len(times))]:.2f} s")
    print(f"the alias moved {soak.moves} times; versions that answered: {sorted(soak.versions)}")
    print("memory in MB, the mean of each fifth of the time; it should not grow after the first:")
    for part in PARTS:
        print(f"{part:>10}  {'  '.join(f'{size:5.0f}' for size in _fifths(soak.memory, part))}")
    print(f"5xx: {failed}")
    return int(failed > 0)


if __name__ == "__main__":
    main()
