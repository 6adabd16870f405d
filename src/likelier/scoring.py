"""Batch scoring: every readable post of a source, in one CSV."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from likelier import posts
from likelier.artifact import Artifact
from likelier.atomic import replacing
from likelier.batches import readable
from likelier.params import Ingest

COLUMNS = ("account", "post_id", "shortcode", "score", "low", "high")


def score(artifact: Artifact, source: str, path: Path, output: Path, settings: Ingest | None = None) -> None:
    """Score the posts of a source, whatever their likes, and write them as a CSV.

    Parameters
    ----------
    source : str
        The kind of source.
    path : Path
        The folder that it reads.
    output : Path
        One row a post: account (user name, or its id where there is none), post_id, shortcode, score, low and
        high. Written whole or not at all.
    settings : Ingest
        Those of a source that has some, such as `table`.

    Raises
    ------
    SourceError
        The folder is missing, or holds nothing of that kind.
    """
    with readable(source, path, settings=settings) as (shards, tally), replacing(output) as partial:
        accounts = posts.read_accounts(shards)
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            for shard in tqdm(posts.shard_paths(shards), desc="score", unit=" shards", disable=None):
                writer.writerows(_rows(artifact, posts.read(shard, posts.POSTS), accounts))
    print(
        f"score: {tally.rows_kept} posts scored into {output}, {tally.rows_quarantined} rows could not be read",
        file=sys.stderr,
    )


def _rows(artifact: Artifact, shard: pd.DataFrame, accounts: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    own = accounts[accounts["account_id"].isin(shard["account_id"])].reset_index(drop=True)
    scores = artifact.score(shard, own)
    names = own.set_index("account_id")["username"]
    account = shard["account_id"].map(names).fillna(shard["account_id"])
    texts = [[f"{value:.9g}" for value in scores[name]] for name in ("score", "low", "high")]
    yield from zip(account, shard["post_id"], shard["shortcode"].fillna(""), *texts, strict=True)
