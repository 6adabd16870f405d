import io
import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from PIL import Image
from skimage import data

from likelier import posts
from likelier.errors import ContractError, ParamsError
from likelier.features import column_names, compute, kinds, parts, table
from likelier.params import Params
from likelier.steps import featurize as step
from likelier.steps.featurize import featurize

SETTINGS = {"faces": False, "embedding": False, "workers": 1, "pixels": False}


def params(**settings):
    return Params.model_validate({"models": {"c": {"family": "constant"}}, "featurize": {**SETTINGS, **settings}})


def jpeg(pixels):
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG")
    return stream.getvalue()


def noise(random):
    return jpeg(random.integers(0, 256, (30, 40, 3), dtype=np.uint8))


def shard_of(number, size, random):
    for row in range(size):
        account = f"account-{number}-{row % 3}"
        yield {
            "post_id": f"{number}-{row}",
            "account_id": account,
            "taken_at": pd.Timestamp("2023-05-01", tz="UTC") + pd.Timedelta(hours=float(random.integers(2000))),
            "kind": posts.KINDS[row % 3],
            "likes": float(random.integers(1000)),
            "caption": ["A day at the beach with friends", "Ein Tag am Strand mit guten Freunden", None][row % 3],
            "picture": jpeg(data.astronaut()) if row == 4 else [noise(random), None, noise(random), b"broken"][row % 4],
            "source": "test",
        }


@pytest.fixture
def shards(tmp_path):
    """Two shards of 37 and 20 posts, of three accounts each."""
    random = np.random.default_rng(2)
    for number, size in enumerate((37, 20)):
        posts.write(list(shard_of(number, size, random)), posts.POSTS, tmp_path / f"shards/posts-{number:04}.parquet")
    profiles = [
        {
            "account_id": f"account-{number}-{row}",
            "followers": 10.0**row,
            "category": f"Category {number}",
            "source": "t",
        }
        for number in range(2)
        for row in range(3)
    ]
    posts.write(profiles, posts.ACCOUNTS, tmp_path / "shards/accounts.parquet")
    return tmp_path / "shards"


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def run(shards, name, *, shard=None, **settings):
    folder = shards.parent / name
    featurize(params(**settings), shards, folder, shards.parent / f"{name}.json", shard)
    return folder, json.loads((shards.parent / f"{name}.json").read_text())


def test_table_is_what_compute_gives_for_the_same_posts(shards):
    folder, metrics = run(shards, "features")
    found = table.read([folder])
    rows, accounts = posts.read_posts(shards), posts.read_accounts(shards)
    expected = compute(rows, accounts, params().featurize)
    pd.testing.assert_frame_equal(found.drop(columns=list(table.KEYS)), expected)
    assert found["post_id"].tolist() == rows["post_id"].tolist()
    assert found["account_id"].tolist() == rows["account_id"].tolist()
    unreadable = (rows["picture"] == b"broken").sum()
    assert metrics == {
        "shards": 2,
        "posts": 57,
        "pictures": rows["picture"].notna().sum(),
        "pictures_unreadable": unreadable,
        "captions_translated": 0,
        "captions_untranslated": 0,
        "features": len(expected.columns),
    }
    assert found["picture_hash"].notna().sum() == rows["picture"].notna().sum() - unreadable


def test_fingerprints_are_there_though_no_kind_looks_at_pictures(shards):
    with_pictures, _ = run(shards, "one")
    without, _ = run(shards, "two", picture=False)
    assert table.read([without])["picture_hash"].equals(table.read([with_pictures])["picture_hash"])
    assert list(table.read([without]).columns) == [
        *table.KEYS,
        *column_names(["account", "time", "caption", "meaning", "shape"]),
    ]


def test_parts_change_nothing(shards, monkeypatch):
    whole, _ = run(shards, "whole")
    monkeypatch.setattr(parts, "ROWS", 8)
    in_parts, _ = run(shards, "parts")
    assert contents(in_parts) == contents(whole)


def test_row_groups_change_nothing_but_the_digest(shards):
    whole, _ = run(shards, "whole")
    for path in posts.shard_paths(shards):
        pq.write_table(pq.read_table(path), path, row_group_size=7)
    grouped, _ = run(shards, "grouped")
    pd.testing.assert_frame_equal(table.read([grouped]), table.read([whole]))


def test_a_pool_of_workers_gives_the_same_bytes(shards):
    serial, serial_metrics = run(shards, "serial", faces=True)
    parallel, parallel_metrics = run(shards, "parallel", faces=True, workers=2)
    assert contents(parallel) == contents(serial)
    assert parallel_metrics == serial_metrics
    assert table.read([serial])["faces_count"].sum() == 2


