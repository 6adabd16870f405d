"""What so many posts take: cores, shards, GPUs, storage and money, from measured rates and assumed prices.

::

    python -m benchmarks.scaling                                  # the table of docs/operations.md
    python -m benchmarks.scaling --set featurize=20 --set gpu_hour=1.5
    python -m benchmarks.scaling --measure                        # measures the rates here first, in some minutes

Rates are posts a second of one core, counted in CPU time, so that others on the machine spoil them less. They are
kept in `rates.json`; what is assumed stands in `ASSUMED`, each with its reason.
"""

import argparse
import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path

KEPT = Path(__file__).with_name("rates.json")
POSTS = (10**5, 10**7, 10**9)
DAY, HOUR = 86_400, 3_600

# name: (value, unit and reason)
ASSUMED: dict[str, tuple[float, str]] = {
    "picture_kb": (150, "KB: a JPEG of 1080 x 1350, as `make bench` makes them"),
    "shard_mb": (128, "MB: `ingest.shard_mb`"),
    "table_kb": (0.85, "KB a post: the table of features on the disk, of the demo's posts"),
    "pixels_kb": (46, "KB a post: pictures for the nets (docs/params.md)"),
    "columns": (225, "numbers a post in the table that a model learns from, 4 bytes each"),
    "copies": (4, "of that table in memory while a model learns: the table, encoded, of a fold, the library's own"),
    "fits": (8, "trainings of a model: five folds, forward, random, and for good"),
    "models": (10, "models that are evaluated"),
    "shard_limit": (50, "shards that a `ParallelFor` should have at most"),
    "epochs": (10, "of a net of pictures, the default"),
    "gpu_posts": (1000, "posts a second of one GPU in `mixed`: assumed, no GPU was measured"),
    "core_hour": (0.04, "dollars"),
    "gpu_hour": (2.50, "dollars"),
    "gb_month": (0.023, "dollars"),
}

Rates = Mapping[str, float]


def rates() -> dict[str, float]:
    """What was measured last, and what is assumed."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    return {**kept["posts_a_core_second"], **{name: value for name, (value, _) in ASSUMED.items()}}


# What of each: a line of the table for a number of posts.
def core_hours(step: str) -> Callable[[Rates, float], float]:
    return lambda given, posts: posts / given[step] / HOUR


def shards(given: Rates, posts: float) -> float:
    """Of the default size."""
    return math.ceil(posts * given["picture_kb"] / 1000 / given["shard_mb"])


def shard_gb(given: Rates, posts: float) -> float:
    """How large a shard is when there are as many as a `ParallelFor` should have at most."""
    return posts * given["picture_kb"] / 1e6 / min(shards(given, posts), given["shard_limit"])


def cores_for_a_day(given: Rates, posts: float) -> float:
    return math.ceil(posts / given["featurize"] / DAY)


def hours_on_all_shards(given: Rates, posts: float) -> float:
    """Of `featurize` with one core a shard, as many shards at once as a `ParallelFor` should have."""
    return posts / given["featurize"] / min(shards(given, posts), given["shard_limit"]) / HOUR


def stored_gb(given: Rates, posts: float) -> float:
    """Archive, shards and features: each once."""
    return posts * (2 * given["picture_kb"] + given["table_kb"] + given["pixels_kb"]) / 1e6


def memory_gb(given: Rates, posts: float) -> float:
    return posts * given["columns"] * 4 * given["copies"] / 1e9


def tree_hours(given: Rates, posts: float) -> float:
    return given["fits"] * posts / given["fit_xgboost"] / HOUR


def evaluate_hours(given: Rates, posts: float) -> float:
    return given["models"] * posts / given["evaluate"] / HOUR


def gpu_hours(given: Rates, posts: float) -> float:
    return given["fits"] * given["epochs"] * posts / given["gpu_posts"] / HOUR


def dollars_computed(given: Rates, posts: float) -> float:
    cores = sum(core_hours(step)(given, posts) for step in ("ingest", "featurize"))
    cores += tree_hours(given, posts) + evaluate_hours(given, posts)
    return cores * given["core_hour"] + gpu_hours(given, posts) * given["gpu_hour"]


def dollars_stored(given: Rates, posts: float) -> float:
    return stored_gb(given, posts) * given["gb_month"]


LINES: dict[str, Callable[[Rates, float], float]] = {
    "ingest, core hours": core_hours("ingest"),
    "featurize, core hours": core_hours("featurize"),
    "featurize without faces and pictures for nets, core hours": core_hours("featurize_plain"),
    "cores that featurize within a day": cores_for_a_day,
    "shards of 128 MB": shards,
    "size of a shard where there are at most 50, GB": shard_gb,
    "featurize, one core for each of at most 50 shards, hours": hours_on_all_shards,
    "train `xgboost`, core hours": tree_hours,
    "memory while it learns, GB": memory_gb,
    "train `mixed`, GPU hours": gpu_hours,
    "evaluate ten models, core hours": evaluate_hours,
    "score once, core hours": core_hours("score"),
    "archive, shards and features, GB": stored_gb,
    "dollars a run": dollars_computed,
    "dollars a month for storage": dollars_stored,
}


def table(given: Rates) -> str:
    """Markdown: a line a quantity, a column a number of posts."""
    head = "| | " + " | ".join(f"{posts:,} posts" for posts in POSTS) + " |"
    rule = "| --- |" + " ---: |" * len(POSTS)
    rows = [
        f"| {name} | " + " | ".join(_told(of(given, posts)) for posts in POSTS) + " |" for name, of in LINES.items()
    ]
    return "\n".join([head, rule, *rows])


def rate_table(given: Rates) -> str:
    """Markdown: what one core does."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))["posts_a_core_second"]
    rows = [f"| {name} | {_told(given[name])} | {_told(given[name] * DAY)} |" for name in kept]
    return "\n".join(["| | posts a second of a core | a day |", "| --- | ---: | ---: |", *rows])


def _told(value: float) -> str:
    """Two figures that count; more would pretend to know."""
    if value >= 100:
        return f"{round(value, 1 - math.floor(math.log10(value))):,.0f}"
    return f"{value:.2g}"


def main() -> None:
    """Print the tables, after measuring where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=NUMBER", help="another rate, size or price")
    parser.add_argument("--measure", action="store_true", help="measure the rates on this machine, and keep them")
    asked = parser.parse_args()
    if asked.measure:
        from benchmarks import rates as measuring

        measuring.measure(KEPT)
    given = rates()
    for one in asked.set:
        name, _, value = one.partition("=")
        if name not in given:
            parser.error(f"{name!r} is none of {', '.join(given)}")
        given[name] = float(value)
    print(f"{rate_table(given)}\n\n{table(given)}")


if __name__ == "__main__":
    main()
