"""How the steps grow with the number of posts, what a second worker brings, what training costs.

Every figure is measured in this run on the same sample world, the faster of two tries. Only ratios are worth
comparing between machines.
"""

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, redirect_stderr
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from likelier import params as parameters
from likelier.influence import influence
from likelier.params import Params
from likelier.probes import Probes
from likelier.steps.featurize import featurize
from likelier.steps.ingest import ingest
from likelier.steps.train import train

ACCOUNTS, POSTS = 20, 20
PROBED = "xgboost", "fixed_effects"  # models, the second of which draws a learning curve


def seconds(work: Callable[[], None], tries: int = 2) -> float:
    """The faster of some tries, without what the step says."""
    taken = []
    for _ in range(tries):
        started = time.perf_counter()
        with redirect_stderr(StringIO()):
            work()
        taken.append(time.perf_counter() - started)
    return min(taken)


def world(accounts: int, workers: int = 1) -> Params:
    """Params of a sample world of so many accounts."""
    return parameters.load(
        Path("params.yaml"),
        [f"ingest.sample.accounts={accounts}", f"ingest.sample.posts={POSTS}", f"featurize.workers={workers}"],
    )


def measure(folder: Path, accounts: int, workers: int) -> dict[str, float]:
    """Seconds of each step for a world of so many accounts."""
    given = world(accounts, workers)
    shards, metrics = folder / f"shards-{accounts}", folder / "metrics.json"
    features = folder / f"features-{accounts}-{workers}"
    taken = {}
    if not shards.exists():
        taken["ingest"] = seconds(lambda: ingest(given, shards, metrics), tries=1)

    def compute() -> None:
        for file in features.glob("*"):
            file.unlink()  # unchanged shards cost nothing
        featurize(given, shards, features, metrics)

    taken["featurize"] = seconds(compute)
    taken["train xgboost"] = seconds(
        lambda: train(given, "xgboost", shards, [features], folder / "trained", metrics), tries=1
    )
    return taken


def bare_training(folder: Path) -> float:
    """Seconds of XGBoost alone on as many fits of as many rows as `train` makes."""
    import numpy as np
    import xgboost

    from likelier.encoding import Encoder
    from likelier.features.table import read
    from likelier.models.xgboost import Settings

    settings = Settings()
    table = read([folder / f"features-{2 * ACCOUNTS}-1"])
    features = table.drop(columns=["post_id", "account_id", "picture_hash"])
    matrix = Encoder().fit(features, table["account_id"].to_numpy()).transform(features)
    target = np.random.default_rng(0).normal(size=len(matrix))
    knobs = settings.model_dump(exclude={"rounds", "min_count", "max_words", "threads"}) | {"nthread": settings.threads}

    def fit_all() -> None:
        for share in (*[0.8] * 5, 0.8, 0.8, 1.0):  # five folds, forward, random, and for good
            rows = int(share * len(matrix))
            data = xgboost.DMatrix(matrix[:rows], label=target[:rows])
            xgboost.train(knobs, data, num_boost_round=settings.rounds)

    return seconds(fit_all, tries=1)


def asked(folder: Path, name: str) -> tuple[float, float]:
    """CPU seconds of `train`, and of what it asks of its models beside their scores: probes, and what moves them."""
    taken: list[float] = []

    def counted(work: Any) -> Any:
        def call(*arguments: Any) -> Any:
            started = time.process_time()
            try:
                return work(*arguments)
            finally:
                taken.append(time.process_time() - started)

        return call

    files = folder / f"shards-{ACCOUNTS}", [folder / f"features-{ACCOUNTS}-1"]
    with ExitStack() as stack:
        stack.enter_context(redirect_stderr(StringIO()))
        stack.enter_context(patch.object(Probes, "ask", counted(Probes.ask)))
        stack.enter_context(patch("likelier.steps.train.influence", counted(influence)))
        started = time.process_time()
        train(world(ACCOUNTS), name, *files, folder / "trained", folder / "metrics.json")
        return time.process_time() - started, sum(taken)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        once, twice = measure(folder, ACCOUNTS, 1), measure(folder, 2 * ACCOUNTS, 1)
        parallel = measure(folder, 2 * ACCOUNTS, 2)
        bare = bare_training(folder)
        shares = {name: asked(folder, name) for name in PROBED}
    posts = 2 * ACCOUNTS * POSTS
    print(f"\n{'step':<16}{'posts a second':>16}{'time for twice the posts':>26}")
    for step, taken in twice.items():
        print(f"{step:<16}{posts / taken:>16.0f}{taken / once[step]:>25.2f}x")
    print(f"\nfeaturize with two workers: {twice['featurize'] / parallel['featurize']:.2f}x the speed of one")
    print(f"train xgboost, whole step:  {twice['train xgboost'] / bare:.2f}x the time of the bare library calls")
    for name, (whole, part) in shares.items():
        print(f"train {name}: {part / whole:.0%} of {whole:.1f} CPU seconds asks what the models go by")
