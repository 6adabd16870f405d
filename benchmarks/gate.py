"""`python -m benchmarks.gate [--seeds 50]`: how often the gate lets through what it should, and what it must not.

Each seed is a world of its own: 40 accounts with 24 posts each, whose log likes are the account's level, plus the
post's effect (standard deviation 0.6), plus chance (0.6). Kinds, languages, hours, faces and followers are drawn at
random, so that all slices of a scorecard are there. The champion's held-back score of a post is its effect with noise
(0.7). The challengers are

worse: noise 1.0;
equal: noise 0.7 as the champion's, but other noise;
better: noise 0.4;
blind on one kind: noise 0.05, but the same score for all videos (a third of the posts); on the whole it is better;
intervals that lie: as better, with intervals of half the width.

The decision is `likelier.gate.decision.decide` with all conditions and the default limits; only MLflow is left out: the
champion lies in a folder. A slice, the intervals or the milliseconds may refuse a better challenger too.
"""

import argparse
import json
import os
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from likelier import models, posts, predictions
from likelier.artifact import Artifact
from likelier.calibration import Calibration
from likelier.features import table
from likelier.gate import record
from likelier.gate.decision import decide
from likelier.gate.held import Candidate
from likelier.gate.scores import COMPARED, KEPT, own_scores
from likelier.params import Featurize, ModelEntry, Params
from likelier.registry import Version
from likelier.scale import Scale

ACCOUNTS, POSTS = 40, 24
EFFECT, CHANCE = 0.6, 0.6
CHAMPION = 0.7  # noise
WIDTHS = {0.8: 1.2816, 0.9: 1.6449}  # of an interval, in standard deviations of a normal error
ENTRY = ModelEntry(family="recency")
PARAMS = Params(models={"challenger": ENTRY})
LANGUAGES, HOURS = ("de", "en", "pt", "ja"), ("morning", "noon", "evening", "night")


@dataclass(frozen=True)
class Challenger:
    """Noise of its scores; whether it tells videos apart; and the width of its intervals over the right one."""

    noise: float
    blind: bool = False
    width: float = 1.0


CHALLENGERS = {
    "worse": Challenger(1.0),
    "equal": Challenger(CHAMPION),
    "better": Challenger(0.4),
    "blind on one kind": Challenger(0.05, blind=True),
    "intervals that lie": Challenger(0.4, width=0.5),
}


class Shelf:
    """What the gate asks of a registry, of a champion in a folder."""

    def __init__(self, champion: Path) -> None:
        self.champion = champion
        posts.write(own_scores(champion, champion.parent / "shards"), COMPARED, champion / KEPT)

    def aliased(self, alias: str) -> Version:
        """The champion."""
        return Version(1, "", {}, (alias,), datetime.now(UTC))

    def load(self, version: Version) -> Artifact:
        """Its model."""
        return Artifact.load(self.champion / "artifact")

    def file(self, version: Version, name: str) -> Path:
        """A file of it."""
        return self.champion / name


def world(seed: int, folder: Path) -> pd.DataFrame:
    """Write shards and features, and return the posts with their `effect` and their label."""
    random = np.random.default_rng(seed)
    size = ACCOUNTS * POSTS
    names = [f"a{number}" for number in range(ACCOUNTS)]
    frame = pd.DataFrame({"post_id": [f"p{number}" for number in range(size)], "account_id": np.repeat(names, POSTS)})
    frame["taken_at"] = pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(
        random.integers(900, size=size), unit="D"
    )
    frame["kind"] = random.choice(["image", "carousel", "video"], size)
    effect, chance = random.normal(0, EFFECT, size), random.normal(0, CHANCE, size)
    frame["likes"] = np.round(np.exp(np.repeat(random.normal(7, 1, ACCOUNTS), POSTS) + effect + chance))
    frame["source"] = "made"
    posts.write(frame, posts.POSTS, folder / "shards" / "posts-0000.parquet")
    followers = np.round(np.exp(random.normal(9, 1, ACCOUNTS)))
    accounts = pd.DataFrame({"account_id": names, "followers": followers, "source": "made"})
    posts.write(accounts, posts.ACCOUNTS, folder / "shards" / "accounts.parquet")
    computed = frame[["post_id", "account_id"]].assign(picture_hash=None)
    computed["caption_language"] = random.choice(LANGUAGES, size)
    computed["time_part"] = random.choice(HOURS, size)
    computed["account_known"] = np.log1p(frame.groupby("account_id").cumcount()).astype("float32")
    computed["faces_count"] = random.integers(4, size=size).astype("float32")
    (folder / "features").mkdir()
    table.write(computed, folder / "features" / "features-0000.parquet", {})
    return frame.assign(effect=effect, target=effect + chance)


