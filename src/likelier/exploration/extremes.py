"""The most and the least liked posts as contact sheets, by their account's norm and by raw likes."""

import base64
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from likelier import pictures
from likelier import posts as contract
from likelier.errors import PictureError
from likelier.exploration.data import Data
from likelier.exploration.figures import percent
from likelier.exploration.parts import Nothing, Part, Picture, Section, Sheet

SHOWN = 5
SIDE = 240  # pixels of the long side
QUALITY = 80


def section(data: Data) -> Section:
    """Four sheets, of the selected posts that have a picture."""
    posts = data.chosen.assign(lift=data.label("lift"))
    posts = posts[posts["picture_origin"].notna()]
    orders = {
        "Most liked, by the account's norm": ("lift", False),
        "Least liked, by the account's norm": ("lift", True),
        "Most liked": ("likes", False),
        "Least liked": ("likes", True),
    }
    chosen = {
        caption: posts.dropna(subset=column).sort_values([column, "post_id"], ascending=[rising, True]).head(SHOWN)
        for caption, (column, rising) in orders.items()
    }
    addresses = _thumbnails(data.shards, {post for rows in chosen.values() for post in rows["post_id"]})
    parts: list[Part] = [
        Sheet(caption, [Picture(addresses.get(row["post_id"]), _lines(row)) for row in rows.to_dict("records")])
        if len(rows)
        else Nothing(caption, "No selected post has both a picture and known likes.")
        for caption, rows in chosen.items()
    ]
    words = [
        (
            "Per cent are against the account's norm, the mean of log likes of its other posts. By raw likes the large "
            "accounts win, whatever is on the picture. Of a carousel or a video the cover is shown."
        ),
    ]
    return Section("extremes", "Most and least liked", words, parts)


def _lines(row: Mapping[Any, Any]) -> list[str]:
    size = f"{row['likes']:,.0f} {'like' if row['likes'] == 1 else 'likes'}"
    norm = f"{percent(row['lift']):+,.0f} %" if np.isfinite(row["lift"]) else "no other post to compare with"
    return [norm, size, f"{row['kind']} of account {row['number']}"]


def _thumbnails(shards: Path, wanted: set[str]) -> dict[str, str]:
    """Small JPEGs as ``data:`` addresses, by post; a picture that can't be read is left out."""
    found: dict[str, str] = {}
    for path in contract.shard_paths(shards) if wanted else ():
        with pq.ParquetFile(path) as shard:
            for group in range(shard.num_row_groups):
                ids = shard.read_row_group(group, ["post_id"]).column(0).to_pylist()
                if not wanted & set(ids):  # the bytes of other pictures stay on the disk
                    continue
                table = shard.read_row_group(group, ["post_id", "picture"]).to_pandas()
                for row in table[table["post_id"].isin(list(wanted))].itertuples():
                    if address := thumbnail(row.picture):
                        found[row.post_id] = address
    return found


def thumbnail(picture: bytes | None) -> str | None:
    """A JPEG of `SIDE` pixels at most as a ``data:`` address; without any of the file's other contents."""
    from PIL import Image

    if not picture or pd.isna(picture):
        return None
    try:
        pixels = pictures.decode(picture, SIDE)
    except PictureError:
        return None
    stream = BytesIO()
    Image.fromarray(pixels).convert("RGB").save(stream, "JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode()}"
