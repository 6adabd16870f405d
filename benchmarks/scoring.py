"""What `evaluate` takes for 100,000 posts and ten models: all measures of three splits, slices, scorecard and cards.

The seconds are those of this machine; the limit is two minutes on two cores. The ratio says how much is saved by
drawing each resample once for all measures, against `scipy.stats.bootstrap`, a measure at a time.
"""

import tempfile
import time
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.steps import seconds
from likelier import params as parameters
from likelier import posts as contract
from likelier import predictions
from likelier.atomic import write_json
from likelier.metrics.bootstrap import resample
from likelier.metrics.statistic import ratio
from likelier.steps.evaluate import evaluate

ACCOUNTS, POSTS, MODELS = 2_000, 50, 10
LIMIT = 120  # seconds


def world(folder: Path) -> tuple[Path, list[Path]]:
    """Shards of so many posts without pictures, and what so many models say of them."""
    random = np.random.default_rng(7)
    size = ACCOUNTS * POSTS
    account = np.repeat(np.arange(ACCOUNTS), POSTS)
    effect = random.normal(0, 0.4, size)
    first = pd.Timestamp("2020-01-01", tz="UTC")
    posts = pd.DataFrame(
        {
            "post_id": [f"p{number:06d}" for number in range(size)],
            "account_id": [f"a{number:05d}" for number in account],
            "taken_at": first + pd.to_timedelta(random.integers(0, 10**7, size), unit="s"),
            "snapshot_at": first + pd.Timedelta(days=300),
            "kind": random.choice(list(contract.KINDS), size, p=[0.6, 0.2, 0.2]),
            "likes": np.round(np.exp(8 + effect + random.normal(0, 0.3, size))),
            "source": "made",
        }
    )
    owners = pd.DataFrame({"account_id": posts["account_id"].unique(), "source": "made"})
    owners["followers"] = np.round(10 ** random.uniform(3, 7, ACCOUNTS))
    shards = folder / "shards"
    shards.mkdir()
    contract.write(posts, contract.POSTS, shards / "posts-0000.parquet")
    contract.write(owners, contract.ACCOUNTS, shards / "accounts.parquet")
    return shards, [_model(folder / f"model{number}", posts, account, effect, number) for number in range(MODELS)]


def _model(trained: Path, posts: pd.DataFrame, account: np.ndarray, effect: np.ndarray, skill: int) -> Path:
    random = np.random.default_rng(skill)
    score = skill / MODELS * effect + bool(skill) * random.normal(0, 0.2, len(effect))
    table = posts[["post_id", "account_id"]].assign(target=np.log(posts["likes"]) - 8, score=score)
    table = table.assign(low=score - 0.5, high=score + 0.5, low_90=score - 0.8, high_90=score + 0.8, pair_slope=2.0)
    later, drawn = np.arange(len(table)) % POSTS >= POSTS * 0.8, np.random.default_rng(1).random(len(table)) < 0.2
    splits = [
        table.assign(split="account", fold=account % 5),
        table[later].assign(split="forward", fold=0),
        table[drawn].assign(split="random", fold=0),
    ]
    predictions.write(pd.concat(splits, ignore_index=True)[predictions.PREDICTIONS.names], trained)
    write_json(trained / "model.json", {"name": trained.name, "family": "made", "baseline": skill < 2})
    return trained


def bootstraps() -> tuple[float, float]:
    """Seconds a measure of the bootstrap: on shared draws, and by scipy."""
    from scipy.stats import bootstrap

    random = np.random.default_rng(0)
    sums = random.random((50, ACCOUNTS, 2))
    statistics = {("m", str(number)): ratio(*one.T) for number, one in enumerate(sums)}
    ours = seconds(lambda: resample(statistics, 1000, np.random.default_rng(0)) and None) / len(sums)

    def known() -> None:
        bootstrap(
            (sums[0, :, 0], sums[0, :, 1]),
            lambda top, bottom, axis: top.sum(axis=axis) / bottom.sum(axis=axis),
            paired=True,
            vectorized=True,
            method="percentile",
            n_resamples=1000,
            batch=100,
            rng=np.random.default_rng(0),
        )

    return ours, seconds(known)


def main() -> None:
    """Measure and print."""
    given = parameters.load(Path("params.yaml"), ["ingest.source=made", "evaluate.reference=model5"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shards, trained = world(folder)
        started, cpu = time.perf_counter(), time.process_time()
        with redirect_stderr(StringIO()):
            evaluate(given, shards, [], trained, folder / "report", folder / "metrics.json")
        taken, used = time.perf_counter() - started, time.process_time() - cpu
    ours, theirs = bootstraps()
    print(f"\nevaluate, {ACCOUNTS * POSTS:,} posts and {MODELS} models: {taken:.0f} s ({used:.0f} s of processor)")
    print(f"share of the limit of {LIMIT} s: {taken / LIMIT:.2f}x")
    print(f"bootstrap of one measure: {theirs / ours:.0f}x the speed of scipy.stats.bootstrap")


if __name__ == "__main__":
    main()
