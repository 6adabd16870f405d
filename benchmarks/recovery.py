"""`python -m benchmarks.recovery [FOLDER] [--least SHARE]`: which of the sample world's effects a model has found.

FOLDER is one in which all steps ran on the sample world: the project's own after ``make demo``, or a workdir of
``likelier run``. Scores are of posts whose accounts the model didn't learn from. With ``--least``, it fails where the
best model has less than that share of what can be attained.
"""

import argparse
import json
from pathlib import Path

import pandas as pd

from likelier import posts as contract
from likelier import predictions
from likelier.metrics.recovery import recovery


def of(shards: Path, trained: Path) -> pd.DataFrame:
    """What one model has found; see `likelier.metrics.recovery`."""
    long = contract.read(shards / "truth_parts.parquet", contract.TRUTH_PARTS)
    parts = long.pivot(index="post_id", columns="name", values="effect")[list(dict.fromkeys(long["name"]))]
    scored = predictions.read(trained)
    scored = scored[scored["split"] == "account"]
    likes = contract.read_posts(shards, ["post_id", "likes"]).set_index("post_id")["likes"]
    ids = scored["post_id"]
    return recovery(parts.loc[ids], scored["account_id"], likes.loc[ids].to_numpy(), scored["score"].to_numpy())


def main(folder: Path, least: float) -> None:
    """Print the best model's table, and the share that it has attained."""
    metrics = json.loads((folder / "metrics" / "evaluate.json").read_text(encoding="utf-8"))
    best = metrics["best_model"]
    print(f"{best:<20}{'likes show':>12}{'it found':>12}{'recovered':>12}")
    for name, row in of(folder / "data" / "shards", folder / "models" / best).iterrows():
        print(f"{name:<20}{row['shown']:>11.0%}{row['found']:>12.0%}{row['recovered']:>12.0%}".replace("%", " %"))

    attained = metrics["splits"]["account"]["models"][best]["attained"]
    print(
        f"attained: {attained['value']:.1%} [{attained['low']:.1%} to {attained['high']:.1%}] of the lift over chance"
    )
    if attained["value"] < least:
        raise SystemExit(f"recovery: {attained['value']:.1%} is less than {least:.0%}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recovery")
    parser.add_argument("folder", type=Path, nargs="?", default=Path())
    parser.add_argument("--least", type=float, default=0.0)
    given = parser.parse_args()
    main(given.folder, given.least)
