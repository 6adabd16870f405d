"""The data contract: the tables of accounts and posts, and how shards of them are read and written.

A *shard* is one Parquet file of whole accounts: an account never spans two. One row a post; the bytes of
its picture ride in the row, so that nothing depends on thousands of loose files. `accounts.parquet` has
one row an account, `quarantine.parquet` one row for each thing that was read and can't be used.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from likelier.atomic import replacing
from likelier.errors import ContractError

UTC_MICROSECONDS = pa.timestamp("us", tz="UTC")

POSTS = pa.schema(
    [
        pa.field("post_id", pa.string(), nullable=False),
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("shortcode", pa.string()),  # the post's name in its web address, where the source has one
        pa.field("taken_at", UTC_MICROSECONDS, nullable=False),
        pa.field("snapshot_at", UTC_MICROSECONDS),  # when likes were read; null where nobody knows
        pa.field("kind", pa.string(), nullable=False),  # image | carousel | video
        pa.field("likes", pa.float64()),  # null: hidden
        pa.field("comments", pa.float64()),
        pa.field("views", pa.float64()),
        pa.field("caption", pa.string()),
        pa.field("alt_text", pa.string()),  # written by Instagram after the upload
        pa.field("hashtags", pa.list_(pa.string())),
        pa.field("mentions", pa.list_(pa.string())),
        pa.field("location", pa.string()),
        pa.field("width", pa.float64()),  # of the original, pixels
        pa.field("height", pa.float64()),
        pa.field("comments_disabled", pa.bool_()),
        pa.field("picture", pa.binary()),  # JPEG, PNG or WebP; a carousel's or video's cover
        pa.field("picture_origin", pa.string()),  # original | cover | preview
        pa.field("source", pa.string(), nullable=False),
    ]
)

ACCOUNTS = pa.schema(
    [
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("username", pa.string()),
        pa.field("full_name", pa.string()),
        pa.field("biography", pa.string()),
        pa.field("followers", pa.float64()),
        pa.field("following", pa.float64()),
        pa.field("posts", pa.float64()),
        pa.field("is_business", pa.bool_()),
        pa.field("is_verified", pa.bool_()),
        pa.field("is_private", pa.bool_()),
        pa.field("category", pa.string()),
        pa.field("highlights", pa.float64()),
        pa.field("igtv", pa.float64()),
        pa.field("external_url", pa.string()),
        pa.field("time_zone", pa.string()),  # IANA name; null: nobody said
        pa.field("profile_picture", pa.binary()),
        pa.field("snapshot_at", UTC_MICROSECONDS),
        pa.field("source", pa.string(), nullable=False),
    ]
)

QUARANTINE = pa.schema(
    [
        pa.field("file", pa.string(), nullable=False),  # relative to the source's folder
        pa.field("row", pa.int64()),  # place within the file, from 0; null: the whole file
        pa.field("post_id", pa.string()),
        pa.field("account_id", pa.string()),
        pa.field("reason", pa.string(), nullable=False),
    ]
)

TRUTH = pa.schema(  # only the sample world knows it
    [
        pa.field("post_id", pa.string(), nullable=False),
        pa.field("effect", pa.float64(), nullable=False),  # expected log likes over the account's level
    ]
)

TRUTH_PARTS = pa.schema(  # what makes up `effect` of TRUTH
    [
        pa.field("post_id", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),  # as in docs/sample.md
        pa.field("effect", pa.float64(), nullable=False),
    ]
)

ROW_GROUP = 100  # rows, some 10 MB of pictures

KINDS = ("image", "carousel", "video")
PICTURE_ORIGINS = ("original", "cover", "preview")


def table(rows: Iterable[dict[str, Any]] | pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """Rows as an Arrow table of `schema`; absent columns become null.

    Raises
    ------
    ContractError
        A column that the contract lacks, a value of another type, or null where none may be.
    """
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame.from_records(list(rows))
    unknown = sorted(set(frame.columns) - set(schema.names))
    if unknown:
        raise ContractError(f"column {unknown[0]!r} is not in the data contract; see likelier/posts.py")
    columns = {}
    for field in schema:
        values = frame[field.name] if field.name in frame else pd.Series([None] * len(frame), dtype=object)
        if isinstance(values.dtype, pd.DatetimeTZDtype):
            values = values.dt.tz_convert(None)  # to UTC; pyarrow's own way of dropping the zone is deprecated
        try:
            column = pa.Array.from_pandas(values, type=field.type)
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise ContractError(f"column {field.name!r} must be {field.type}: {error}") from error
        if not field.nullable and column.null_count:
            raise ContractError(f"column {field.name!r} is empty in {column.null_count} rows and must not be")
        columns[field.name] = column
    return pa.table(columns, schema=schema)


def checked(frame: pd.DataFrame, schema: pa.Schema) -> pd.DataFrame:
    """Rows as `table` has them, on a fresh index; bytes that several rows share stay shared.

    A post at each hour of a week has one picture: copied 168 times, one of 16 MiB would take gigabytes.
    """
    given = frame.reset_index(drop=True)
    shared = {}
    for field in schema:
        if field.type == pa.binary() and field.name in given and given[field.name].dtype == object:
            same = given[field.name].map(id)
            if same.duplicated().any():
                shared[field.name] = same
    firsts = {name: given[name].where(~same.duplicated(), None) for name, same in shared.items()}
    rows: pd.DataFrame = table(given.assign(**firsts), schema).to_pandas()
    for name, same in shared.items():
        first = ~same.duplicated()
        whole = dict(zip(same[first], rows.loc[first, name], strict=True))
        rows[name] = pd.Series([whole[one] for one in same], dtype=object)
    return rows


def write(rows: Iterable[dict[str, Any]] | pd.DataFrame, schema: pa.Schema, path: Path) -> None:
    """Write rows as one Parquet file, whole or not at all; equal rows give equal bytes."""
    content = table(rows, schema)
    # Pictures are compressed already: to try again takes a fourth of the time of `ingest`.
    pictures = {field.name for field in schema if pa.types.is_binary(field.type)}
    packing = {name: "NONE" if name in pictures else "ZSTD" for name in schema.names}
    plain = [name for name in schema.names if name not in pictures]
    with replacing(path) as partial:
        # Small row groups are read alone: memory stays flat, and the next part of a shard needs none of the last.
        pq.write_table(content, partial, compression=packing, use_dictionary=plain, row_group_size=ROW_GROUP)


def shard_paths(shards: Path) -> list[Path]:
    """The shard files below `shards`, in order.

    Raises
    ------
    ContractError
        The folder holds no shard.
    """
    paths = sorted(shards.glob("posts-*.parquet"))
    if not paths:
        raise ContractError(f"{shards}: no shards (posts-*.parquet) here; run `likelier ingest` first")
    return paths


def read(path: Path, schema: pa.Schema, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """One Parquet file as a frame, its columns checked against the contract.

    Raises
    ------
    ContractError
        The file is missing, is not Parquet, or its columns are not the contract's.
    """
    try:
        content = pq.read_table(path, columns=list(columns) if columns else None)
    except FileNotFoundError as error:
        raise ContractError(f"{path}: is missing; run the step that writes it") from error
    except pa.ArrowException as error:
        raise ContractError(f"{path}: is not a readable Parquet file ({error})") from error
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    try:
        content = content.select(wanted.names).cast(wanted)
    except (KeyError, pa.ArrowException, ValueError) as error:
        raise ContractError(f"{path}: breaks the data contract: {error}") from error
    frame: pd.DataFrame = content.to_pandas()
    return frame


def read_posts(shards: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """All posts of all shards, in shard order; name `columns` to leave the pictures on the disk."""
    frames = [read(path, POSTS, columns) for path in shard_paths(shards)]
    return pd.concat(frames, ignore_index=True)


def read_accounts(shards: Path) -> pd.DataFrame:
    """The accounts table of a folder of shards."""
    return read(shards / "accounts.parquet", ACCOUNTS)
