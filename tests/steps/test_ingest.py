import json
import os
import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from likelier import batches, params, posts
from likelier.errors import NotEnoughData, ParamsError, SourceError
from likelier.steps.ingest import ingest

TAKEN = 1_600_000_000
MODELS = {"constant": {"family": "constant"}}


def photo(seed=0, side=64):
    noise = np.random.default_rng(seed).integers(0, 255, (side, side, 3), dtype=np.uint8)
    stream = BytesIO()
    Image.fromarray(noise).save(stream, "JPEG", quality=90)
    return stream.getvalue()


def add_post(folder, number, owner="7", picture=b"", **changes):
    """One post of an Instaloader archive; the higher the number, the later it was taken."""
    node = {
        "__typename": "GraphImage",
        "id": str(number),
        "shortcode": f"B{number}",
        "taken_at_timestamp": TAKEN + number * 3600,
        "dimensions": {"width": 64, "height": 64},
        "edge_media_to_caption": {"edges": [{"node": {"text": f"Post {number}"}}]},
        "edge_media_preview_like": {"count": 10 + number},
        "owner": {"id": owner, "username": f"name{owner}", "edge_followed_by": {"count": 900}},
    } | changes
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{number:05d}_UTC.json"
    file.write_text(json.dumps({"node": node, "instaloader": {"version": "4.16", "node_type": "Post"}}))
    os.utime(file, (TAKEN + 10**7, TAKEN + 10**7))
    if picture:
        file.with_suffix(".jpg").write_bytes(picture)


def add_page(folder, name, owner, *numbers, **changes):
    """One profile page with these posts."""
    listed = [
        {
            "__typename": "GraphImage",
            "id": str(number),
            "taken_at_timestamp": TAKEN + number * 3600,
            "edge_liked_by": 10 + number,
            "dimensions": {"width": 64, "height": 64},
        }
        | changes
        for number in numbers
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps({"id": owner, "username": f"name{owner}", "posts": listed}))


def run(path, out, source="instaloader", **settings):
    chosen = params.parse({"ingest": {"source": source, "path": str(path), **settings}, "models": MODELS}, "test")
    ingest(chosen, out / "shards", out / "ingest.json")
    return json.loads((out / "ingest.json").read_text())


def kept(out):
    return posts.read_posts(out / "shards")


def quarantine(out):
    return posts.read(out / "shards/quarantine.parquet", posts.QUARANTINE)


