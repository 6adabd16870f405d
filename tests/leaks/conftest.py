"""Synthetic tables of posts without a picture: whole accounts, a post every few hours, some likes hidden."""

import numpy as np
import pandas as pd
import pytest

from likelier import posts

CAPTIONS = [None, "", "Link in bio! #ad", "What a wonderful morning", "Ein Tag am Strand mit guten Freunden"]


def table(seed, accounts=4, size=24):
    random = np.random.default_rng(seed)
    rows = []
    for number in range(accounts * size):
        taken = pd.Timestamp("2023-05-01", tz="UTC") + pd.Timedelta(minutes=float(random.integers(0, 30 * size * 60)))
        rows.append(
            {
                "post_id": f"p{number}",
                "account_id": f"a{number % accounts}",
                "taken_at": taken,
                "snapshot_at": pd.Timestamp("2024-01-01", tz="UTC") if seed % 2 else None,
                "kind": posts.KINDS[number % 3],
                "likes": None if random.random() < 0.1 else float(np.round(np.exp(random.normal(4 + seed % 3, 1)))),
                "comments": float(random.integers(0, 50)),
                "views": float(random.integers(0, 900)) if number % 3 == 2 else None,
                "caption": CAPTIONS[number % len(CAPTIONS)],
                "alt_text": [None, "Image may contain: 2 people"][number % 2],
                "width": 1080.0,
                "height": 1350.0,
                "source": "test",
            }
        )
    return posts.table(rows, posts.POSTS).to_pandas()


def profiles(rows):
    named = sorted(set(rows["account_id"]))
    content = [
        {"account_id": name, "followers": 10.0 ** (place % 6), "source": "test"} for place, name in enumerate(named)
    ]
    return posts.table(content, posts.ACCOUNTS).to_pandas()


@pytest.fixture(scope="session")
def make_table():
    """A clean table of posts and its accounts, by a seed."""

    def make(seed, **sizes):
        rows = table(seed, **sizes)
        return rows, profiles(rows)

    return make
