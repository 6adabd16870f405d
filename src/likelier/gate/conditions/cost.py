"""What a challenger costs: the milliseconds of one raw post, and the megabytes of its folder."""

from collections.abc import Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

import pandas as pd
import pyarrow.parquet as pq

from likelier import posts
from likelier.artifact import Artifact
from likelier.gate.conditions.condition import Condition, holds
from likelier.gate.lift import CHALLENGER, CHAMPION

LATENCY, SIZE = "latency", "size"
TIMED = 5  # posts
MB = 1e6


def latency(took: Mapping[str, float], limit: float, ratio_limit: float) -> Condition:
    """Milliseconds a post, and how many times those of the champion, where there is one."""
    ours, theirs = took[CHALLENGER], took.get(CHAMPION)
    words, demand, details = f"{ours:.1f} ms a post", f"at most {limit:g} ms", {}
    passed = holds(ours, limit)
    if theirs is not None:
        ratio = ours / theirs
        words += f", {ratio:.2f} times the champion's {theirs:.1f} ms"
        demand += f", and {ratio_limit:g} times the champion's"
        details = {"champion": theirs, "ratio": ratio, "ratio_limit": ratio_limit}
        passed = passed and holds(ratio, ratio_limit)
    return Condition(LATENCY, passed, ours, limit, words, demand, details)


def milliseconds(artifacts: Mapping[str, Artifact], shards: Path) -> dict[str, float]:
    """The median time to score one raw post, of each artifact.

    They score the same posts in turn, so that whatever else the machine does slows all of them alike. What is loaded
    at the first post is left out.
    """
    rows, accounts = _some(shards), posts.read_accounts(shards)
    took: dict[str, list[float]] = {name: [] for name in artifacts}
    for place in range(-1, len(rows)):
        one = rows.iloc[[max(place, 0)]]
        owner = accounts[accounts["account_id"].isin(one["account_id"])]
        for name, artifact in artifacts.items():
            begun = perf_counter()
            artifact.score(one, owner)
            if place >= 0:
                took[name].append((perf_counter() - begun) * 1000)
    return {name: median(times) for name, times in took.items()}


def _some(shards: Path) -> pd.DataFrame:
    """Posts from all over the first shard, pictures and all."""
    path = posts.shard_paths(shards)[0]
    ids = posts.read(path, posts.POSTS, ["post_id"])["post_id"]
    chosen = list(ids.iloc[:: max(1, len(ids) // TIMED)][:TIMED])
    found: pd.DataFrame = pq.read_table(path, filters=[("post_id", "in", chosen)]).to_pandas()
    return found


def size(artifact: Path, limit: float) -> Condition:
    """Megabytes of the folder."""
    found = sum(file.stat().st_size for file in artifact.rglob("*") if file.is_file()) / MB
    return Condition(SIZE, holds(found, limit), found, limit, f"{found:.2f} MB", f"at most {limit:g} MB")
