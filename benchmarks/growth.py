"""`featurize` on more and more posts: time, and the most memory that a process of it held; and with a second worker.

Posts carry pictures as Instagram stores them. Each measurement has processes of its own. How many posts:
``make bench BENCH_POSTS="1000 10000 100000"``; a picture takes 0.15 MB of the disk for temporary files.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

SIZES = "1000 10000"  # posts
PAIR = 2000  # posts for two workers: of fewer, starting them takes a share that a person would not wait for
ACCOUNT = 100  # posts of one
SHARD = 128e6  # bytes, as in params.yaml


def write(folder: Path, posts: int) -> None:
    """Shards of so many posts."""
    from benchmarks.photographs import labelled
    from benchmarks.pictures import CAPTIONS
    from likelier import posts as contract
    from likelier.shards import ShardWriter

    files = [data for data, _ in labelled()]
    start, writer = datetime(2024, 1, 1, tzinfo=UTC), ShardWriter(folder, SHARD)
    names = [f"account{number:04}" for number in range(posts // ACCOUNT)]
    for name in names:
        writer.add(
            [
                {
                    "post_id": f"{name}-{number}",
                    "account_id": name,
                    "taken_at": start + timedelta(hours=9 * number),
                    "snapshot_at": start + timedelta(days=365),
                    "kind": "image",
                    "likes": 100.0 + number,
                    "comments": 3.0,
                    "caption": CAPTIONS[number % len(CAPTIONS)],
                    "width": 1080.0,
                    "height": 1350.0,
                    # Bytes after a JPEG's end make each file another: equal ones would be stored once.
                    "picture": files[number % len(files)] + f"{name}-{number}".encode(),
                    "picture_origin": "original",
                    "source": "benchmark",
                }
                for number in range(ACCOUNT)
            ]
        )
    writer.close()
    profiles = [{"account_id": name, "username": name, "followers": 1000.0, "source": "benchmark"} for name in names]
    contract.write(profiles, contract.ACCOUNTS, folder / "accounts.parquet")


def compute(folder: Path, settings: list[str]) -> dict[str, float]:
    """Featurize here; seconds, those of CPU time, and the most memory of this process or of one worker, MB."""
    import resource
    import time

    from likelier import params
    from likelier.steps.featurize import featurize

    given = params.load(Path("params.yaml"), [f"featurize.{setting}" for setting in settings])
    started = time.perf_counter()
    featurize(given, folder, folder / "features", folder / "metrics.json")
    taken = time.perf_counter() - started
    for file in (folder / "features").glob("*"):
        file.unlink()  # unchanged shards cost nothing
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in used)
    return {"seconds": taken, "cpu": cpu, "mb": max(one.ru_maxrss for one in used) / 1024}


def measure(folder: Path, *settings: str) -> dict[str, float]:
    """`compute` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.growth", str(folder), *settings]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure and print."""
    print(f"\n{'featurize without faces':<28}{'seconds':>12}{'CPU time':>14}{'ms a post':>12}{'peak memory, MB':>18}")
    for posts in map(int, os.environ.get("BENCH_POSTS", SIZES).split()):
        with tempfile.TemporaryDirectory() as name:
            write(Path(name), posts)
            cost = measure(Path(name), "workers=1", "detector=none")
        each = 1000 * cost["cpu"] / posts
        print(f"{posts:<28}{cost['seconds']:>12.1f}{cost['cpu']:>14.1f}{each:>12.1f}{cost['mb']:>18.0f}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), PAIR)
        one, two = (measure(Path(name), f"workers={workers}") for workers in (1, 2))
    print(
        f"{PAIR} posts with faces: two workers {one['seconds'] / two['seconds']:.2f}x the speed of one, with "
        f"{two['cpu'] / one['cpu']:.2f}x its CPU time; {max(one['mb'], two['mb']):.0f} MB at most in a process"
    )


if __name__ == "__main__":
    print(json.dumps(compute(Path(sys.argv[1]), sys.argv[2:])))
