"""`make bench-serve`: pictures a second of our service, `mlflow models serve`, and the bare artifact, in one run.

All three score the same artifact, on photographs of 1080 x 1350 pixels. Every picture has bytes of its own, so that
none is remembered, but where the line says so. Seconds are those of this machine; what counts are the ratios.
"""

import argparse
import base64
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import pandas as pd

from benchmarks import load, servers
from benchmarks.photographs import labelled
from likelier.artifact import Artifact
from likelier.connection import sqlite_uri
from likelier.registry import CHAMPION, Registry

SECONDS = 10.0  # of each load
BATCH, CLIENTS = 32, 16
AT = "2026-03-01T17:30:00"
PHOTOGRAPHS = [data for data, _ in labelled()]


def picture(number: int) -> bytes:
    """A photograph with bytes of its own: what stands behind a JPEG's end is not decoded."""
    return PHOTOGRAPHS[number % len(PHOTOGRAPHS)] + number.to_bytes(8, "big")


class Fresh:
    """Numbers of pictures that no one has asked for before."""

    def __init__(self) -> None:
        self.next = 0

    def take(self, count: int) -> list[bytes]:
        """So many new pictures."""
        self.next += count
        return [picture(number) for number in range(self.next - count, self.next)]


FRESH = Fresh()


def ours(size: int, known: bool = False) -> load.Ask:
    """POST /rank with so many pictures."""

    def ask(http: httpx.AsyncClient, number: int) -> Any:
        pictures = [picture(place) for place in range(size)] if known else FRESH.take(size)
        files = [("pictures", ("a.jpg", one)) for one in pictures]
        return http.post("/rank", files=files, data={"at": AT, "captions": "A quiet morning"})

    return ask


def mlflows(size: int) -> load.Ask:
    """MLflow's /invocations with so many rows."""

    def ask(http: httpx.AsyncClient, number: int) -> Any:
        rows = [[AT, "A quiet morning", base64.b64encode(one).decode()] for one in FRESH.take(size)]
        body = {"dataframe_split": {"columns": ["taken_at", "caption", "picture"], "data": rows}}
        return http.post("/invocations", json=body)

    return ask


def bare(artifact: Artifact, size: int) -> float:
    """Pictures a second of `Artifact.score`, in one thread, without a server."""
    end, count, start = time.perf_counter() + SECONDS, 0, time.perf_counter()
    while time.perf_counter() < end:
        rows = pd.DataFrame({"picture": FRESH.take(size), "caption": "A quiet morning"})
        artifact.score(rows.assign(taken_at=pd.Timestamp(AT, tz="UTC")), pd.DataFrame())
        count += size
    return count / (time.perf_counter() - start)


def main() -> None:
    """Print pictures a second and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="a trained model's folder, such as models/blend")
    folder = parser.parse_args().model
    folder = folder if (folder / "artifact.json").exists() else folder / "artifact"
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        registry = Registry("likelier", scratch / "registry")
        registry.alias(registry.add(folder, "bench", {"model": "bench"}, {}, {}, []), CHAMPION)
        compare(folder, sqlite_uri(scratch / "registry"), scratch)


def compare(folder: Path, tracking: str, scratch: Path) -> None:
    """Run each load after the other."""
    artifact = Artifact.load(folder)
    alone = {size: _told(f"bare, one thread, batch {size}", bare(artifact, size)) for size in (1, BATCH)}
    theirs = {}
    for workers in (1, 2):
        with servers.mlflows(f"models:/likelier@{CHAMPION}", tracking, workers, scratch / "mlflow.log") as address:
            load.busy(address, mlflows(1), workers, 1.0)
            for size, clients in ((1, 1), (1, CLIENTS), (BATCH, 1), (BATCH, CLIENTS)):
                found = load.busy(address, mlflows(size), clients, SECONDS)
                words = f"mlflow models serve, {workers} workers, batch {size}, {clients} clients"
                theirs[workers, size, clients] = _told(words, found.rate * size, found)
    with servers.ours(folder, scratch / "ours.log") as address:
        load.busy(address, ours(1), 2, 1.0)
        rates = {}
        for size, clients in ((1, 1), (1, CLIENTS), (BATCH, 1), (BATCH, CLIENTS)):
            found = load.busy(address, ours(size), clients, SECONDS)
            rates[size, clients] = _told(f"ours, batch {size}, {clients} clients", found.rate * size, found)
        again = load.busy(address, ours(BATCH, known=True), 1, SECONDS)
        _told(f"ours, batch {BATCH}, 1 client, pictures that are remembered", again.rate * BATCH, again)
        half = load.steady(address, ours(1), rates[1, CLIENTS] / 2, 2 * SECONDS)
        single = [_once(address, 1) for _ in range(31)]
        start = time.perf_counter()
        for _ in range(6):
            _once(address, 50)
        album = time.perf_counter() - start
    print()
    for workers in (1, 2):
        for (size, clients), rate in rates.items():
            ratio = rate / theirs[workers, size, clients]
            print(f"ours over mlflow models serve ({workers} workers), batch {size}, {clients} clients: {ratio:.1f}x")
    print(f"ours over the bare artifact, batch {BATCH}, 1 client: {rates[BATCH, 1] / alone[BATCH]:.2f}x")
    print(f"half load: p50 {1e3 * half.median:.0f} ms, p99 {1e3 * half.p99:.0f} ms: {half.p99 / half.median:.1f}x")
    print(f"one new photo: {1e3 * sorted(single)[15]:.0f} ms at the median")
    print(f"300 new photos, fifty a request: {album:.1f} s")


def _once(address: str, size: int) -> float:
    files = [("pictures", ("a.jpg", one)) for one in FRESH.take(size)]
    start = time.perf_counter()
    response = httpx.post(f"{address}/rank", files=files, data={"at": AT}, timeout=120)
    response.raise_for_status()
    return time.perf_counter() - start


def _told(words: str, rate: float, found: load.Load | None = None) -> float:
    more = "" if found is None else f"; request p50 {1e3 * found.median:.0f} ms, p99 {1e3 * found.p99:.0f} ms"
    refused = f", {found.refused} told to come back" if found and found.refused else ""
    print(f"{words}: {rate:.1f} pictures/s{more}{refused}", flush=True)
    return rate


if __name__ == "__main__":
    main()