def content(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_an_archive_becomes_shards_in_the_data_contract(tmp_path):
    raw = tmp_path / "raw"
    for number in (3, 1, 2):
        add_post(raw / "name7", number, picture=photo(number))
    add_post(raw / "name8", 4, "8")
    metrics = run(raw, tmp_path)
    frame = kept(tmp_path)
    assert list(frame["post_id"]) == ["1", "2", "3", "4"]
    assert list(frame["account_id"]) == ["7", "7", "7", "8"]
    assert list(frame["likes"]) == [11, 12, 13, 14]
    assert frame["picture"][2] == photo(3)
    assert frame["picture"].isna().tolist() == [False, False, False, True]
    assert set(frame["source"]) == {"instaloader"}
    accounts = posts.read_accounts(tmp_path / "shards")
    assert accounts["username"].tolist() == ["name7", "name8"]
    assert accounts["followers"].tolist() == [900, 900]
    assert metrics == {
        "source": "instaloader",
        "rows_read": 4,
        "rows_kept": 4,
        "rows_quarantined": 0,
        "reasons": {},
        "accounts": 2,
        "accounts_without_posts": 0,
        "broken_profile_pictures": 0,
        "time_zones": 0,
        "accounts_forgotten": 0,
        "shards": 1,
        "bytes": (tmp_path / "shards/posts-0000.parquet").stat().st_size,
    }


def test_every_bad_row_is_quarantined_with_file_and_reason(tmp_path):
    raw = tmp_path / "raw"
    add_post(raw / "a", 1, picture=photo())
    add_post(raw / "a", 2, picture=photo()[:900])
    add_post(raw / "a", 3, picture=b"<html>gone</html>")
    add_post(raw / "a", 4)
    (raw / "a/00004_UTC.jpg").touch()
    add_post(raw / "a", 5, taken_at_timestamp=1_200_000_000)
    add_post(raw / "a", 6, taken_at_timestamp=TAKEN + 2 * 10**7)
    add_post(raw / "a", 7, taken_at_timestamp=None)
    add_post(raw / "a", 8, dimensions={"width": -3, "height": 5})
    add_post(raw / "a", 9, __typename="GraphStory")
    add_post(raw / "b", 1)
    (raw / "a/z.json").write_text('{"node": ')
    (raw / "a/zz.json").write_text("[]")
    metrics = run(raw, tmp_path)
    rows = quarantine(tmp_path)
    reasons = dict(zip(rows["file"], rows["reason"].str.partition(":")[0], strict=True))
    assert reasons == {
        "a/00002_UTC.json": "broken picture",
        "a/00003_UTC.json": "broken picture",
        "a/00004_UTC.json": "broken picture",
        "a/00005_UTC.json": "time before Instagram",
        "a/00007_UTC.json": "no time",
        "a/00008_UTC.json": "bad value",
        "a/00009_UTC.json": "unknown kind",
        "a/z.json": "not JSON",
        "a/zz.json": "another shape",
        "b/00001_UTC.json": "the same post",
    }
    assert rows.loc[rows["file"] == "a/00004_UTC.json", "reason"].item().endswith("the picture is empty (0 bytes)")
    assert "00004_UTC.jpg" in rows.loc[rows["file"] == "a/00004_UTC.json", "reason"].item()
    assert rows.loc[rows["file"] == "b/00001_UTC.json", "reason"].item() == "the same post: as in a/00001_UTC.json"
    assert rows.loc[rows["file"] == "a/00008_UTC.json", "post_id"].item() == "8"
    assert rows["row"].isna().sum() == 2
    # A post that is later than its file's time has lost its snapshot, not its place.
    assert sorted(kept(tmp_path)["post_id"]) == ["1", "6"]
    assert (metrics["rows_read"], metrics["rows_kept"], metrics["rows_quarantined"]) == (12, 2, 10)
    assert sum(metrics["reasons"].values()) == 10


def test_the_size_comes_from_the_picture_where_nothing_else_tells(tmp_path):
    add_post(tmp_path / "raw", 1, picture=photo(side=48), dimensions=None)
    run(tmp_path / "raw", tmp_path)
    assert kept(tmp_path)[["width", "height"]].to_numpy().tolist() == [[48, 48]]


def test_captions_of_every_sort_survive(tmp_path):
    captions = [None, "x" * 1_000_000, "你好 שלום \u0000 🎉", "half \ud83d end"]
    for number, caption in enumerate(captions):
        add_post(tmp_path / "raw", number, edge_media_to_caption={"edges": [{"node": {"text": caption}}]})
    run(tmp_path / "raw", tmp_path)
    found = kept(tmp_path)["caption"].tolist()
    assert np.isnan(found[0])
    assert found[1:] == ["x" * 1_000_000, "你好 שלום \u0000 🎉", "half \ufffd end"]


def test_all_likes_hidden_is_no_reason_to_drop_a_post(tmp_path):
    for number in range(3):
        add_post(tmp_path / "raw", number, edge_media_preview_like={"count": -1})
    assert run(tmp_path / "raw", tmp_path)["rows_kept"] == 3
    assert kept(tmp_path)["likes"].isna().all()


@pytest.mark.parametrize(("drop", "expected"), [(None, ["1", "2"]), (True, ["1", "2"]), (False, ["1", "2", "3"])])
def test_the_newest_post_of_a_page_is_dropped_unless_told_otherwise(tmp_path, drop, expected):
    add_page(tmp_path / "raw", "a.json", "7", 2, 3, 1)
    run(tmp_path / "raw", tmp_path, "profile_pages", drop_newest=drop)
    assert kept(tmp_path)["post_id"].tolist() == expected
    assert quarantine(tmp_path)["reason"].str.startswith("newest post").sum() == 3 - len(expected)


def test_a_broken_newest_post_does_not_make_the_next_one_the_newest(tmp_path):
    add_page(tmp_path / "raw", "a.json", "7", 1, 2, 3, media_preview="broken")
    with pytest.raises(NotEnoughData, match="2 x broken picture, 1 x newest post"):
        run(tmp_path / "raw", tmp_path, "profile_pages")


def test_two_pages_of_one_account_are_one_account(tmp_path):
    add_page(tmp_path / "raw", "a.json", "7", 1, 2, 3)
    add_page(tmp_path / "raw", "b.json", "8", 11, 12)
    add_page(tmp_path / "raw", "c.json", "7", 2, 3, 4, 5)
    metrics = run(tmp_path / "raw", tmp_path, "profile_pages")
    # 5 is the newest of the account; 3, held back at first, was proved old enough by the later page.
    assert kept(tmp_path)["post_id"].tolist() == ["1", "2", "3", "4", "11"]
    rows = quarantine(tmp_path)
    assert dict(zip(rows["file"] + "/" + rows["post_id"], rows["reason"].str.partition(":")[0], strict=True)) == {
        "b.json/12": "newest post",
        "c.json/2": "the same post",
        "c.json/3": "the same post",
        "c.json/5": "newest post",
    }
    assert (metrics["rows_read"], metrics["rows_kept"], metrics["rows_quarantined"]) == (9, 5, 4)


def test_an_account_with_one_post_keeps_its_place_among_the_accounts(tmp_path):
    add_page(tmp_path / "raw", "a.json", "7", 1)
    add_page(tmp_path / "raw", "b.json", "8", 2, 3)
    add_page(tmp_path / "raw", "c.json", "9")
    metrics = run(tmp_path / "raw", tmp_path, "profile_pages")
    assert posts.read_accounts(tmp_path / "shards")["account_id"].tolist() == ["7", "8", "9"]
    assert (metrics["accounts"], metrics["accounts_without_posts"], metrics["rows_kept"]) == (3, 2, 1)


def test_whole_accounts_share_shards_of_about_the_size(tmp_path):
    for number in range(48):
        add_post(tmp_path / f"raw/{number % 24}", number, str(number % 24), photo(number))
    size = len(photo()) + 600
    metrics = run(tmp_path / "raw", tmp_path, shard_mb=(12 * size) / 1e6)
    shards = posts.shard_paths(tmp_path / "shards")
    counts = [posts.read(path, posts.POSTS, ["account_id"])["account_id"].value_counts() for path in shards]
    assert 4 <= len(shards) == metrics["shards"] <= 10
    assert sorted(account for count in counts for account in count.index) == sorted(map(str, range(24)))
    assert all((count == 2).all() and count.sum() <= 12 for count in counts)
    assert len(kept(tmp_path)) == 48


def test_an_account_in_many_pieces_never_spans_two_shards(tmp_path):
    for number in range(12):
        add_post(tmp_path / f"raw/{number % 4}", number, str(number % 4), photo(number))
    for number in range(12, 16):  # later folders with posts of all, and a copy of one
        add_post(tmp_path / "raw/x#sea", number, str(number % 4), photo(number))
    add_post(tmp_path / "raw/y", 1, "1", photo(1))
    metrics = run(tmp_path / "raw", tmp_path, shard_mb=1e-6)  # one account a shard
    owners = [set(posts.read(path, posts.POSTS)["account_id"]) for path in posts.shard_paths(tmp_path / "shards")]
    assert sorted(owner for (owner,) in owners) == ["0", "1", "2", "3"]
    frame = kept(tmp_path).sort_values("post_id", key=lambda column: column.astype(int))
    assert frame["post_id"].tolist() == [str(number) for number in range(16)]
    assert [picture == photo(number) for number, picture in enumerate(frame["picture"])] == [True] * 16
    assert frame["hashtags"].map(list).tolist() == [[]] * 16
    assert (metrics["rows_read"], metrics["rows_kept"], metrics["rows_quarantined"]) == (17, 16, 1)


def test_a_broken_copy_does_not_stand_in_the_way_of_a_good_one(tmp_path):
    add_post(tmp_path / "raw/a", 1, picture=photo()[:500])
    add_post(tmp_path / "raw/b", 1, picture=photo())
    run(tmp_path / "raw", tmp_path)
    assert kept(tmp_path)["picture"].tolist() == [photo()]


def test_profile_pictures_ride_along_and_broken_ones_are_counted(tmp_path):
    for owner in ("7", "8"):
        add_post(tmp_path / f"raw/name{owner}", int(owner), owner)
    (tmp_path / "raw/name7/2020-01-01_00-00-00_UTC_profile_pic.jpg").write_bytes(photo())
    (tmp_path / "raw/name8/2020-01-01_00-00-00_UTC_profile_pic.jpg").write_bytes(b"no")
    assert run(tmp_path / "raw", tmp_path)["broken_profile_pictures"] == 1
    assert posts.read_accounts(tmp_path / "shards")["profile_picture"].tolist() == [photo(), None]


@pytest.mark.parametrize("source", ["profile_pages", "instaloader"])
def test_nothing_to_read_is_one_line_and_leaves_what_was(tmp_path, source):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "junk").mkdir()
    (tmp_path / "junk/a.json").write_text("{}")
    (tmp_path / "shards").mkdir()
    (tmp_path / "shards/old").write_text("old")
    for place, error in (
        ("none", SourceError),
        ("empty", SourceError),
        ("file", SourceError),
        ("junk", NotEnoughData),
    ):
        with pytest.raises(error) as caught:
            run(tmp_path / place, tmp_path, source)
        assert "\n" not in str(caught.value)
    assert content(tmp_path / "shards") == {"old": b"old"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "file", "junk", "shards"]


