"""After new posts arrive, only what depends on their shard is written and computed again."""

import os
import random
import shutil
import subprocess

import pytest
import yaml
from conftest import BIN, PROJECT
from forgetting.canary import found, needles

from likelier import grouping, params, posts
from likelier.errors import ContractError
from likelier.features import parts, table
from likelier.sources import sample
from likelier.steps import featurize as step
from likelier.steps.featurize import featurize
from likelier.steps.ingest import ingest

SAMPLE = params.Sample(accounts=10, posts=2, broken_pictures=0.0)
SHARD_MB = 0.4  # two posts of one account take 0.1
QUICK = {"meaning": False, "embedding": False, "faces": False, "picture": False, "workers": 1}


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """An archive of ten accounts."""
    folder = tmp_path_factory.mktemp("everything")
    sample.write(SAMPLE, folder)
    return folder


@pytest.fixture
def archive(everything, tmp_path):
    """The same, of which the newest post of one account is still to come."""
    folder = tmp_path / "data/archive"
    shutil.copytree(everything, folder)
    late = newest(folder)
    for file in late:
        file.unlink()
    return folder


def newest(folder):
    place = sorted(path for path in folder.iterdir() if path.is_dir())[0]
    stem = sorted(path.name for path in place.glob("*_UTC.json.xz"))[-1].removesuffix(".json.xz")
    return sorted(place.glob(f"{stem}*"))


def arrive(everything, archive):
    for file in newest(everything):
        shutil.copy2(file, archive / file.relative_to(everything))


def test_groups_do_not_depend_on_the_order_and_keep_to_the_limit():
    source = random.Random(1)
    sizes = {str(number): source.randint(1, 60) for number in range(500)} | {"large": 700, "medium": 300}
    found = grouping.grouped(sizes, 500)
    assert sorted(account for accounts in found.values() for account in accounts) == sorted(sizes)
    assert all(sum(map(sizes.get, accounts)) <= 500 for accounts in found.values() if accounts != ["large"])
    assert {accounts[0] for accounts in found.values() if len(accounts) == 1} >= {"large", "medium"}
    assert len(found) < 2.5 * sum(sizes.values()) / 500
    turned = dict(sorted(sizes.items(), key=lambda pair: source.random()))
    assert grouping.grouped(turned, 500) == found
    assert grouping.grouped({"a": 1, "b": 2}, 4) == {0: ["a", "b"]}
    assert grouping.grouped({}, 3) == {}


def test_a_new_post_changes_its_own_group_or_splits_it():
    source = random.Random(2)
    sizes = {str(number): source.randint(1, 60) for number in range(400)}
    before = grouping.grouped(sizes, 500)
    for account in [*list(sizes)[::7], "new"]:
        after = grouping.grouped(sizes | {account: sizes.get(account, 0) + 15}, 500)
        gone = {number for number in before if after.get(number) != before[number]}
        assert len(gone) <= 1
        assert all(account in before[number] or account == "new" for number in gone)


def test_one_more_post_rewrites_one_shard_of_many_and_its_features(everything, archive, tmp_path, monkeypatch):
    assert len(newest(everything)) >= 2
    first = run(archive, tmp_path)
    assert len(first["shards"]) >= 3
    arrive(everything, archive)
    seen = []
    monkeypatch.setattr(step, "describe_part", lambda part: seen.append(part.shard.name) or parts.describe_part(part))
    second = run(archive, tmp_path)
    changed = {
        name for name in first["shards"] | second["shards"] if first["shards"].get(name) != second["shards"].get(name)
    }
    assert len(changed) == 1
    assert set(seen) == changed
    again = {name for name, moment in second["features"].items() if first["features"].get(name) != moment}
    assert {name.partition("-")[2].partition(".")[0] for name in again} == {
        name.partition("-")[2].partition(".")[0] for name in changed
    }
    fresh = run(archive, tmp_path / "fresh")
    assert {name: (tmp_path / "fresh/features" / name).read_bytes() for name in fresh["features"]} == {
        name: (tmp_path / "features" / name).read_bytes() for name in second["features"]
    }
    assert fresh["shards"] == second["shards"]


