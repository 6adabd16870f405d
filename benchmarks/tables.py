"""Ten thousand posts with pictures through `likelier ingest`, from a table: `python -m benchmarks.tables`.

The pictures are JPEGs of 1080 x 1350 pixels of noise over colours, some 330 kB each, made for this run.
"""

import csv
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

POSTS, PER_ACCOUNT, DISTINCT = 10_000, 50, 40  # pictures are drawn once and linked, each with its own name
LIMIT = 60.0  # seconds


def write(folder: Path, posts: int) -> int:
    """A table of so many posts in no order, and its pictures; gives the bytes of the pictures."""
    random = np.random.default_rng(3)
    (folder / "photos").mkdir()
    drawn = []
    for number in range(DISTINCT):
        picture = Image.effect_noise((1080, 1350), 40).convert("RGB")
        picture = Image.blend(picture, Image.new("RGB", picture.size, tuple(random.integers(0, 256, 3))), 0.4)
        drawn.append(folder / f"drawn-{number}.jpg")
        picture.save(drawn[-1], quality=50)
    with (folder / "posts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["nr", "who", "day", "hearts", "text", "file", "followers"])
        for number in random.permutation(posts):
            day = f"{1 + number % 28:02}.{1 + number % 12:02}.{2020 + number % 4} {number % 24:02}:00"
            text = f"Morning {number} at the lake, #dawn #day{number % 7}"
            name = f"{number}.jpg"
            writer.writerow(
                [number, f"account{number // PER_ACCOUNT}", day, f"{1000 + number:,}", text, name, "12,000"]
            )
            os.link(drawn[number % DISTINCT], folder / "photos" / name)
    return sum(drawn[number % DISTINCT].stat().st_size for number in range(posts))


def main() -> None:
    """Measure and print."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        size = write(folder, POSTS)
        columns = "{post_id: nr, username: who, taken_at: day, likes: hearts, caption: text, picture: file}"
        settings = (
            *("ingest.source=table", f"ingest.path={folder / 'posts.csv'}", f"ingest.table.columns={columns}"),
            *(f"ingest.table.pictures={folder / 'photos'}", 'ingest.table.time_format="%d.%m.%Y %H:%M"'),
        )
        command = [Path(sys.executable).with_name("likelier"), "ingest"]
        command += ["--shards", folder / "shards", "--metrics", folder / "metrics.json"]
        command += [part for setting in settings for part in ("--set", setting)]
        started, before = time.perf_counter(), os.times()
        subprocess.run(command, check=True)
        seconds, after = time.perf_counter() - started, os.times()
        busy = after.children_user + after.children_system - before.children_user - before.children_system
    verdict = "held" if seconds < LIMIT else "missed"
    print(
        f"{POSTS:,} posts with {size / 1e9:.1f} GB of pictures: {seconds:.0f} s ({busy:.0f} s of processor time; limit "
        f"{LIMIT:.0f} s: {verdict}); load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main()
