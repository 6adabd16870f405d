"""Scores of posts by models that had not seen them: kept with each version, so that a later one can be compared."""

import hashlib
from pathlib import Path

import pandas as pd
import pyarrow as pa

from likelier import posts, predictions
from likelier.artifact import Artifact

KEPT = "held_back_scores.parquet"  # the file of a version
SCORES = pa.schema(
    [
        pa.field("post", pa.string(), nullable=False),  # digest of the post's id: a registry names no post
        pa.field("score", pa.float64(), nullable=False),  # by a model that had not seen the post
    ]
)


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
