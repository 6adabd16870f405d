"""What `ingest` read against what it kept: one row, since the numbers are of the whole data set."""

from pathlib import Path

import great_expectations.expectations as gxe
import pandas as pd
import pyarrow.parquet as pq

from likelier import posts as contract
from likelier.params import Validate

INDEX = ("quarantined", "kept")


def read(shards: Path) -> pd.DataFrame:
    """One row: ``shards, kept`` (posts), ``quarantined`` (rows and whole files), ``quarantined_share``."""
    paths = contract.shard_paths(shards)
    kept = sum(pq.read_metadata(path).num_rows for path in paths)
    quarantined = pq.read_metadata(shards / "quarantine.parquet").num_rows
    share = quarantined / max(kept + quarantined, 1)
    return pd.DataFrame(
        {"shards": [len(paths)], "kept": [kept], "quarantined": [quarantined], "quarantined_share": [share]}
    )


def expectations(settings: Validate) -> list[gxe.Expectation]:
    """Not too much of what was read had to be left out, and enough is left to learn from."""
    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="quarantined_share",
            min_value=0,
            max_value=settings.max_quarantined,
            severity="critical",
            notes="validate.max_quarantined: share of what was read that went to the quarantine.",
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="kept",
            min_value=settings.min_posts,
            severity="critical",
            notes="validate.min_posts: posts that are left.",
        ),
    ]
