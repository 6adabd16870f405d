import json
import lzma
import os
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from likelier.errors import SourceError
from likelier.sources import instaloader

TAKEN = 1_600_000_000
WRITTEN = TAKEN + 86_400


def node(number=1, owner="7", **changes):
    return {
        "__typename": "GraphImage",
        "id": str(1000 + number),
        "shortcode": f"B{number}",
        "taken_at_timestamp": TAKEN + number,
        "dimensions": {"width": 1080, "height": 720},
        "edge_media_to_caption": {"edges": [{"node": {"text": f"Post {number} #Sun"}}]},
        "edge_media_to_comment": {"count": 4},
        "edge_media_preview_like": {"count": 50 + number},
        "comments_disabled": False,
        "is_video": False,
        "owner": {"id": owner, "username": f"name{owner}", "edge_followed_by": {"count": 900}},
    } | changes


NAMELESS = {"owner": {"id": "7"}}


def write(file, structure, kind="Post", written=WRITTEN):
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"node": structure, "instaloader": {"version": "4.16", "node_type": kind}}).encode()
    file.write_bytes(lzma.compress(text) if file.suffix == ".xz" else text)
    os.utime(file, (written, written))


def picture(file, colour="red"):
    stream = BytesIO()
    Image.new("RGB", (30, 20), colour).save(stream, "PNG" if file.suffix == ".png" else "JPEG")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(stream.getvalue())
    return file


def read(folder):
    return list(instaloader.read(folder))


def only_post(folder):
    (found,) = read(folder)
    (post,) = found.posts
    return post


def test_every_field_of_a_post(tmp_path):
    write(tmp_path / "ann/2020_UTC.json.xz", node())
    cover = picture(tmp_path / "ann/2020_UTC.jpg")
    assert only_post(tmp_path) == {
        "post_id": "1001",
        "account_id": "7",
        "shortcode": "B1",
        "taken_at": datetime.fromtimestamp(TAKEN + 1, UTC),
        "snapshot_at": datetime.fromtimestamp(WRITTEN, UTC),
        "kind": "image",
        "likes": 51.0,
        "comments": 4.0,
        "views": None,
        "caption": "Post 1 #Sun",
        "alt_text": None,
        "hashtags": ["sun"],
        "mentions": [],
        "location": None,
        "width": 1080.0,
        "height": 720.0,
        "comments_disabled": False,
        "picture": cover,
        "picture_origin": "original",
        "file": "ann/2020_UTC.json.xz",
        "row": 0,
    }


@pytest.mark.parametrize(
    ("typename", "files", "chosen", "origin"),
    [
        ("GraphImage", ["p.jpg"], "p.jpg", "original"),
        ("GraphImage", ["p.jpeg"], "p.jpeg", "original"),
        ("GraphImage", ["p.webp"], "p.webp", "original"),
        ("GraphImage", ["p.JPG"], "p.JPG", "original"),
        ("GraphImage", ["p.png", "p.jpg", "p.txt", "p.mp4", "other.jpg"], "p.jpg", "original"),
        ("GraphSidecar", ["p_1.jpg", "p_2.jpg", "p_10.jpg"], "p_1.jpg", "cover"),
        ("GraphSidecar", ["p.jpg"], "p.jpg", "cover"),
        ("GraphSidecar", ["p_2.jpg"], None, None),
        ("GraphVideo", ["p.jpg", "p.mp4"], "p.jpg", "cover"),
        ("GraphVideo", ["p.mp4"], None, None),
        ("GraphImage", ["p_comments.json"], None, None),
    ],
)
def test_the_picture_is_found_by_its_stem(tmp_path, typename, files, chosen, origin):
    write(tmp_path / "p.json.xz", node(__typename=typename))
    for name in files:
        picture(tmp_path / name)
    post = only_post(tmp_path)
    assert (post["picture"], post["picture_origin"]) == (chosen and tmp_path / chosen, origin)


def test_one_account_from_its_folder_and_from_the_parent(tmp_path):
    write(tmp_path / "ann/a.json.xz", node(1))
    write(tmp_path / "ann/b.json", node(2))
    for place in (tmp_path, tmp_path / "ann"):
        (found,) = read(place)
        assert found.account["username"] == "name7"
        assert found.account["followers"] == 900
        assert [post["post_id"] for post in found.posts] == ["1001", "1002"]


def test_a_flat_folder_of_many_accounts(tmp_path):
    for number, owner in enumerate(["9", "7", "9"]):
        write(tmp_path / f"{number}.json.xz", node(number, owner))
    found = read(tmp_path)
    assert [(one.account["account_id"], len(one.posts)) for one in found] == [("7", 1), ("9", 2)]


