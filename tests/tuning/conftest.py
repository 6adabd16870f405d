"""A small world without pictures, in which the caption tells something about likes; and its features."""

import numpy as np
import pandas as pd
import pytest

from likelier import posts
from likelier.params import Params, parse
from likelier.steps.featurize import featurize

SWITCHED_OFF = ("account", "time", "meaning", "picture", "faces", "embedding", "pixels")
CONTENT = {
    "models": {"line": {"family": "fixed_effects"}, "constant": {"family": "constant"}},
    "featurize": {"workers": 1, **dict.fromkeys(SWITCHED_OFF, False)},
    "train": {"folds": 3},
    "tune": {"trials": 8, "folds": 3},
    "evaluate": {"resamples": 100},
}


def made(accounts=10, size=16):
    random = np.random.default_rng(3)
    rows = []
    for number in range(accounts * size):
        words = int(random.integers(1, 30))
        rows.append(
            {
                "post_id": f"p{number}",
                "account_id": f"a{number % accounts}",
                "taken_at": pd.Timestamp("2023-05-01", tz="UTC") + pd.Timedelta(hours=float(random.integers(0, 9000))),
                "snapshot_at": pd.Timestamp("2025-01-01", tz="UTC"),
                "kind": posts.KINDS[number % 3],
                "likes": float(np.round(np.exp(random.normal(6 + number % accounts % 4 + 0.03 * words, 0.3)))),
                "caption": " ".join(["morning"] * words),
                "width": 1080.0,
                "height": 1350.0,
                "source": "test",
            }
        )
    accounts_table = [{"account_id": f"a{place}", "followers": 100.0, "source": "test"} for place in range(accounts)]
    return posts.table(rows, posts.POSTS).to_pandas(), posts.table(accounts_table, posts.ACCOUNTS).to_pandas()


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """Folder with `shards` and `features`; only to be read."""
    folder = tmp_path_factory.mktemp("small")
    rows, accounts = made()
    ordered = rows.sort_values(["account_id", "taken_at", "post_id"])
    posts.write(ordered, posts.POSTS, folder / "shards/posts-0000.parquet")
    posts.write(accounts, posts.ACCOUNTS, folder / "shards/accounts.parquet")
    featurize(Params.model_validate(CONTENT), folder / "shards", folder / "features", folder / "featurize.json")
    return folder


@pytest.fixture
def given():
    """Params of the small world, with other values of `tune` or other models."""

    def params(models=None, **tune) -> Params:
        content = {**CONTENT, "tune": {**CONTENT["tune"], **tune}, "models": models or CONTENT["models"]}
        return parse(content, "params")

    return params
