"""A small world of posts with pictures and cheap features, and what `explore` makes of it."""

import io
import json

import numpy as np
import pandas as pd
from PIL import Image

from likelier import posts
from likelier.params import Params
from likelier.steps.explore import explore
from likelier.steps.featurize import featurize

OFF = {"meaning": False, "picture": False, "faces": False, "embedding": False, "pixels": False, "workers": 1}
CAPTIONS = (None, "", "A SECRETWORD morning by the sea with friends", "Ein Tag am Strand mit meinen guten Freunden")


def params(**sections):
    models = {"constant": {"family": "constant"}}
    return Params.model_validate({"featurize": OFF, "models": models, **sections})


def picture(shade):
    stream = io.BytesIO()
    Image.fromarray(np.full((40, 60, 3), shade, dtype=np.uint8)).save(stream, "PNG")
    return stream.getvalue()


def rows(accounts=4, size=12):
    random = np.random.default_rng(3)
    return [
        {
            "post_id": f"p{account}-{place:02}",
            "account_id": f"id{account}",
            "taken_at": pd.Timestamp("2023-05-01", tz="UTC") + pd.Timedelta(hours=29 * place + account),
            "snapshot_at": pd.Timestamp("2023-09-01", tz="UTC"),
            "kind": posts.KINDS[place % 3],
            # Videos get half the likes of the others, whatever the account.
            "likes": float(round(10.0 ** (2 + account) * (0.5 if place % 3 == 2 else 1) * random.uniform(0.9, 1.1))),
            "caption": CAPTIONS[place % 4],
            "comments_disabled": place == 5,
            "picture": None if place == 0 else b"broken" if place == 1 else picture(20 * place),
            "picture_origin": None if place == 0 else "original",
            "source": "instaloader" if account else "sample",
        }
        for account in range(accounts)
        for place in range(size)
    ]


def profiles(content):
    return [
        {
            "account_id": name,
            "username": f"secret_{name}",
            "followers": 10.0 ** (3 + place),
            "category": "Food & $Drink$" if place % 2 else "Music",
            "source": "instaloader",
        }
        for place, name in enumerate(sorted({row["account_id"] for row in content}))
    ]


def prepared(folder, content, accounts=None):
    """Shards and features of these posts."""
    posts.write(content, posts.POSTS, folder / "shards" / "posts-0000.parquet")
    posts.write(profiles(content) if accounts is None else accounts, posts.ACCOUNTS, folder / "shards/accounts.parquet")
    featurize(params(), folder / "shards", folder / "features", folder / "featurize.json")
    return folder


def explored(folder, given, name="report"):
    """The page's text and the figures."""
    explore(given, folder / "shards", [folder / "features"], folder / name, folder / f"{name}.json")
    page = (folder / name / "exploration.html").read_text(encoding="utf-8")
    return page, json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