def test_profile_files_and_profile_pictures(tmp_path):
    folder = tmp_path / "name7"
    write(folder / "a.json.xz", node(owner="7", accessibility_caption="sky"))
    profile = {
        "id": "7",
        "username": "name7",
        "biography": "new",
        "edge_followed_by": {"count": 901},
        "media_count": 60,
    }
    write(folder / "name7_7.json.xz", profile, "Profile", WRITTEN + 9)
    picture(folder / "2019-05-01_10-00-00_UTC_profile_pic.jpg", "blue")
    newest = picture(folder / "2020-05-01_10-00-00_UTC_profile_pic.jpg", "green")
    (found,) = read(tmp_path)
    account = found.account
    assert (account["biography"], account["followers"], account["posts"]) == ("new", 901, 60)
    assert account["profile_picture"] == newest
    assert account["snapshot_at"] == datetime.fromtimestamp(WRITTEN + 9, UTC)
    assert found.posts[0]["alt_text"] == "sky"


def test_profile_pictures_in_a_flat_folder_go_to_the_name_they_bear(tmp_path):
    write(tmp_path / "a.json.xz", node(1, "7"))
    write(tmp_path / "b.json.xz", node(2, "9"))
    mine = picture(tmp_path / "name9_2020-05-01_10-00-00_UTC_profile_pic.jpg")
    picture(tmp_path / "2020-05-01_10-00-00_UTC_profile_pic.jpg")
    first, second = read(tmp_path)
    assert (first.account["profile_picture"], second.account["profile_picture"]) == (None, mine)


def test_the_picture_of_a_longer_name_is_not_taken(tmp_path):
    write(tmp_path / "a.json.xz", node(1, "7"))
    write(tmp_path / "b.json.xz", node(2, "7_2"))
    mine = picture(tmp_path / "name7_2019-05-01_10-00-00_UTC_profile_pic.jpg")
    theirs = picture(tmp_path / "name7_2_2020-05-01_10-00-00_UTC_profile_pic.jpg")
    found = {one.account["username"]: one.account["profile_picture"] for one in read(tmp_path)}
    assert found == {"name7": mine, "name7_2": theirs}


def test_the_picture_of_a_hashtag_is_nobodys(tmp_path):
    write(tmp_path / "#sun/a.json.xz", node(1) | NAMELESS)
    picture(tmp_path / "#sun/2020-05-01_10-00-00_UTC_profile_pic.jpg")
    (found,) = read(tmp_path)
    assert found.account["profile_picture"] is None
    assert found.account["username"] is None


def test_the_folder_names_an_account_that_nothing_else_names(tmp_path):
    write(tmp_path / "ann/a.json.xz", node() | NAMELESS)
    assert read(tmp_path)[0].account["username"] == "ann"


def test_a_post_without_an_owner_belongs_to_the_folders_only_account(tmp_path):
    write(tmp_path / "ann/a.json.xz", node(1) | {"owner": None})
    write(tmp_path / "ann/ann_7.json.xz", {"id": "7", "username": "ann"}, "Profile")
    write(tmp_path / "many/a.json.xz", node(2) | {"owner": None})
    write(tmp_path / "many/b.json.xz", node(3, "8"))
    write(tmp_path / "many/c.json.xz", node(4, "9"))
    found = read(tmp_path)
    assert [post["account_id"] for one in found for post in one.posts] == ["7", "8", "9"]
    assert [(one.file, one.reason.partition(":")[0]) for piece in found for one in piece.rejections] == [
        ("many/a.json.xz", "no owner")
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (WRITTEN, datetime.fromtimestamp(WRITTEN, UTC)),
        (TAKEN, None),  # before the post: a lost time
        (0, None),
        (4_000_000_000, None),  # in the future
    ],
)
def test_snapshot_is_the_files_time_where_that_can_be(tmp_path, written, expected):
    write(tmp_path / "a.json.xz", node(), written=written)
    assert only_post(tmp_path)["snapshot_at"] == expected


PHONE = {
    "pk": 555,
    "id": "555_7",
    "code": "Bphone",
    "taken_at": TAKEN,
    "media_type": 8,
    "caption": {"text": "From a phone"},
    "has_liked": False,
    "like_count": 12,
    "comment_count": 3,
    "original_width": 1440,
    "original_height": 1800,
    "accessibility_caption": "Photo of a boat",
    "user": {"pk": 7, "username": "ann", "full_name": "Ann", "is_private": False, "profile_pic_url": ""},
    "image_versions2": {"candidates": [{"url": "https://example.org/a.jpg"}]},
    "carousel_media": [
        {"media_type": 1, "image_versions2": {"candidates": [{"url": "https://example.org/a.jpg"}]}},
    ],
}


