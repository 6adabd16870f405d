"""Small synthetic posts in the data contract, and pictures with known statistics."""

import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from likelier import features, posts
from likelier.params import Featurize

EVERY_KIND = dict.fromkeys(features.KINDS, True)


@pytest.fixture(scope="session")
def make_posts():
    """Rows (dicts of what matters) completed to a frame in the data contract, as a shard gives it back."""

    def make(rows):
        complete = []
        for number, row in enumerate(rows):
            row = {"post_id": f"p{number}", "account_id": "a", "kind": "image", "source": "test", **row}
            row["taken_at"] = pd.Timestamp(row.get("taken_at", "2023-05-01 12:00"), tz="UTC")
            complete.append(row)
        return posts.table(complete, posts.POSTS).to_pandas()

    return make


@pytest.fixture(scope="session")
def make_accounts():
    def make(rows):
        return posts.table([{"source": "test", **row} for row in rows], posts.ACCOUNTS).to_pandas()

    return make


@pytest.fixture(scope="session")
def settings():
    """Featurize settings with only the named kinds on."""

    def make(*kinds, **others):
        return Featurize(**{kind: kind in kinds for kind in EVERY_KIND}, **others)

    return make


@pytest.fixture(scope="session")
def encode():
    """An RGB array as PNG bytes, so that no pixel changes."""

    def to_png(pixels):
        stream = io.BytesIO()
        Image.fromarray(np.asarray(pixels, dtype=np.uint8)).save(stream, "PNG")
        return stream.getvalue()

    return to_png


@pytest.fixture(scope="session")
def patch():
    """A picture of one colour."""

    def make(colour, height=60, width=80):
        return np.full((height, width, 3), colour, dtype=np.uint8)

    return make


@pytest.fixture(scope="session")
def world(make_posts, make_accounts, encode):
    """Three accounts, sixty posts of all sorts; deterministic."""
    from skimage import data

    random = np.random.default_rng(5)
    captions = [
        None,
        "",
        "Link in bio! #ad",
        "Ein schöner Tag am Meer mit Freunden",
        "What a wonderful morning 😀",
        "123",
    ]
    alts = [None, "Image may contain: 2 people, outdoor", "May be an image of 1 person and text"]
    rows = []
    for number in range(60):
        noise = random.integers(0, 256, (40, 50, 3))
        texture = encode(data.astronaut()[:256, 100:356]) if number == 0 else encode(noise)
        picture = [texture, None, b"broken", encode(np.full((120, 90, 3), number))][number % 4]
        rows.append(
            {
                "account_id": "abc"[number % 3],
                "taken_at": pd.Timestamp("2023-05-01") + pd.Timedelta(hours=float(random.integers(0, 1500))),
                "kind": posts.KINDS[number % 3],
                "likes": None if number % 7 == 0 else float(random.integers(0, 5000)),
                "comments": float(random.integers(0, 50)),
                "views": float(random.integers(0, 50)),
                "caption": captions[number % 6],
                "alt_text": alts[number % 3],
                "width": None if number % 5 == 0 else 1080.0,
                "height": 1350.0,
                "comments_disabled": [True, False, None][number % 3],
                "location": [None, "Somewhere"][number % 2],
                "picture": picture,
                "snapshot_at": pd.Timestamp("2023-09-01", tz="UTC"),
            }
        )
    profiles = [
        {
            "account_id": "a",
            **dict.fromkeys(("followers", "following", "posts", "highlights", "igtv"), 1000.0),
            "is_business": True,
            "category": "Shops",
            "profile_picture": encode(data.astronaut()[:256, 100:356]),
        },
        {"account_id": "b", "followers": None, "is_business": None, "is_verified": False},
    ]
    return make_posts(rows), make_accounts(profiles)
