import json
import lzma
import os
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from likelier import contract
from likelier.errors import SourceError
from likelier.sources import graph_api

WRITTEN = datetime(2026, 4, 2, 12, tzinfo=UTC)


def media(number=1, **changes):
    node = {
        "id": f"1800000000000000{number}",
        "caption": f"Post {number} #Sun @Ann",
        "media_type": "IMAGE",
        "media_url": f"https://cdn.example/{number}.jpg?sig=1",
        "timestamp": f"2026-03-{number:02d}T21:41:42+0000",
        "like_count": 50 + number,
        "comments_count": 4,
    }
    return {key: value for key, value in (node | changes).items() if value is not ...}


def profile(number=7, *listed, **changes):
    return {
        "id": f"1784{number}",
        "username": f"name{number}",
        "name": f"Name {number}",
        "biography": "Hello",
        "website": "https://example.org",
        "followers_count": 900,
        "follows_count": 30,
        "media_count": 25,
        "media": {"data": list(listed), "paging": {"cursors": {"after": "abc"}}},
    } | changes


def discovery(number=7, *listed):
    return {"business_discovery": profile(number, *listed), "id": "17841405309211844"}


def write(file, document):
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document).encode()
    file.write_bytes(lzma.compress(text) if file.suffix == ".xz" else text)
    os.utime(file, (WRITTEN.timestamp(),) * 2)


def picture(file):
    stream = BytesIO()
    Image.new("RGB", (30, 20), "red").save(stream, "JPEG")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(stream.getvalue())
    return file


def read(folder):
    return list(graph_api.read(folder))


def owners(folder):
    """Posts by account, as the last two digits of their ids."""
    return {
        found.account["account_id"]: [post["post_id"][-2:] for post in found.posts]
        for found in read(folder)
        if found.account
    }


def only_post(tmp_path, **changes):
    write(tmp_path / "page.json", {"data": [media(**changes)]})
    ((post,),) = (found.posts for found in read(tmp_path))
    return post


def test_every_field_of_a_post_and_of_its_account(tmp_path):
    write(tmp_path / "a/page.json", discovery(7, media(permalink="https://www.instagram.com/p/Bx_-1/", view_count=8)))
    cover = picture(tmp_path / "a/18000000000000001.jpg")
    face = picture(tmp_path / "a/page.jpg")
    (found,) = read(tmp_path)
    assert found.posts == [
        {
            "post_id": "18000000000000001",
            "account_id": "17847",
            "shortcode": "Bx_-1",
            "taken_at": datetime(2026, 3, 1, 21, 41, 42, tzinfo=UTC),
            "snapshot_at": WRITTEN,
            "kind": "image",
            "likes": 51.0,
            "comments": 4.0,
            "views": 8.0,
            "caption": "Post 1 #Sun @Ann",
            "alt_text": None,
            "hashtags": ["sun"],
            "mentions": ["ann"],
            "comments_disabled": None,
            "picture": cover,
            "picture_origin": "original",
            "file": "a/page.json",
            "row": 1,
        }
    ]
    assert found.account == {
        "account_id": "17847",
        "username": "name7",
        "full_name": "Name 7",
        "biography": "Hello",
        "followers": 900.0,
        "following": 30.0,
        "posts": 25.0,
        "external_url": "https://example.org",
        "snapshot_at": WRITTEN,
        "profile_picture": face,
    }
    assert contract.flaw(found.posts[0]) is None


@pytest.mark.parametrize(
    "document",
    [
        [media(1), media(2)],
        {"data": [media(1), media(2)], "paging": {"next": "https://graph.example/?access_token=x"}},
        [{"data": [media(1)]}, {"data": [media(2)]}, {"data": []}],
    ],
    ids=["list", "page", "pages"],
)
@pytest.mark.parametrize("name", ["ann/page.json", "ann.json.xz", "ann/deep.json.xz"])
def test_a_page_belongs_to_its_folder_or_to_its_file(tmp_path, document, name):
    write(tmp_path / name, document)
    assert owners(tmp_path) == {"ann": ["01", "02"]}


def test_files_of_one_medium_in_the_source_itself_belong_to_one_account(tmp_path):
    for number in (1, 2):
        write(tmp_path / f"{number}.json", media(number))
    assert owners(tmp_path) == {tmp_path.name: ["01", "02"]}


def test_posts_that_name_nobody_belong_to_the_only_profile_of_their_folder(tmp_path):
    write(tmp_path / "ann/profile.json", profile(7))
    write(tmp_path / "ann/page-2.json", {"data": [media(2)]})
    write(tmp_path / "both/a.json", profile(7))
    write(tmp_path / "both/b.json", profile(8))
    write(tmp_path / "both/c.json", {"data": [media(3), media(4, username="NAME8"), media(5, owner={"id": "9"})]})
    found = read(tmp_path)
    by_file = {post["file"]: [] for piece in found for post in piece.posts}
    for piece in found:
        for post in piece.posts:
            by_file[post["file"]].append(post["account_id"])
    assert by_file == {"ann/page-2.json": ["17847"], "both/c.json": ["17848", "9", "both"]}