@pytest.mark.parametrize("way", ["from_iphone_struct", "_normalize_post_data"])
def test_what_instaloader_makes_of_the_phones_interface(tmp_path, way):
    from instaloader import InstaloaderContext, Post
    from instaloader.structures import save_structure_to_file

    context = InstaloaderContext()
    made = getattr(Post, way)(*((context, PHONE) if way == "from_iphone_struct" else (PHONE,)))
    post = made if way == "from_iphone_struct" else Post(context, made)
    save_structure_to_file(post, str(tmp_path / "a.json.xz"))
    found = only_post(tmp_path)
    expected = {
        "post_id": "555",
        "account_id": "7",
        "shortcode": "Bphone",
        "kind": "carousel",
        "likes": 12.0,
        "comments": 3.0,
        "caption": "From a phone",
        "alt_text": "Photo of a boat",
        "width": 1440.0,
        "height": 1800.0,
        "taken_at": datetime.fromtimestamp(TAKEN, UTC),
    }
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("likes", [{"count": -1}, {"count": 0}, -1, None, {}])
def test_hidden_likes_are_null(tmp_path, likes):
    write(tmp_path / "a.json.xz", node(edge_media_preview_like=likes))
    assert only_post(tmp_path)["likes"] is None


def test_version_3_wrote_the_bare_node(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(node()))
    assert only_post(tmp_path)["likes"] == 51


WHOLE = lzma.compress(json.dumps({"node": node(), "instaloader": {"node_type": "Post"}}).encode())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("b.json.xz", b"", "damaged .xz file"),
        ("b.json.xz", b"no xz", "damaged .xz file"),
        ("b.json.xz", WHOLE[: len(WHOLE) // 2], "damaged .xz file"),
        ("b.json.xz", lzma.compress(b""), "empty file"),
        ("b.json.xz", lzma.compress(b'{"node": {'), "not JSON"),
        ("b.json.xz", lzma.compress(b" " * 65_000_000 + b"1"), "too large"),
        ("b.json", b'{"node": 3, "instaloader": {"node_type": "Post"}}', "another shape"),
        ("b.json", b'{"id": "7", "posts": []}', "another shape"),
        ("b.json", b"[]", "another shape"),
        ("b.json", b'{"node": {"id": 1}, "instaloader": {"node_type": "StoryItem"}}', "not a post: is a StoryItem"),
        ("b.json", b'{"node": {"id": 1}, "instaloader": {"node_type": "Hashtag"}}', "not a post: is a Hashtag"),
    ],
)
def test_other_files_are_rejected_with_their_reason(tmp_path, name, content, reason):
    write(tmp_path / "a.json.xz", node())
    (tmp_path / name).write_bytes(content)
    good, bad = read(tmp_path)
    assert len(good.posts) == 1
    assert [(one.file, one.row) for one in bad.rejections] == [(name, None)]
    assert bad.rejections[0].reason.startswith(reason)


def test_comments_and_resume_marks_are_no_rows(tmp_path):
    write(tmp_path / "a.json.xz", node())
    (tmp_path / "a_comments.json").write_text('[{"text": "nice"}]')
    write(tmp_path / "iterator_x.json.xz", {"query_hash": "x"}, "FrozenNodeIterator")
    assert only_post(tmp_path)["post_id"] == "1001"


def test_nothing_to_read_is_one_line(tmp_path):
    picture(tmp_path / "a.jpg")
    with pytest.raises(SourceError, match=r"holds no file that ends in \.json\.xz or \.json"):
        read(tmp_path)
    with pytest.raises(SourceError, match="no such folder"):
        read(tmp_path / "none")


@pytest.mark.skipif(os.name == "nt", reason="names are bytes on POSIX only")
def test_a_folder_whose_name_is_no_unicode(tmp_path):
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    os.mkdir(folder)  # noqa: PTH102 (a name in bytes)
    with open(folder + b"/a.json", "w") as stream:  # noqa: PTH123
        json.dump(node() | NAMELESS, stream)
    (found,) = read(tmp_path)
    assert (found.account["username"], found.posts[0]["file"]) == ("caf\ufffd", "caf\ufffd/a.json")
