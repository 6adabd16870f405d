from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pyarrow as pa
import pytest

from likelier import contract, posts
from likelier.errors import ContractError

NOON = datetime(2020, 5, 17, 12, tzinfo=UTC)


def post(**changes):
    return {
        "post_id": "1",
        "account_id": "7",
        "taken_at": NOON,
        "kind": "image",
        "source": "test",
    } | changes


def test_a_row_comes_back_as_it_was_written(tmp_path):
    whole = post(
        shortcode="B1",
        snapshot_at=NOON + timedelta(days=3),
        likes=5.0,
        caption="你好 🎉",
        hashtags=["a", "b"],
        mentions=[],
        comments_disabled=False,
        picture=b"\xff\xd8",
        picture_origin="original",
    )
    posts.write([whole, post(post_id="2")], posts.POSTS, tmp_path / "posts-0000.parquet")
    frame = posts.read(tmp_path / "posts-0000.parquet", posts.POSTS)
    assert frame.columns.tolist() == posts.POSTS.names
    first, second = frame.to_dict("records")
    assert {name: list(first[name]) if name in ("hashtags", "mentions") else first[name] for name in whole} == whole
    assert second["post_id"] == "2"
    assert all(frame[name].isna()[1] for name in ("likes", "caption", "picture", "snapshot_at", "hashtags"))


def test_times_of_other_zones_become_utc():
    berlin = NOON.astimezone(timezone(timedelta(hours=2)))
    for rows in ([post(taken_at=berlin)], pd.DataFrame([post(taken_at=berlin)])):
        assert posts.table(rows, posts.POSTS)["taken_at"].to_pylist() == [NOON]


def test_times_keep_their_microseconds():
    moment = NOON + timedelta(microseconds=123_457)
    assert posts.table([post(taken_at=moment)], posts.POSTS)["taken_at"].to_pylist() == [moment]


def test_no_rows_are_a_table_too(tmp_path):
    posts.write([], posts.QUARANTINE, tmp_path / "q.parquet")
    assert posts.read(tmp_path / "q.parquet", posts.QUARANTINE).columns.tolist() == posts.QUARANTINE.names


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"colour": "red"}, "'colour' is not in the data contract"),
        ({"likes": "many"}, "'likes' must be double"),
        ({"kind": None}, "'kind' is empty in 1 rows"),
    ],
)
def test_what_breaks_the_contract_is_refused_by_name(changes, words):
    with pytest.raises(ContractError, match=words):
        posts.table([post(**changes)], posts.POSTS)


def test_files_that_are_no_tables_are_one_line(tmp_path):
    (tmp_path / "text.parquet").write_text("no")
    posts.write([], posts.QUARANTINE, tmp_path / "other.parquet")
    for name, words in (
        ("none", "is missing"),
        ("text", "not a readable Parquet"),
        ("other", "breaks the data contract"),
    ):
        with pytest.raises(ContractError, match=words) as caught:
            posts.read(tmp_path / f"{name}.parquet", posts.POSTS)
        assert "\n" not in str(caught.value)
    with pytest.raises(ContractError, match="no shards"):
        posts.read_posts(tmp_path)


def test_equal_rows_are_equal_bytes_and_row_groups_are_small(tmp_path):
    rows = [post(post_id=str(number)) for number in range(2500)]
    for name in ("posts-0000.parquet", "posts-0001.parquet"):
        posts.write(rows, posts.POSTS, tmp_path / name)
    assert (tmp_path / "posts-0000.parquet").read_bytes() == (tmp_path / "posts-0001.parquet").read_bytes()
    assert pa.parquet.ParquetFile(tmp_path / "posts-0000.parquet").num_row_groups == 25
    frame = posts.read_posts(tmp_path, ["post_id"])
    assert (len(frame), frame.columns.tolist()) == (5000, ["post_id"])


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({}, None),
        ({"post_id": None}, "no id: post_id"),
        ({"account_id": ""}, "no id: account_id"),
        ({"kind": "story"}, "unknown kind"),
        ({"taken_at": None}, "no time"),
        ({"taken_at": datetime(2009, 12, 31, tzinfo=UTC)}, "time before Instagram: taken at 2009-12-31"),
        ({"taken_at": datetime(2010, 7, 16, tzinfo=UTC)}, None),
        ({"snapshot_at": NOON}, None),
        ({"snapshot_at": NOON - timedelta(seconds=1)}, "time in the future"),
        ({"taken_at": datetime(9000, 1, 1, tzinfo=UTC)}, "time in the future"),
        ({"width": -1.0}, "bad value: width is -1"),
        ({"height": 0.0}, "bad value: height is 0"),
        ({"likes": float("nan")}, "bad value: likes"),
        ({"comments": -1.0}, "bad value: comments"),
        ({"likes": 0.0, "width": 1.0}, None),
    ],
)
def test_the_flaw_of_a_post(changes, flaw):
    found = contract.flaw(post(**changes))
    assert found is None if flaw is None else found.startswith(flaw)


def test_checked_rows_are_those_of_the_table_and_share_their_bytes():
    one, two = bytes(9), bytes([1]) * 9
    frame = pd.DataFrame(
        [post(post_id=str(place), picture=data) for place, data in enumerate([one, None, one, two, None])]
    )
    rows = posts.checked(frame.iloc[::-1], posts.POSTS)
    pd.testing.assert_frame_equal(rows, posts.table(frame.iloc[::-1], posts.POSTS).to_pandas())
    assert rows["picture"].tolist() == [None, two, one, None, one]
    assert rows["picture"].iloc[2] is rows["picture"].iloc[4]


def test_checked_rows_without_bytes_or_of_another_type():
    rows = posts.checked(pd.DataFrame([post(post_id="1", picture=None), post(post_id="2", picture=None)]), posts.POSTS)
    assert rows["picture"].tolist() == [None, None]
    same = ["not", "bytes"]
    with pytest.raises(ContractError, match="picture"):
        posts.checked(pd.DataFrame([post(post_id="1", picture=same), post(post_id="2", picture=same)]), posts.POSTS)
