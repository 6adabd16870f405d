"""Pictures for the nets: stored is what raw posts give, byte for byte; in bounded memory, whole or not at all."""

import io
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from likelier import posts
from likelier.errors import ContractError, LeakFound
from likelier.features import compute_all, parts, pixels, table
from likelier.leaks import check_examples
from likelier.models import Examples
from likelier.params import Featurize, Params
from likelier.steps.featurize import featurize

QUIET = dict.fromkeys(("account", "time", "caption", "shape", "picture", "faces"), False)
SETTINGS = Featurize(**QUIET, workers=1)


def png(colour, size=(40, 30)):
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return stream.getvalue()


def post(number, account, picture):
    taken = pd.Timestamp("2023-05-01", tz="UTC") + pd.Timedelta(hours=number)
    shown = {"post_id": f"p{number}", "account_id": account, "picture": picture}
    return shown | {"taken_at": taken, "kind": "image", "likes": 5.0, "source": "test"}


@pytest.fixture
def shards(tmp_path):
    """Two shards; account b has no profile picture, c a broken one, d no row at all."""
    rows = [post(0, "b", png("red")), post(1, "a", None), post(2, "a", png("lime")), post(3, "b", b"broken")]
    more = [post(4, "d", png("blue")), post(5, "c", png("white"))]
    posts.write(rows, posts.POSTS, tmp_path / "shards/posts-0000.parquet")
    posts.write(more, posts.POSTS, tmp_path / "shards/posts-0001.parquet")
    owners = [("a", png("yellow")), ("b", None), ("c", b"broken")]
    accounts = [{"account_id": name, "profile_picture": data, "source": "test"} for name, data in owners]
    posts.write(accounts, posts.ACCOUNTS, tmp_path / "shards/accounts.parquet")
    return tmp_path / "shards"


def run(shards, **settings):
    folder = shards.parent / "features"
    given = Params.model_validate(
        {"models": {"c": {"family": "constant"}}, "featurize": {**QUIET, "workers": 1, **settings}}
    )
    featurize(given, shards, folder, shards.parent / "metrics.json")
    return folder


def test_each_post_stands_beside_its_accounts_profile_picture(shards):
    found = pixels.read([run(shards)], pd.Series(["p5", "p2", "p0", "p1", "p3", "p4"]))
    both = found.side_by_side(np.arange(6))
    assert both.shape == (6, 128, 200, 3) and both.dtype == np.uint8
    black, white, yellow = (0, 0, 0), (255, 255, 255), (255, 255, 0)
    lime, red, blue = (0, 255, 0), (255, 0, 0), (0, 0, 255)
    expected = [(black, white), (yellow, lime), (black, red), (yellow, black), (black, black), (black, blue)]
    for one, (left, right) in zip(both, expected, strict=True):
        assert (one[:, :100] == left).all()
        assert (one[:, 100:] == right).all()
    small = found.small(np.array([2, 3]))
    assert small.shape == (2, 50, 50, 3)
    assert (small[0] == red).all() and (small[1] == 0).all()


def test_taking_rows_reads_nothing_and_keeps_their_order(shards):
    found = pixels.read([run(shards)], pd.Series(["p0", "p2", "p5"]))
    taken = found.take(np.array([2, 0, 2]))
    assert len(taken) == 3 and taken.stores is found.stores
    np.testing.assert_array_equal(taken.side_by_side(np.arange(3)), found.side_by_side(np.array([2, 0, 2])))


def test_stored_is_what_raw_posts_give(shards):
    rows, accounts = posts.read_posts(shards), posts.read_accounts(shards)
    stored = pixels.read([run(shards)], rows["post_id"])
    _, computed = compute_all(rows, accounts, SETTINGS)
    every = np.arange(len(rows))
    np.testing.assert_array_equal(stored.side_by_side(every), computed.side_by_side(every))
    np.testing.assert_array_equal(stored.small(every), computed.small(every))
    examples = Examples(pd.DataFrame(index=rows.index), rows["account_id"].to_numpy(), rows["taken_at"].to_numpy())
    check_examples(Examples(**{**vars(examples), "pixels": stored}), rows["post_id"], shards, SETTINGS)
    swapped = Examples(**{**vars(examples), "pixels": stored.take(every[::-1])})
    with pytest.raises(LeakFound, match="the pictures for the nets are not what the raw posts give"):
        check_examples(swapped, rows["post_id"], shards, SETTINGS)


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_parts_change_no_byte(shards, monkeypatch):
    whole = contents(run(shards))
    monkeypatch.setattr(parts, "ROWS", 1)
    for path in (shards.parent / "features").iterdir():
        path.unlink()
    assert contents(run(shards)) == whole


def test_a_pool_changes_no_byte(shards):
    whole = contents(run(shards))
    for path in (shards.parent / "features").iterdir():
        path.unlink()
    assert contents(run(shards, workers=2)) == whole


def test_what_is_lost_or_cut_short_is_made_again(shards):
    before = contents(run(shards))
    assert sorted(before)[-2:] == ["small-0000.npy", "small-0001.npy"]
    folder = shards.parent / "features"
    (folder / "profiles-0001.npy").unlink()
    (folder / "pixels-0000.npy").write_bytes(before["pixels-0000.npy"][:1000])
    assert contents(run(shards)) == before


def test_a_new_profile_picture_is_seen(shards):
    run(shards)
    accounts = posts.read_accounts(shards)
    accounts.loc[accounts["account_id"] == "b", "profile_picture"] = pd.Series([png("aqua")], index=[1])
    posts.write(accounts, posts.ACCOUNTS, shards / "accounts.parquet")
    both = pixels.read([run(shards)], pd.Series(["p0"])).side_by_side(np.array([0]))
    assert (both[0, :, :100] == (0, 255, 255)).all()


def test_a_run_killed_between_files_is_not_taken_for_done(shards, monkeypatch):
    before = contents(run(shards))
    accounts = posts.read_accounts(shards).assign(followers=3.0)
    posts.write(accounts, posts.ACCOUNTS, shards / "accounts.parquet")

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(table, "write", killed)
        run(shards)
    assert "features-0000.parquet" not in contents(shards.parent / "features")
    after = contents(run(shards))
    assert list(after) == list(before)


def test_switched_off_none_are_kept(shards):
    run(shards)
    folder = run(shards, pixels=False)
    assert sorted(contents(folder)) == ["features-0000.parquet", "features-0001.parquet"]
    with pytest.raises(ContractError, match=r"pixels-0000\.npy: is missing or broken; run `likelier featurize`"):
        pixels.read([folder], pd.Series(["p0"]))


def test_a_post_without_pixels_is_told(shards):
    with pytest.raises(ContractError, match="1 posts have no pictures for the nets"):
        pixels.read([run(shards)], pd.Series(["p0", "elsewhere"]))


def test_writing_and_reading_hold_a_part_at_a_time(tmp_path):
    part = pixels.together([None] * 50)
    tracemalloc.start()
    with pixels.writing(tmp_path / "features-0000.parquet", 2000, np.zeros((3, 128, 100, 3), np.uint8)) as writer:
        for _ in range(40):
            writer.add(part)
    opened = pixels._open(tmp_path / "features-0000.parquet")
    assert opened.shrunk.post[1990:].sum() == 0
    assert tracemalloc.get_traced_memory()[1] < 5e6  # 92 MB lie on the disk
    tracemalloc.stop()