def test_the_latest_profile_counts_and_keeps_what_only_an_earlier_one_told(tmp_path):
    write(tmp_path / "a/1.json", profile(7, fetched_at="2026-02-02T00:00:00Z"))
    later = profile(7, fetched_at="2026-03-03T00:00:00+0000", followers_count=1000)
    write(tmp_path / "a/0.json", {key: value for key, value in later.items() if key != "biography"})
    (found,) = read(tmp_path)
    assert found.account["followers"] == 1000.0
    assert found.account["biography"] == "Hello"
    assert found.account["snapshot_at"] == datetime(2026, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize("hidden", [..., None, 0, -1, "12", True])
def test_likes_that_are_hidden_are_not_known(tmp_path, hidden):
    assert only_post(tmp_path, like_count=hidden)["likes"] is None


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"media_type": "CAROUSEL_ALBUM", "children": {"data": [media(8), media(9)]}}, "carousel"),
        ({"media_type": "VIDEO"}, "video"),
        ({"media_type": "VIDEO", "media_product_type": "REELS"}, "video"),
        ({"media_type": ..., "media_product_type": "REELS"}, "video"),
        ({"media_type": "AUDIO"}, None),
        ({"media_type": 7}, None),
    ],
)
def test_kinds(tmp_path, changes, kind):
    post = only_post(tmp_path, **changes)
    assert post["kind"] == kind
    assert (contract.flaw(post) is None) == (kind is not None)


@pytest.mark.parametrize(
    ("timestamp", "taken_at"),
    [
        ("2026-03-30T21:41:42+0000", datetime(2026, 3, 30, 21, 41, 42, tzinfo=UTC)),
        ("2026-03-30T23:41:42+02:00", datetime(2026, 3, 30, 21, 41, 42, tzinfo=UTC)),
        ("2026-03-30T21:41:42", datetime(2026, 3, 30, 21, 41, 42, tzinfo=UTC)),
        (1_774_906_902, datetime(2026, 3, 30, 21, 41, 42, tzinfo=UTC)),
        ("2026-03-30", None),
        ("2026-13-30T21:41:42+0000", None),
        ("0001-01-01T00:00:00+2300", None),
        ({"date": 3}, None),
        (None, None),
    ],
)
def test_times(tmp_path, timestamp, taken_at):
    post = only_post(tmp_path, timestamp=timestamp)
    assert post["taken_at"] == taken_at
    assert (contract.flaw(post) or "no time").startswith("no time")


def test_when_it_was_fetched_comes_before_the_time_of_the_file_unless_it_cannot_be(tmp_path):
    assert only_post(tmp_path, fetched_at="2026-03-05T00:00:00Z")["snapshot_at"] == datetime(2026, 3, 5, tzinfo=UTC)
    assert only_post(tmp_path, fetched_at="2026-02-05T00:00:00Z")["snapshot_at"] is None


def test_what_is_no_post_is_quarantined_with_its_row(tmp_path):
    write(tmp_path / "ann.json", {"data": [media(1), media(2, media_product_type="STORY"), 7, {"x": 1}, media(3)]})
    write(tmp_path / "error.json", {"error": {"message": "secret name", "code": 190}})
    write(tmp_path / "odd.json", {"answer": 42})
    (tmp_path / "torn.json").write_text('{"data": [')
    accounts, rejected = read(tmp_path)
    assert [post["row"] for post in accounts.posts] == [0, 4]
    assert [(one.file, one.row, one.reason.partition(":")[0]) for one in rejected.rejections] == [
        ("ann.json", 1, "not a post"),
        ("ann.json", 2, "another shape"),
        ("ann.json", 3, "another shape"),
        ("error.json", None, "an error"),
        ("odd.json", None, "another shape"),
        ("torn.json", None, "not JSON"),
    ]
    assert "190" in rejected.rejections[3].reason
    assert "secret" not in rejected.rejections[3].reason


def test_a_medium_has_the_picture_of_its_stem_and_hidden_files_are_left_out(tmp_path):
    write(tmp_path / "a/one.json", media(1, media_type="VIDEO"))
    write(tmp_path / "a/.state.json", {"after": "x"})
    cover = picture(tmp_path / "a/one.jpg")
    (found,) = read(tmp_path)
    assert found.posts[0]["picture"] == cover
    assert found.posts[0]["picture_origin"] == "cover"


@pytest.mark.parametrize(
    "value", [None, 3, "x", [], {}, {"data": 4}, {"business_discovery": 5}, {"media": {"data": 1}}]
)
def test_any_json_is_read_without_a_fault(tmp_path, value):
    write(tmp_path / "a.json", value)
    write(tmp_path / "b.json", {"data": [media(1, **dict.fromkeys(media(), value))]})
    for found in read(tmp_path):
        assert found.rejections or found.account


def test_a_folder_without_json_is_one_line(tmp_path):
    with pytest.raises(SourceError, match="holds no file that ends in"):
        read(tmp_path)


@pytest.mark.parametrize(("before", "now"), [(1, 2), (2, 1)])
def test_a_name_is_the_account_s_that_bore_it_last(tmp_path, before, now):
    for number, hour in ((before, 1), (now, 2)):
        told = profile(number, username="ann", fetched_at=f"2026-04-01T0{hour}:00:00+00:00")
        write(tmp_path / f"{number}.json", told)
    write(tmp_path / "page.json", {"data": [media(1, username="ann")]})
    assert owners(tmp_path) == {f"1784{before}": [], f"1784{now}": ["01"]}
