"""A made world, and models that were trained on it: as good as a test wants them."""

import json

import numpy as np
import pandas as pd

from likelier import models, posts, predictions
from likelier.artifact import Artifact
from likelier.calibration import Calibration
from likelier.params import Featurize, ModelEntry
from likelier.scale import Scale

ACCOUNTS, POSTS = 40, 10
ENTRY = ModelEntry(family="recency")


def world(seed, prefix="p"):
    rng = np.random.default_rng(seed)
    size = ACCOUNTS * POSTS
    frame = pd.DataFrame(
        {
            "post_id": [f"{prefix}{i}" for i in range(size)],
            "account_id": np.repeat([f"{prefix}a{i}" for i in range(ACCOUNTS)], POSTS),
            "taken_at": pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(rng.permutation(size), unit="D"),
            "kind": "image",
            "likes": np.round(np.exp(rng.normal(7, 0.5, size))),
            "source": "test",
        }
    )
    return frame


def shards_of(frame, folder):
    posts.write(frame, posts.POSTS, folder / "posts-0000.parquet")
    accounts = pd.DataFrame({"account_id": frame["account_id"].unique(), "source": "test"})
    posts.write(accounts, posts.ACCOUNTS, folder / "accounts.parquet")
    return folder


def trained(frame, folder, noise, slope=1.0, seed=0, half=None, baseline=False):
    """A trained model whose held-back scores are the log likes with noise (one figure, or one a post).

    It scores new posts by their time. Its intervals end `half` beside the score, and half as far again the wide ones;
    without it, where they hold what they say.
    """
    name, spread = folder.name, float(np.sqrt(np.mean(np.square(noise)))) or 1.0
    near, far = (half, 1.5 * half) if half else (1.3 * spread, 1.7 * spread)
    score = np.log(frame["likes"]) + np.random.default_rng(seed).normal(0, noise, len(frame))
    table = frame[["post_id", "account_id"]].assign(
        split="account", fold=0, target=np.log(frame["likes"]), score=score, low=score - near, high=score + near
    )
    table = table.assign(low_90=score - far, high_90=score + far, pair_slope=1.0)
    folder.mkdir(parents=True)
    predictions.write(table, folder)
    model = models.create(name, ENTRY, 7)
    model.slope, model.intercept = slope, spread
    sure = Calibration(0.8, Scale(), {0.8: (-near, near), 0.9: (-far, far)}, 1.0)
    Artifact(name, ENTRY, model, Featurize(), "lift", sure, 7).save(folder / "artifact")
    (folder / "model.json").write_text(json.dumps({"name": name, "family": "recency", "baseline": baseline}))
    return folder
