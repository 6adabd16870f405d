"""The table of features: one Parquet file a shard, written by `featurize` and read by `train`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from likelier.atomic import replacing
from likelier.errors import ContractError, NotEnoughData
from likelier.features import TEXT_KINDS, column_names

KEYS = ("post_id", "account_id", "picture_hash")  # beside the features; the hash is null where there is none
ABOUT = b"likelier"


def write(frame: pd.DataFrame, path: Path, about: dict[str, Any]) -> None:
    """Write `KEYS` and features, with what is to be known about the file in its own header."""
    columns = {}
    for name in frame.columns:
        # Categories whose levels differ between parts of a shard come joined as plain text.
        is_number = frame[name].dtype == "float32"
        values = frame[name] if is_number else frame[name].astype(object)
        columns[name] = pa.Array.from_pandas(values, type=pa.float32() if is_number else pa.string())
    content = pa.table(columns).replace_schema_metadata({ABOUT: json.dumps(about, sort_keys=True)})
    with replacing(path) as partial:
        pq.write_table(content, partial, compression="zstd")


def about(path: Path) -> dict[str, Any] | None:
    """What `write` noted about a file; None where there is no such file, or another one."""
    try:
        noted = (pq.read_schema(path).metadata or {}).get(ABOUT)
    except (OSError, pa.ArrowException):
        return None
    content: dict[str, Any] | None = json.loads(noted) if noted else None
    return content


def paths(folder: Path) -> list[Path]:
    """The files of features in a folder, in order."""
    return sorted(folder.glob("features-*.parquet"))


def read(folders: Sequence[Path], only: Sequence[str] | None = None) -> pd.DataFrame:
    """All features of all folders, ordered by the names of their files.

    Parameters
    ----------
    only : sequence of str, or None
        The features that are wanted; those that were not computed are left out. None: all.

    Returns
    -------
    DataFrame, one row a post
        post_id, account_id, picture_hash (text), then features: float32, `category`, or text (`TEXT_KINDS`).

    Raises
    ------
    ContractError
        There is none, one can't be read or holds an infinite number, two have other columns, or a post is in two.
    """
    files = sorted((path for folder in folders for path in paths(folder)), key=lambda path: path.name)
    if not files:
        raise ContractError(
            f"{', '.join(map(str, folders))}: no features (features-*.parquet) here; run `likelier featurize` first"
        )
    tables = [_read(path, only) for path in files]
    for path, table in zip(files, tables, strict=True):
        if not table.schema.equals(tables[0].schema):
            raise ContractError(
                f"{path}: its columns differ from those of {files[0].name}; run `likelier featurize` on all shards"
            )
    frame: pd.DataFrame = pa.concat_tables(tables).to_pandas()
    doubled = frame["post_id"].duplicated()
    if doubled.any():
        raise ContractError(f"{int(doubled.sum())} posts have features twice; give each shard's features once")
    plain = (*KEYS, *column_names(TEXT_KINDS))
    levels = [field.name for field in tables[0].schema if field.type == pa.string() and field.name not in plain]
    # The copy puts like columns together: pandas is slow on hundreds that lie apart, and warns of it at every merge.
    return frame.astype(dict.fromkeys(levels, "category")).copy()


def joined(posts: pd.DataFrame, features: pd.DataFrame, shards: str) -> pd.DataFrame:
    """Posts, in their order, with their features.

    Parameters
    ----------
    posts : DataFrame, n rows
        With post_id, once each.
    features : DataFrame
        With post_id, and what is to be added.
    shards : str
        The name of the posts' folder, for the message.

    Raises
    ------
    NotEnoughData
        Some posts have no features.
    """
    found = posts.merge(features, on="post_id", how="left", validate="one_to_one", indicator="found")
    without = int((found["found"] != "both").sum())
    if without:
        raise NotEnoughData(f"{without} posts have no features; run featurize on every shard of {shards}/")
    return found.drop(columns="found")


def _read(path: Path, only: Sequence[str] | None) -> pa.Table:
    try:
        names = pq.read_schema(path).names
        wanted = names if only is None else [name for name in names if name in (*KEYS, *only)]
        table = pq.read_table(path, columns=wanted)
    except (OSError, pa.ArrowException) as error:
        raise ContractError(f"{path}: is not a readable Parquet file; run `likelier featurize` again") from error
    if table.column_names[: len(KEYS)] != list(KEYS):
        raise ContractError(f"{path}: must begin with the columns {', '.join(KEYS)}; run `likelier featurize` again")
    for field in table.schema:
        infinite = pc.sum(pc.is_inf(table[field.name])).as_py() if field.type == pa.float32() else 0
        if infinite:  # what is not known is NaN; no model can read this
            raise ContractError(
                f"{path}: {field.name} is infinite in {infinite} rows; remove the file and run `likelier featurize`"
            )
    return table.replace_schema_metadata(None)