def trained(frame: pd.DataFrame, folder: Path, skill: Challenger, seed: tuple[int, int]) -> Path:
    """A model's folder as `train` writes it."""
    score = frame["effect"] + np.random.default_rng(seed).normal(0, skill.noise, len(frame))
    if skill.blind:
        score = score.where(frame["kind"] != "video", 0.0)
    error = float(np.std(frame["target"] - score)) * skill.width
    half = {level: width * error for level, width in WIDTHS.items()}
    ends = {
        "low": score - half[0.8],
        "high": score + half[0.8],
        "low_90": score - half[0.9],
        "high_90": score + half[0.9],
    }
    held = frame[["post_id", "account_id", "target"]].assign(
        split="account", fold=0, score=score, pair_slope=1.0, **ends
    )
    folder.mkdir()
    predictions.write(held, folder)
    sure = Calibration(0.8, Scale(), {level: (-one, one) for level, one in half.items()}, 1.0)
    model = models.create(folder.name, ENTRY, 7)
    model.slope, model.intercept = 0.0, 0.0
    Artifact(folder.name, ENTRY, model, Featurize(), "lift", sure, 7).save(folder / "artifact")
    (folder / "model.json").write_text(json.dumps({"name": folder.name, "family": "recency", "baseline": False}))
    return folder


def decided(name: str, seed: int, params: Params = PARAMS) -> dict[str, Any]:
    """What the gate says of a challenger in the world of a seed."""
    with tempfile.TemporaryDirectory(prefix="likelier-gate-") as place:
        folder = Path(place)
        frame = world(seed, folder)
        shelf: Any = Shelf(trained(frame, folder / "champion", Challenger(CHAMPION), (seed, 1)))
        best = trained(frame, folder / "challenger", CHALLENGERS[name], (seed, 2))
        return decide(shelf, params, Candidate.read(best, [], folder / "shards", [folder / "features"]))


def main(seeds: int) -> None:
    """Print a row a challenger, and fail where a bar is missed."""
    os.environ["MLFLOW_CONFIGURE_LOGGING"] = "false"  # it tells of each figure that it compares
    print(f"{'challenger':<20}{'promoted':>12}{'mean lift':>12}   refused by")
    promoted, begun = {}, time.process_time()
    for name in CHALLENGERS:
        found = [decided(name, seed) for seed in range(seeds)]
        promoted[name] = sum(one["promoted"] for one in found)
        refused = Counter(why for one in found if not one["promoted"] for why in record.refused(one))
        told = ", ".join(f"{why} {count}" for why, count in refused.most_common())
        lift = np.mean([one["lift"]["value"] for one in found])
        print(f"{name:<20}{promoted[name]:>6} of {seeds:<3}{lift:>+11.3f}   {told or '-'}", flush=True)
    print(f"{(time.process_time() - begun) / seeds / len(CHALLENGERS):.2f} CPU seconds a decision, its world with it")
    most = 0.05 * seeds
    if max(promoted[name] for name in CHALLENGERS if name != "better") > most or promoted["better"] < seeds - most:
        raise SystemExit("gate: at most 5 % of what is not better may be promoted, and at least 95 % of what is")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gate")
    parser.add_argument("--seeds", type=int, default=50)
    main(parser.parse_args().seeds)