def test_an_unknown_source_is_named(tmp_path):
    with pytest.raises(ParamsError, match="'myspace' is unknown; known: sample, profile_pages, instaloader"):
        run(tmp_path, tmp_path, "myspace")


def test_equal_input_gives_equal_bytes(tmp_path):
    for number in range(8):
        add_post(tmp_path / f"raw/{number % 2}", number, str(number % 2), photo(number))
    run(tmp_path / "raw", tmp_path / "one", shard_mb=0.01)
    run(tmp_path / "raw", tmp_path / "two", shard_mb=0.01)
    assert content(tmp_path / "one/shards") == content(tmp_path / "two/shards")
    assert (tmp_path / "one/ingest.json").read_bytes() == (tmp_path / "two/ingest.json").read_bytes()


KILLED = """
import sys
from pathlib import Path
from likelier import params, shards
from likelier.steps.ingest import ingest
write = shards.write_shard
def slow(rows, path):
    write(rows, path)
    print("written", flush=True)
    sys.stdin.read()
shards.write_shard = slow
chosen = params.parse({"ingest": {"source": "instaloader", "path": sys.argv[1], "shard_mb": 0.01},
                       "models": {"constant": {"family": "constant"}}}, "test")
ingest(chosen, Path(sys.argv[2]) / "shards", Path(sys.argv[2]) / "ingest.json")
"""


