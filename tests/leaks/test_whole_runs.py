"""From a source to a trained model: clean worlds raise no alarm, and newest posts that were kept are not learned."""

import json

import numpy as np
import pytest

from likelier import posts as contract
from likelier import predictions
from likelier.metrics import audit
from likelier.params import Params
from likelier.steps.featurize import featurize
from likelier.steps.ingest import ingest
from likelier.steps.train import train
from likelier.steps.validate import validate

SHOWN = ["post_id", "account_id", "likes", "taken_at", "snapshot_at"]
WORLDS = [
    {"seed": 3, "accounts": 8, "posts": 10},
    {"seed": 11, "accounts": 6, "posts": 14, "effects": "none", "hidden_likes": 0.2, "broken_pictures": 0.1},
]


def params(**settings):
    return Params.model_validate(
        {
            "models": {"linear": {"family": "linear", "settings": {"min_count": 3}}},
            "validate": {"min_posts": 5},
            "featurize": {"faces": False, "workers": 1},
            "train": {"folds": 3},
            **settings,
        }
    )


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS, ids=["with effects", "without"])
def test_a_whole_clean_world_passes_every_check(tmp_path, world):
    given = params(ingest={"sample": world, "shard_mb": 1})
    shards, features = tmp_path / "shards", tmp_path / "features"
    ingest(given, shards, tmp_path / "ingest.json")
    validate(given, shards, tmp_path / "report", tmp_path / "validate.json")
    assert json.loads((tmp_path / "validate.json").read_text())["failed_critical"] == 0
    featurize(given, shards, features, tmp_path / "featurize.json")
    train(given, "linear", shards, [features], tmp_path / "linear", tmp_path / "train.json")
    table = predictions.read(tmp_path / "linear")
    audit.check({"linear": table}, contract.read_posts(shards, SHOWN), given.train.min_age_hours)
    assert set(table["split"]) == {"account", "forward", "random"}


@pytest.fixture
def pages(tmp_path):
    """Profile pages of twelve accounts; the newest post of each is minutes old and has few likes."""
    folder, random = tmp_path / "pages", np.random.default_rng(4)
    folder.mkdir()
    for account in range(12):
        listed = [
            {
                "id": f"{account:02}{place}",
                "taken_at_timestamp": 1_550_000_000 + 3_600 * (80 * place + account),
                "is_video": False,
                "edge_liked_by": {"count": 12 if place == 5 else int(random.integers(100, 400))},
            }
            for place in range(6)
        ]
        page = {"id": str(account), "username": f"account{account}", "posts": listed}
        (folder / f"{account:02}.json").write_text(json.dumps(page))
    return folder


def test_newest_posts_that_a_source_keeps_are_never_learned_from(tmp_path, pages):
    given = params(ingest={"source": "profile_pages", "path": str(pages), "drop_newest": False})
    shards, features = tmp_path / "shards", tmp_path / "features"
    ingest(given, shards, tmp_path / "ingest.json")
    featurize(given, shards, features, tmp_path / "featurize.json")
    train(given, "linear", shards, [features], tmp_path / "linear", tmp_path / "train.json")
    kept, scored = set(contract.read_posts(shards, ["post_id"])["post_id"]), predictions.read(tmp_path / "linear")
    newest = {f"{account:02}5" for account in range(12)}
    assert newest < kept
    assert set(scored["post_id"]) == kept - newest
    audit.check({"linear": scored}, contract.read_posts(shards, SHOWN), given.train.min_age_hours)
