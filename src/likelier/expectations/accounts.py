"""The suite of accounts: keys, counts that can be true, and whether they fit the posts that were read."""

from pathlib import Path

import great_expectations.expectations as gxe
import pandas as pd

from likelier import posts as contract
from likelier.expectations import lenient
from likelier.params import Validate

INDEX = ("account_id",)
COUNTS = ("followers", "following", "posts", "highlights", "igtv")


def read(shards: Path) -> pd.DataFrame:
    """One row an account: its key, its counts, and ``posts_read``, how many of its posts the shards hold."""
    frame = contract.read(shards / "accounts.parquet", lenient(contract.ACCOUNTS), ("account_id", *COUNTS, "source"))
    parts = [contract.read(path, lenient(contract.POSTS), ("account_id",)) for path in contract.shard_paths(shards)]
    posts_read = pd.concat(parts)["account_id"].value_counts()
    frame["posts_read"] = frame["account_id"].map(posts_read).fillna(0).astype("int64")
    return frame


def expectations(settings: Validate) -> list[gxe.Expectation]:
    """Critical: the keys and the ranges. Warning: what is odd, and may still be true."""
    critical = [
        gxe.ExpectTableRowCountToBeBetween(min_value=1, severity="critical"),
        gxe.ExpectColumnValuesToNotBeNull(column="account_id", severity="critical"),
        gxe.ExpectColumnValuesToBeUnique(column="account_id", severity="critical"),
        gxe.ExpectColumnValuesToNotBeNull(column="source", severity="critical"),
        *(gxe.ExpectColumnValuesToBeBetween(column=count, min_value=0, severity="critical") for count in COUNTS),
    ]
    warning = [
        gxe.ExpectColumnValuesToNotBeNull(
            column="followers",
            mostly=0.8,
            severity="warning",
            notes="Without it the baseline followers_only knows nothing.",
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="posts_read",
            min_value=2,
            mostly=0.8,
            severity="warning",
            notes="An account with one post has nothing to be ordered.",
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="posts",
            column_B="posts_read",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            mostly=0.95,
            severity="warning",
            notes="A profile counts at least the posts that were read of it.",
        ),
    ]
    return critical + warning