def run(archive, out):
    """Run both steps; the bytes of shards, and when the features were written."""
    given = params.Params.model_validate(
        {
            "ingest": {"source": "instaloader", "path": str(archive), "shard_mb": SHARD_MB},
            "featurize": QUICK,
            "models": {"c": {"family": "constant"}},
        }
    )
    ingest(given, out / "shards", out / "ingest.json")
    featurize(given, out / "shards", out / "features", out / "featurize.json")
    return {
        "shards": {path.name: path.read_bytes() for path in posts.shard_paths(out / "shards")},
        "features": {path.name: path.stat().st_mtime_ns for path in (out / "features").iterdir()},
    }


def test_nothing_killed_stale_or_foreign_stays_among_features(archive, tmp_path):
    found = set(run(archive, tmp_path)["features"])
    features = tmp_path / "features"
    for name in ("features-9999.parquet", "pixels-9999.npy", ".small-9999.npy.partial"):
        (features / name).write_bytes(b"left")
    shutil.copy(table.paths(features)[0], features / "features-8888.parquet")  # whole, but of no shard
    assert set(run(archive, tmp_path)["features"]) == found
    (features / "notes.txt").write_text("mine")
    with pytest.raises(ContractError, match=r"notes\.txt: does not belong among features"):
        run(archive, tmp_path)
    assert (features / "notes.txt").read_text() == "mine"


@pytest.mark.slow
def test_dvc_repro_after_new_posts_and_after_forgetting(everything, archive, tmp_path):
    (tmp_path / "src").symlink_to(PROJECT / "src")
    shutil.copy(PROJECT / ".dvcignore", tmp_path)
    content = yaml.safe_load((PROJECT / "dvc.yaml").read_text())
    stages = {name: content["stages"][name] for name in ("ingest", "featurize")}
    stages["featurize"]["deps"].remove("metrics/validate.json")  # a step that changes no post, and takes its time
    (tmp_path / "dvc.yaml").write_text(yaml.safe_dump({"stages": stages}))
    given = yaml.safe_load((PROJECT / "params.yaml").read_text())
    given["ingest"] |= {"source": "instaloader", "path": "data/archive", "shard_mb": SHARD_MB}
    given["featurize"] |= QUICK
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(given))
    call(tmp_path, "dvc", "init", "--no-scm", "-q")
    told = call(tmp_path, "dvc", "repro")
    before = written(tmp_path)
    count = len(posts.shard_paths(tmp_path / "data/shards"))
    arrive(everything, archive)
    output = call(tmp_path, "dvc", "repro")
    assert f"{count - 1} shards were up to date" in output
    after = written(tmp_path)
    assert len({name for name in after if after[name] != before.get(name)}) == 4  # the table, and pictures for nets
    assert "Running stage" not in call(tmp_path, "dvc", "repro")

    accounts = posts.read_accounts(tmp_path / "data/shards")
    assert not any(name in told + output for name in accounts["username"])  # what steps print names nobody
    account = accounts.iloc[0]
    rows = posts.read_posts(tmp_path / "data/shards")
    own = rows[rows["account_id"] == account["account_id"]]
    words = (account["account_id"], account["username"], *own["post_id"], *own["shortcode"])
    searched = needles(words, pictures=own["picture"].dropna())
    assert any(name.startswith(".dvc/cache") for name in found(tmp_path, searched)["words"])
    call(tmp_path, "likelier", "forget", account["username"])
    assert found(tmp_path, searched) == {"words": set(), "pictures": set()}
    output = call(tmp_path, "dvc", "repro")
    assert "shards were up to date" in output
    assert found(tmp_path, searched) == {"words": set(), "pictures": set()}
    assert len(posts.read_accounts(tmp_path / "data/shards")) == len(accounts) - 1
    assert "Running stage" not in call(tmp_path, "dvc", "repro")


def written(folder):
    return {path.name: path.stat().st_mtime_ns for path in (folder / "data/features").iterdir()}


def call(folder, program, *arguments):
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [str(BIN / program), *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
