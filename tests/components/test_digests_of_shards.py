"""What a task of `featurize` is told of its shard: another digest where its features may be others, else the same."""

import shutil
from types import SimpleNamespace

import pandas as pd
import pytest

from components.featurize import featurize
from components.list_shards import list_shards
from likelier import params, posts
from likelier.features import table
from likelier.sources import sample
from likelier.steps.ingest import ingest

QUICK = {"meaning": False, "embedding": False, "faces": False, "picture": False, "pixels": False, "workers": 1}
GIVEN = params.Params.model_validate(
    {
        "ingest": {"source": "instaloader", "shard_mb": 0.4},
        "featurize": QUICK,
        "models": {"constant": {"family": "constant"}},
    }
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    sample.write(params.Sample(accounts=8, posts=2, broken_pictures=0.0), folder)
    return folder


def read(archive, target):
    """The shards of an archive."""
    ingest(GIVEN.reading(str(archive)), target, target.parent / "metrics.json")
    return target


def listed(shards, given=GIVEN):
    found = list_shards.python_func(given.dump(), SimpleNamespace(path=str(shards)))
    assert all(set(one) == {"shard", "digest"} for one in found)
    return {one["shard"]: one["digest"] for one in found}


@pytest.fixture(scope="module")
def shards(archive, tmp_path_factory):
    return read(archive, tmp_path_factory.mktemp("all") / "shards")


def test_every_shard_is_listed_with_a_digest_of_its_own(shards):
    found = listed(shards)
    assert list(found) == [path.stem for path in posts.shard_paths(shards)]
    assert len(set(found.values())) == len(found) > 1


def test_post_that_is_missing_changes_the_digest_of_its_own_shard(archive, shards, tmp_path):
    shutil.copytree(archive, tmp_path / "archive")
    (place, *_) = sorted(path for path in (tmp_path / "archive").iterdir() if path.is_dir())
    stem = sorted(path.name for path in place.glob("*_UTC.json.xz"))[-1].removesuffix(".json.xz")
    for file in place.glob(f"{stem}*"):
        file.unlink()
    before, now = listed(shards), listed(read(tmp_path / "archive", tmp_path / "shards"))
    assert set(before) == set(now)
    assert sum(before[name] != now[name] for name in before) == 1


def test_account_that_changed_changes_the_digest_of_its_own_shard(shards, tmp_path):
    shutil.copytree(shards, tmp_path / "shards")
    last = posts.shard_paths(shards)[-1]
    (account, *_) = posts.read(last, posts.POSTS, ["account_id"])["account_id"]
    accounts = pd.read_parquet(tmp_path / "shards" / "accounts.parquet")
    posts.write(
        accounts.assign(followers=accounts["followers"] + (accounts["account_id"] == account)),
        posts.ACCOUNTS,
        tmp_path / "shards" / "accounts.parquet",
    )
    before, now = listed(shards), listed(tmp_path / "shards")
    assert {name for name in before if before[name] != now[name]} == {last.stem}


def test_other_settings_of_featurize_change_all_and_those_of_training_none(shards):
    def given(**changed):
        return GIVEN.model_copy(update=changed)

    other = GIVEN.featurize.model_copy(update={"time_zone": "Asia/Tokyo"})
    before, now = listed(shards), listed(shards, given(featurize=other))
    assert not set(before.values()) & set(now.values())
    assert listed(shards, given(train=params.Train(seed=11))) == before


def test_digest_is_the_one_that_the_features_bear(shards, tmp_path):
    (first, *_) = posts.shard_paths(shards)
    told = listed(shards)[first.stem]
    places = {name: SimpleNamespace(path=str(tmp_path / name)) for name in ("features", "metrics")}
    featurize.python_func(GIVEN.dump(), told, SimpleNamespace(path=str(shards)), first.stem, **places)
    (features,) = table.paths(tmp_path / "features")
    assert table.about(features)["digest"] == told
