import json
from datetime import UTC, datetime

import pytest

from likelier import contract
from likelier.errors import SourceError
from likelier.sources import profile_pages

PREVIEW = "ACoqAAAA"  # the right form, without a picture in it


def post(number=1, **changes):
    return {
        "__typename": "GraphImage",
        "id": str(1000 + number),
        "shortcode": f"B{number}",
        "edge_media_to_caption": "Dawn #Sun with @ann",
        "edge_media_to_comment": 3,
        "comments_disabled": False,
        "taken_at_timestamp": 1_550_000_000 + number * 3600,
        "dimensions": {"width": 1080, "height": 1350},
        "edge_liked_by": 70 + number,
        "edge_media_preview_like": 99,
        "location": "Quay",
        "media_preview": PREVIEW,
        "owner": {"id": "7", "username": "ann"},
        "is_video": False,
        "accessibility_caption": "Image may contain: sky",
    } | changes


def page(*posts, **changes):
    return {
        "id": "7",
        "username": "ann",
        "full_name": "Ann",
        "biography": "by the sea",
        "edge_followed_by": 1000,
        "edge_follow": 10,
        "edge_owner_to_timeline_media": 321,
        "is_business_account": True,
        "is_verified": False,
        "is_private": False,
        "business_category_name": "Creators",
        "highlight_reel_count": 4,
        "edge_felix_video_timeline": 2,
        "external_url": "https://example.org",
        "posts": list(posts),
    } | changes


def read(folder, *documents):
    for number, document in enumerate(documents):
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        (folder / f"{number}.json").write_bytes(content)
    return list(profile_pages.read(folder))


def test_every_field_of_the_account(tmp_path):
    (found,) = read(tmp_path, page(post(1), post(2)))
    assert found.account == {
        "account_id": "7",
        "username": "ann",
        "full_name": "Ann",
        "biography": "by the sea",
        "followers": 1000.0,
        "following": 10.0,
        "posts": 321.0,
        "is_business": True,
        "is_verified": False,
        "is_private": False,
        "category": "Creators",
        "highlights": 4.0,
        "igtv": 2.0,
        "external_url": "https://example.org",
        "snapshot_at": datetime.fromtimestamp(1_550_007_200, UTC),  # the newest post's time
    }


def test_every_field_of_a_post(tmp_path):
    (found,) = read(tmp_path, page(post(1), post(2)))
    row = found.posts[0]
    assert row.pop("picture").startswith(b"\xff\xd8")
    assert row == {
        "post_id": "1001",
        "account_id": "7",
        "shortcode": "B1",
        "taken_at": datetime.fromtimestamp(1_550_003_600, UTC),
        "snapshot_at": datetime.fromtimestamp(1_550_007_200, UTC),
        "kind": "image",
        "likes": 71.0,
        "comments": 3.0,
        "views": None,
        "caption": "Dawn #Sun with @ann",
        "alt_text": "Image may contain: sky",
        "hashtags": ["sun"],
        "mentions": ["ann"],
        "location": "Quay",
        "width": 1080.0,
        "height": 1350.0,
        "comments_disabled": False,
        "picture_origin": "preview",
        "file": "0.json",
        "row": 0,
    }


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [
        ({"edge_media_to_caption": None}, "caption", None),
        ({"edge_media_to_caption": ""}, "caption", None),
        ({"edge_media_to_caption": {"edges": []}}, "caption", None),
        ({"edge_media_to_caption": {"edges": [{"node": {"text": "Hi"}}]}}, "caption", "Hi"),
        ({"edge_media_to_caption": 7}, "caption", None),
        ({"edge_media_to_caption": "x" * 1_000_000}, "caption", "x" * 1_000_000),
        ({"edge_media_to_caption": "Привет שלום 你好 🎉"}, "caption", "Привет שלום 你好 🎉"),
        ({"edge_media_to_caption": "half \ud83d end"}, "caption", "half \ufffd end"),
        ({"edge_liked_by": {"count": 5}}, "likes", 5.0),
        ({"edge_liked_by": None}, "likes", 99.0),
        ({"edge_liked_by": -1, "edge_media_preview_like": -1}, "likes", None),
        ({"edge_liked_by": {"count": -1}}, "likes", None),
        ({"edge_liked_by": 0, "edge_media_preview_like": 0}, "likes", None),
        ({"edge_liked_by": None, "edge_media_preview_like": None}, "likes", None),
        ({"edge_liked_by": "many"}, "likes", None),
        ({"edge_liked_by": float("nan")}, "likes", None),
        ({"edge_liked_by": 10**400}, "likes", None),
        ({"like_and_view_counts_disabled": True}, "likes", None),
        ({"edge_media_to_comment": {"count": 8}}, "comments", 8.0),
        ({"edge_media_to_comment": 0}, "comments", 0.0),
        ({"__typename": "GraphVideo", "video_view_count": 44}, "views", 44.0),
        ({"__typename": "GraphVideo"}, "kind", "video"),
        ({"__typename": "GraphSidecar"}, "kind", "carousel"),
        ({"__typename": "XDTGraphSidecar"}, "kind", "carousel"),
        ({"__typename": None, "is_video": True}, "kind", "video"),
        ({"__typename": None, "is_video": None}, "kind", None),
        ({"taken_at_timestamp": "1550000000"}, "taken_at", datetime.fromtimestamp(1_550_000_000, UTC)),
        ({"taken_at_timestamp": 1_550_000_000_000_000}, "taken_at", None),
        ({"taken_at_timestamp": "yesterday"}, "taken_at", None),
        ({"location": {"id": 3, "name": "Pier"}}, "location", "Pier"),
        ({"media_preview": None}, "picture", None),
        ({"media_preview": None}, "picture_origin", None),
        ({"media_preview": "?broken?"}, "picture", b"?broken?"),
        ({"dimensions": None}, "width", None),
        ({"id": 5}, "post_id", "5"),
        ({"id": None}, "post_id", None),
    ],
)
def test_values_of_all_sorts(tmp_path, changes, column, value):
    (found,) = read(tmp_path, page(post(**changes)))
    assert found.posts[0][column] == value


