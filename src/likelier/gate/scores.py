"""Scores of posts by models that had not seen them: kept with each version, so that a later one can be compared."""

import hashlib
from pathlib import Path

import numpy as np
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
COMPARED = pa.schema(  # what a version keeps; one of an older likelier has only `SCORES`
    [
        *SCORES,
        pa.field("account", pa.int64(), nullable=False),  # which posts are of one account; the numbers are drawn
        pa.field("fold", pa.int64(), nullable=False),
        pa.field("target", pa.float64(), nullable=False),
        pa.field("low", pa.float64(), nullable=False),  # ends of the interval of `train.coverage`
        pa.field("high", pa.float64(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
    ]
)


def digest(post_ids: pd.Series) -> list[str]:
    """What stands for a post where its id must not."""
    return [hashlib.sha256(str(post_id).encode()).hexdigest()[:24] for post_id in post_ids]


def held_back(trained: Path) -> pd.DataFrame:
    """A trained model's scores on the account split: account_id, post_id, fold, target, score."""
    table = predictions.read(trained, ["post_id", "account_id", "split", "fold", "target", "score"])
    return table[table["split"] == "account"].drop(columns="split").reset_index(drop=True)


def own_scores(trained: Path, shards: Path) -> pd.DataFrame:
    """The scores on the account split as rows of `COMPARED`: what a version keeps, to be compared by later."""
    table = predictions.read(trained, ["post_id", "account_id", "split", "fold", "target", "score", "low", "high"])
    table = table[table["split"] == "account"].merge(
        posts.read_posts(shards, ["post_id", "kind"]), on="post_id", how="left", validate="one_to_one"
    )
    codes, accounts = pd.factorize(table["account_id"])
    # Without a seed: who knows the accounts must not be able to count which number is whose.
    number = np.random.default_rng().permutation(len(accounts))[codes]
    table = table.assign(post=digest(table["post_id"]), account=number)
    return table[list(COMPARED.names)].sort_values("post")


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