def test_a_killed_run_leaves_nothing_half_and_the_next_one_ends_the_same(tmp_path):
    for number in range(8):
        add_post(tmp_path / f"raw/{number % 4}", number, str(number % 4), photo(number))
    run(tmp_path / "raw", tmp_path / "whole", shard_mb=0.01)
    out = tmp_path / "killed"
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "raw"), str(out)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"written\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (out / "shards").exists()
    assert list((out / ".shards.partial").glob("posts-*.parquet"))  # it was killed in the middle
    run(tmp_path / "raw", out, shard_mb=0.01)
    assert content(out / "shards") == content(tmp_path / "whole/shards")
    assert sorted(path.name for path in out.iterdir()) == ["ingest.json", "shards"]


def test_the_sample_is_written_read_back_and_its_truth_kept(tmp_path):
    sample = {"seed": 3, "accounts": 3, "posts": 12, "broken_pictures": 0.2}
    metrics = run("unused", tmp_path, "sample", sample=sample)
    assert metrics["rows_read"] == 36
    assert metrics["reasons"].keys() <= {"broken picture"}
    assert metrics["rows_kept"] + metrics["rows_quarantined"] == 36
    truth = posts.read(tmp_path / "shards/truth.parquet", posts.TRUTH)
    frame = kept(tmp_path)
    assert truth["post_id"].tolist() == frame["post_id"].tolist()
    assert set(frame["source"]) == {"sample"}
    assert frame["snapshot_at"].notna().all()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ingest.json", "shards"]


def test_every_readable_post_is_there_for_scoring_whatever_its_likes_or_picture(tmp_path):
    add_post(tmp_path / "raw/a", 1, "7", photo())
    add_post(tmp_path / "raw/a", 2, "7", photo()[:500])
    add_post(tmp_path / "raw/b", 3, "8", edge_media_preview_like={"count": -1})
    add_post(tmp_path / "raw/c", 4, "7")
    (tmp_path / "raw/a/broken.json").write_text("{")
    with batches.readable("instaloader", tmp_path / "raw", shard_mb=1e-6, workspace=tmp_path) as (shards, tally):
        owners = [posts.read(path, posts.POSTS)["account_id"].unique().tolist() for path in posts.shard_paths(shards)]
        frame = posts.read_posts(shards).set_index("post_id").sort_index()
        assert sorted(owners) == [["7"], ["8"]]
        assert frame["picture"].isna().to_dict() == {"1": False, "2": True, "3": True, "4": True}
        assert frame["picture_origin"].isna().to_dict() == {"1": False, "2": True, "3": True, "4": True}
        assert (tally.rows_kept, tally.reasons) == (4, {"not JSON": 1})
    assert [path.name for path in tmp_path.iterdir()] == ["raw"]


def test_the_newest_post_of_a_page_is_there_for_scoring(tmp_path):
    add_page(tmp_path / "raw", "a.json", "7", 1, 2)
    with batches.readable("profile_pages", tmp_path / "raw") as (shards, _):
        assert posts.read_posts(shards)["post_id"].tolist() == ["1", "2"]
        assert posts.read_accounts(shards)["username"].tolist() == ["name7"]


def test_ingest_is_quick_about_many_small_accounts(tmp_path):
    for number in range(300):
        add_page(tmp_path / "raw", f"{number}.json", str(number), *range(number * 10, number * 10 + 10))
    start = time.process_time()
    assert run(tmp_path / "raw", tmp_path, "profile_pages")["rows_kept"] == 2700
    assert time.process_time() - start < 10  # takes about one


def test_no_absolute_path_in_what_is_written(tmp_path):
    add_post(tmp_path / "raw/a", 1, picture=photo())
    add_post(tmp_path / "raw/a", 2, picture=b"no")
    run(tmp_path / "raw", tmp_path)
    assert not any(str(Path(tmp_path)).encode() in data for data in content(tmp_path / "shards").values())