def test_a_missing_caption_is_null(tmp_path):
    bare = post()
    del bare["edge_media_to_caption"]
    (found,) = read(tmp_path, page(bare))
    assert found.posts[0]["caption"] is None


def test_posts_as_edges(tmp_path):
    document = page(edge_owner_to_timeline_media={"count": 50, "edges": [{"node": post(1)}, {"node": post(2)}]})
    del document["posts"]
    (found,) = read(tmp_path, document)
    assert [row["post_id"] for row in found.posts] == ["1001", "1002"]
    assert found.account["posts"] == 50


def test_every_post_can_be_traced(tmp_path):
    (found,) = read(tmp_path, page(post(1), "junk", post(3)))
    assert [(row["file"], row["row"]) for row in found.posts] == [("0.json", 0), ("0.json", 2)]
    assert [(one.file, one.row, one.account_id) for one in found.rejections] == [("0.json", 1, "7")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file"),
        (b"  \n", "empty file"),
        (json.dumps(page(post())).encode()[:-40], "not JSON"),
        (b"\xff\xfe\xfa\x00", "not JSON"),
        (b"[" * 200_000, "not JSON: nested too deeply"),
        (b"[1, 2]", "another shape"),
        (b"null", "another shape"),
        (b'{"id": "7"}', "another shape"),
        (b'{"posts": []}', "another shape"),
        (b'{"id": "7", "posts": {"a": 1}}', "another shape"),
    ],
)
def test_a_file_that_is_no_page_is_rejected_as_a_whole(tmp_path, content, reason):
    good, bad = read(tmp_path, page(post()), content)
    assert len(good.posts) == 1
    assert bad.account is None
    assert [(one.file, one.row) for one in bad.rejections] == [("1.json", None)]
    assert bad.rejections[0].reason.startswith(reason)


def test_a_page_without_posts_is_an_account(tmp_path):
    (found,) = read(tmp_path, page())
    assert (found.account["username"], found.account["snapshot_at"], found.posts) == ("ann", None, [])


def test_files_below_folders_are_found_and_hidden_ones_are_not(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / ".trash").mkdir()
    for place in ("b/x.json", "a.json", "._a.json", ".trash/y.json", "note.txt"):
        (tmp_path / place).write_text(json.dumps(page(post())))
    assert [found.posts[0]["file"] for found in profile_pages.read(tmp_path)] == ["a.json", "b/x.json"]


@pytest.mark.parametrize(("place", "words"), [("none", "no such folder"), ("file", "is a file"), ("empty", "holds no")])
def test_nothing_to_read_is_one_line(tmp_path, place, words):
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=words) as caught:
        list(profile_pages.read(tmp_path / place))
    assert "\n" not in str(caught.value)


def test_time_before_instagram_is_a_flaw(tmp_path):
    (found,) = read(tmp_path, page(post(taken_at_timestamp=1_230_000_000), post(2)))
    assert contract.flaw(found.posts[0]).startswith("time before Instagram: taken at 2008-12")
    assert contract.flaw(found.posts[1]) is None


def test_the_word_that_stood_for_a_missing_caption_is_no_caption(tmp_path):
    posts = [post(number, edge_media_to_caption=text) for number, text in enumerate(("None", "None of us", "none"))]
    (tmp_path / "ann.json").write_text(json.dumps(page(*posts)))
    (found,) = profile_pages.read(tmp_path)
    assert [row["caption"] for row in found.posts] == [None, "None of us", "none"]
