"""Posts with all that an export could lose: microseconds, nulls, empty lists, odd texts; an account without posts."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import numpy as np
from PIL import Image

from likelier.sources import AccountPosts

TAKEN = datetime(2021, 3, 28, 1, 30, tzinfo=UTC)
SHARD_MB = 0.012
ODD = 'Line one\nline two\t"quoted" \\ \u2028 #Täg \U0001f43b @Someone عربي'


def picture(number, kind="JPEG"):
    stream = BytesIO()
    pixels = np.random.default_rng(number).integers(0, 255, (30, 40, 3), np.uint8)
    Image.fromarray(pixels).save(stream, kind)
    return stream.getvalue()


def post(account, number, **changes):
    return {
        "post_id": f"{account}-{number}",
        "account_id": account,
        "shortcode": f"B{number}",
        "taken_at": TAKEN + timedelta(hours=number, microseconds=number),
        "snapshot_at": TAKEN + timedelta(days=90, microseconds=123_456),
        "kind": "image",
        "likes": 10.0 * number,
        "comments": 0.0,
        "views": None,
        "caption": f"Post {number}",
        "alt_text": None,
        "hashtags": [],
        "mentions": None,
        "location": "Köln",
        "width": 1080.0,
        "height": 1349.5,
        "comments_disabled": False,
        "picture": picture(number),
        "picture_origin": "original",
        "file": f"{account}.json",
        "row": number,
    } | changes


def pieces():
    for account in ("7", "a.b", "Zoé", "10"):
        posts = [post(account, number) for number in range(1, 6)]
        posts[0] |= {"caption": ODD, "hashtags": ["täg"], "mentions": ["someone"], "likes": None}
        posts[1] |= {"picture": None, "picture_origin": None, "snapshot_at": None, "comments_disabled": None}
        posts[2] |= {"kind": "video", "picture_origin": "cover", "views": 2.0**40, "picture": picture(3, "PNG")}
        posts[3] |= {"picture": picture(1)}  # as another post's
        yield AccountPosts(account_row(account), posts)
    yield AccountPosts({"account_id": "silent", "username": "nobody"})


def account_row(account):
    return {
        "account_id": account,
        "username": f"Name_{account}",
        "full_name": "",
        "biography": ODD,
        "followers": 1234.0,
        "is_business": True,
        "is_private": None,
        "category": None,
        "external_url": "https://example.org/ä?b=c",
        "profile_picture": picture(20, "WEBP") if account != "10" else None,
        "snapshot_at": TAKEN + timedelta(days=90, microseconds=999_999),
    }


def contents(folder):
    """The bytes of posts and accounts; what was quarantined on the way here is not exported."""
    files = [file for file in folder.iterdir() if file.name.startswith("posts-") or file.name == "accounts.parquet"]
    return {file.name: file.read_bytes() for file in files}