def test_a_single_shard_is_the_same_file(shards):
    folder, _ = run(shards, "all")
    one, metrics = run(shards, "one", shard="posts-0001")
    assert contents(one) == {"features-0001.parquet": (folder / "features-0001.parquet").read_bytes()}
    assert metrics["posts"] == 20


def test_what_is_up_to_date_is_not_computed_again(shards, monkeypatch):
    folder, metrics = run(shards, "features")
    before = contents(folder)
    monkeypatch.setattr(step, "describe_part", None)  # calling it would raise
    assert run(shards, "features") == (folder, metrics)
    assert contents(folder) == before
    assert run(shards, "features", workers=7)[1] == metrics


def computed(shards, monkeypatch, **settings):
    """The shards that a run computes anew."""
    seen = set()

    def describe(part):
        seen.add(part.shard.stem)
        return parts.describe_part(part)

    with monkeypatch.context() as patched:
        patched.setattr(step, "describe_part", describe)
        run(shards, "features", **settings)
    return seen


def test_only_what_changed_is_computed_again(shards, monkeypatch):
    assert computed(shards, monkeypatch) == {"posts-0000", "posts-0001"}
    assert computed(shards, monkeypatch) == set()
    profiles = posts.read_accounts(shards)
    profiles.loc[profiles["account_id"] == "account-1-0", "followers"] = 5.0
    posts.write(profiles, posts.ACCOUNTS, shards / "accounts.parquet")
    assert computed(shards, monkeypatch) == {"posts-0001"}
    is_changed = profiles["account_id"] == "account-0-0"
    profiles["profile_picture"] = [jpeg(data.astronaut()) if changed else None for changed in is_changed]
    posts.write(profiles, posts.ACCOUNTS, shards / "accounts.parquet")
    assert computed(shards, monkeypatch) == {"posts-0000"}
    rows = posts.read(shards / "posts-0000.parquet", posts.POSTS)
    posts.write(rows.assign(caption="new"), posts.POSTS, shards / "posts-0000.parquet")
    assert computed(shards, monkeypatch) == {"posts-0000"}
    assert computed(shards, monkeypatch, time_zone="Europe/Berlin") == {"posts-0000", "posts-0001"}
    (shards.parent / "features/features-0001.parquet").write_bytes(b"broken")
    assert computed(shards, monkeypatch, time_zone="Europe/Berlin") == {"posts-0001"}


def test_a_killed_run_goes_on_to_the_same_bytes(shards, monkeypatch):
    whole, _ = run(shards, "whole")

    def killed(part):
        if part.shard.stem == "posts-0001":
            raise KeyboardInterrupt
        return parts.describe_part(part)

    with monkeypatch.context() as patched:
        patched.setattr(step, "describe_part", killed)
        with pytest.raises(KeyboardInterrupt):
            run(shards, "resumed")
    assert list(contents(shards.parent / "resumed")) == ["features-0000.parquet"]
    assert contents(run(shards, "resumed")[0]) == contents(whole)


def test_features_of_shards_that_are_gone_are_removed(shards):
    folder, _ = run(shards, "features")
    (shards / "posts-0001.parquet").unlink()
    assert list(contents(run(shards, "features")[0])) == ["features-0000.parquet"]
    assert len(table.read([folder])) == 37


def test_an_unknown_shard_is_named(shards):
    with pytest.raises(ContractError, match=r"no shard 'posts-0009'; there are posts-0000 to posts-0001"):
        run(shards, "features", shard="posts-0009")


def test_a_shard_without_posts_is_named(shards):
    posts.write([], posts.POSTS, shards / "posts-0001.parquet")
    with pytest.raises(ContractError, match=r"posts-0001\.parquet: holds no posts"):
        run(shards, "features")


def test_an_unknown_time_zone_stops_it(shards):
    with pytest.raises(ParamsError, match="Mars"):
        run(shards, "features", time_zone="Mars")


def test_a_worker_that_dies_is_told_in_one_line(shards, monkeypatch):
    from likelier.errors import LikelierError

    monkeypatch.setattr(parts, "ROWS", 8)
    monkeypatch.setattr(step, "describe_part", die)
    with pytest.raises(LikelierError, match=r"set featurize\.workers lower"):
        run(shards, "features", workers=2)


def die(part):
    import os

    os._exit(9)


def test_progress_says_what_was_done(shards, capsys):
    run(shards, "features")
    assert "57 posts of 2 shards" in capsys.readouterr().err
    run(shards, "features")
    assert "0 posts of 0 shards" in capsys.readouterr().err


def test_default_kinds_leave_out_what_comes_after_the_post():
    assert "alt_text" not in kinds(Params.model_validate({"models": {"c": {"family": "constant"}}}).featurize)
