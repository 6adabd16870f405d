"""The suite of posts: keys, references, ranges, shares of what is missing, and distributions that drift."""

from datetime import UTC, datetime
from pathlib import Path

import great_expectations.expectations as gxe
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from likelier import posts as contract
from likelier.expectations import lenient
from likelier.params import Validate

INDEX = ("shard", "post_id")
LIGHT = (
    *("post_id", "account_id", "taken_at", "snapshot_at", "kind", "likes", "comments", "views"),
    *("width", "height", "picture_origin", "source"),
)
KEYS = ("post_id", "account_id", "taken_at", "kind", "source")
COUNTS = ("likes", "comments", "views")
SIDES = ("width", "height")
OPENED = datetime(2010, 1, 1, tzinfo=UTC)  # Instagram opened in that year: no post is older
MOST_LIKES = 1e8  # the most liked post of all has some 75 million
# Kullback-Leibler divergence of the hours from "every hour alike", in nats. Posts in eight of the 24 hours give
# ln(24 / 8) = 1.1; a source that knows only noon and midnight ln(24 / 2) = 2.5, one that lost the time 3.2.
HOUR_DIVERGENCE = 2.0
TELLING_ACCOUNTS = 10  # fewer newest posts say nothing


def read(shards: Path) -> pd.DataFrame:
    """One row a post: light columns and what follows from them.

    ``shard`` (file name), ``picture_bytes`` (size; null without a picture), ``hour`` (UTC), ``matching_accounts``
    (rows of the accounts table with its account), ``account_shards`` (files that hold posts of its account),
    ``account_followers``, ``zero_despite_comments``, ``newest_is_low`` (null but for the newest posts of accounts that
    nobody knows the snapshot of).
    """
    frames = []
    for path in contract.shard_paths(shards):
        frame = contract.read(path, lenient(contract.POSTS), LIGHT)
        frame.insert(0, "shard", path.name)
        frame["picture_bytes"] = _picture_bytes(path)
        frames.append(frame)
    frame = pd.concat(frames, ignore_index=True)
    accounts = contract.read(shards / "accounts.parquet", lenient(contract.ACCOUNTS), ("account_id", "followers"))
    frame["hour"] = frame["taken_at"].dt.hour
    frame["matching_accounts"] = frame["account_id"].map(accounts["account_id"].value_counts()).fillna(0).astype(int)
    frame["account_shards"] = frame.groupby("account_id", dropna=False)["shard"].transform("nunique")
    followers = accounts.drop_duplicates("account_id").set_index("account_id")["followers"]
    frame["account_followers"] = frame["account_id"].map(followers)
    frame["zero_despite_comments"] = (frame["likes"].eq(0) & frame["comments"].gt(0)).astype(int)
    frame["newest_is_low"] = _newest_is_low(frame)
    return frame


def _newest_is_low(frame: pd.DataFrame) -> pd.Series:
    """Whether an account's newest post has less than half of its usual likes: 0, 1, or null where it can't be told."""
    known = frame[frame["likes"].notna() & frame["snapshot_at"].isna()]
    newest = known.sort_values(["taken_at", "post_id"]).groupby("account_id")["likes"].tail(1).index
    usual = known.drop(newest).groupby("account_id")["likes"].median()
    limit = known.loc[newest, "account_id"].map(usual).astype(float) / 2
    low = (known.loc[newest, "likes"] < limit).where(limit > 0).astype(float)
    enough = low.notna().sum() >= TELLING_ACCOUNTS
    return low.reindex(frame.index).astype(float) if enough else pd.Series(np.nan, index=frame.index)


def _picture_bytes(path: Path) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Sizes of the pictures; a few are in memory at a time."""
    with pq.ParquetFile(path) as file:
        batches = file.iter_batches(batch_size=100, columns=["picture"])
        sizes = [pc.binary_length(batch.column("picture")).cast(pa.float64()) for batch in batches]
    joined = np.concatenate([size.to_numpy(zero_copy_only=False) for size in sizes] or [np.empty(0)])
    return np.where(joined > 0, joined, np.nan)  # no bytes are no picture


def expectations(settings: Validate) -> list[gxe.Expectation]:
    """Critical: what would make the labels or the splits wrong. Warning: what makes them weak."""
    return [*_keys(), *_ranges(), *_missing(settings), *_plausible()]


def _keys() -> list[gxe.Expectation]:
    return [
        *(gxe.ExpectColumnValuesToNotBeNull(column=key, severity="critical") for key in KEYS),
        gxe.ExpectColumnValuesToBeUnique(column="post_id", severity="critical"),
        gxe.ExpectColumnValuesToBeInSet(
            column="matching_accounts",
            value_set=[1],
            severity="critical",
            notes="Its account is in the accounts table.",
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="account_shards", value_set=[1], severity="critical", notes="An account never spans two shards."
        ),
        gxe.ExpectColumnValuesToBeInSet(column="kind", value_set=list(contract.KINDS), severity="critical"),
        gxe.ExpectColumnValuesToBeInSet(
            column="picture_origin", value_set=list(contract.PICTURE_ORIGINS), severity="critical"
        ),
    ]


def _ranges() -> list[gxe.Expectation]:
    return [
        *(gxe.ExpectColumnValuesToBeBetween(column=count, min_value=0, severity="critical") for count in COUNTS),
        *(gxe.ExpectColumnValuesToBeBetween(column=side, min_value=1, severity="critical") for side in SIDES),
        gxe.ExpectColumnValuesToBeBetween(column="taken_at", min_value=OPENED, severity="critical"),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="snapshot_at",
            column_B="taken_at",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            severity="critical",
            notes="No post is younger than the moment at which its likes were read.",
        ),
    ]


def _missing(settings: Validate) -> list[gxe.Expectation]:
    limits = {
        ("likes", "critical"): settings.max_missing_likes,
        ("likes", "warning"): settings.warn_missing_likes,
        ("picture_bytes", "critical"): settings.max_missing_pictures,
        ("picture_bytes", "warning"): settings.warn_missing_pictures,
    }
    return [
        gxe.ExpectColumnValuesToNotBeNull(column=column, mostly=round(1 - limit, 9), severity=severity)
        for (column, severity), limit in limits.items()
    ]


def _plausible() -> list[gxe.Expectation]:
    return [
        gxe.ExpectColumnMedianToBeBetween(column="likes", min_value=1, max_value=MOST_LIKES, severity="warning"),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="account_followers",
            column_B="likes",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            mostly=0.95,
            severity="warning",
            notes="Few posts are liked by more people than follow their account.",
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="zero_despite_comments",
            value_set=[0],
            mostly=0.98,
            severity="warning",
            notes="Posts that are commented on are liked: zero likes are hidden ones that were read as zero.",
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="newest_is_low",
            value_set=[0],
            mostly=0.6,
            severity="warning",
            notes="The newest posts have their likes already; where they don't, set ingest.drop_newest: true.",
        ),
        gxe.ExpectColumnKLDivergenceToBeLessThan(
            column="hour",
            partition_object={"values": list(range(24)), "weights": [1 / 24] * 24},
            threshold=HOUR_DIVERGENCE,
            severity="warning",
            notes="The time of day is known, not lost on the way.",
        ),
    ]
