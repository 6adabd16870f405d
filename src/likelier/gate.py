"""Whether a challenger beats the champion: on the same posts, which neither of them has learned from."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from likelier import posts, predictions
from likelier.artifact import Artifact
from likelier.metrics.bootstrap import resample
from likelier.metrics.pairs import PAIR_ACCURACY, statistics
from likelier.metrics.rows import ORDER, Predicted, Rows
from likelier.params import Evaluate

SCORES = pa.schema(
    [
        pa.field("post", pa.string(), nullable=False),  # digest of the post's id: a registry names no post
        pa.field("score", pa.float64(), nullable=False),  # by a model that had not seen the post
    ]
)


@dataclass(frozen=True)
class Lift:
    """Pair accuracy of the challenger minus that of the champion, with its interval."""

    value: float
    low: float
    high: float
    challenger: float
    champion: float
    rows: int


def digest(post_ids: pd.Series) -> list[str]:
    """What stands for a post where its id must not."""
    return [hashlib.sha256(str(post_id).encode()).hexdigest()[:24] for post_id in post_ids]


def held_back(trained: Path) -> pd.DataFrame:
    """A trained model's scores on the account split: account_id, post_id, fold, target, score."""
    table = predictions.read(trained, ["post_id", "account_id", "split", "fold", "target", "score"])
    return table[table["split"] == "account"].drop(columns="split").reset_index(drop=True)


def own_scores(trained: Path) -> pd.DataFrame:
    """The same as the rows of `SCORES`: what a version keeps, to be compared by later."""
    table = held_back(trained)
    return pd.DataFrame({"post": digest(table["post_id"]), "score": table["score"]}).sort_values("post")


def champion_scores(champion: Artifact, kept: pd.DataFrame, post_ids: pd.Series, shards: Path) -> pd.Series:
    """The champion's score of each post, by a model that had not seen it.

    Posts that it learned from have their held-back scores (`kept`, rows of `SCORES`); it has never seen the
    others, and scores them now, a shard at a time.
    """
    known = kept.set_index("post")["score"]
    scores = pd.Series(digest(post_ids), index=post_ids.to_numpy()).map(known)
    if scores.isna().any():
        accounts = posts.read_accounts(shards)
        for path in posts.shard_paths(shards):
            shard = posts.read(path, posts.POSTS)
            if scores.reindex(shard["post_id"]).isna().any():
                fresh = champion.score(shard, accounts).set_index(shard["post_id"])["score"]
                scores = scores.fillna(fresh)
    return scores


def compare(challenger: Path, champion: Artifact, kept: pd.DataFrame, shards: Path, settings: Evaluate) -> Lift | None:
    """The paired lift over the champion, from a bootstrap over accounts.

    Returns
    -------
    Lift or None
        None when fewer than two accounts have a pair of posts to compare by.
    """
    table = held_back(challenger)
    facts = posts.read_posts(shards, ["post_id", "likes", "kind"])
    table = table.merge(facts, on="post_id", how="left", validate="one_to_one").sort_values(ORDER, ignore_index=True)
    other = champion_scores(champion, kept, table["post_id"], shards)
    return paired(table, np.asarray(table["score"], float), np.asarray(other, float), settings)


def paired(
    table: pd.DataFrame, challenger: NDArray[np.float64], champion: NDArray[np.float64], settings: Evaluate
) -> Lift | None:
    """The paired lift of one score over another, of the same n posts.

    Parameters
    ----------
    table : DataFrame, n rows
        account_id, post_id, fold, target, likes and kind, sorted by `likelier.metrics.rows.ORDER`.
    challenger, champion : array, shape (n,)
        Scores by models that had not seen the post.

    Returns
    -------
    Lift or None
        None when fewer than two accounts have a pair of posts to compare by.
    """
    scored = {"challenger": challenger, "champion": champion}
    rows = Rows.of(table)
    random = np.random.default_rng(settings.seed)
    sums = statistics(rows, {name: Predicted(score) for name, score in scored.items()}, random)
    draws = resample(sums, settings.resamples, random)
    ours, theirs = (draws.get((name, PAIR_ACCURACY)) for name in scored)
    if ours is None or theirs is None:
        return None
    difference = ours.over(theirs)
    low, high = difference.interval(settings.confidence)
    return Lift(difference.value, low, high, ours.value, theirs.value, len(table))
