import json
from datetime import UTC, datetime

import pytest
from PIL import Image

from likelier import intake
from likelier.errors import SourceError
from likelier.screening import Rules
from likelier.sources import influencers

BASE = 1_550_000_000
TABLE = (
    "Username\tCategory\t#Followers\t#Followees\t#Posts\n==========================\n"
    "ann\tfamily\t12345\t300\t900\nBob_2\tfashion\t1,000\t5\t100\nunseen\tpet\t7\t7\t7\n"
)


def node(number, owner="7", **changes):
    return {
        "__typename": "GraphImage",
        "id": str(1000 + number),
        "shortcode": f"B{number}",
        "dimensions": {"width": 1080, "height": 1350},
        "edge_media_to_caption": {"edges": [{"node": {"text": f"Dawn #Sun {number}"}}]},
        "edge_media_to_parent_comment": {"count": 3, "edges": []},
        "edge_media_preview_like": {"count": 70 + number, "edges": []},
        "taken_at_timestamp": BASE + number * 86_400,
        "owner": {"id": owner, "username": "ann", "is_verified": False},
        "is_video": False,
    } | changes


def write(folder, infos, table=TABLE, mapping=None, images=()):
    (folder / "info").mkdir()
    (folder / "image").mkdir()
    for name, content in infos.items():
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        (folder / "info" / f"{name}.info").write_bytes(data)
    for name, content in ((influencers.TABLE, table), (influencers.MAPPING, mapping)):
        if content is not None:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    for name in images:
        Image.new("RGB", (4, 4)).save(folder / "image" / name)


def read(folder, *given, **more):
    write(folder, *given, **more)
    return list(influencers.read(folder))


def ids(found):
    return [post["post_id"] for piece in found for post in piece.posts]


def test_posts_pictures_and_influencers_come_together(tmp_path):
    mapping = (
        "influencer_name\tJSON_PostMetadata_file_name\tImage_file_name\n=====\n"
        "ann\t1001.info\t['1001.jpg']\n"
        "Bob_2\t1005.info\t['1005-a.jpg', '1005-b.jpg']\n"
        "ann\t1002.info\t['77.jpg', '78.jpg']\n"
        "ann\t1009.info\t['1009.jpg']\n"
        "ann\tbroken\n"
    )
    infos = {
        "ann-1001": node(1),
        "ann-1002": node(2, __typename="GraphSidecar"),
        "Bob_2-1005": node(5, owner="8"),
        "ann-1003": node(3),
    }
    images = ("ann-1001.jpg", "ann-77.jpg", "ann-78.jpg", "Bob_2-1005-a.jpg", "ann-1003.jpg")
    ann, bob = read(tmp_path, infos, mapping=mapping, images=images)
    assert ids([ann, bob]) == ["1001", "1002", "1003", "1005"]
    snapshot = datetime.fromtimestamp(BASE + 3 * 86_400, UTC)  # a lower bound: the newest post
    assert ann.account == {
        "account_id": "7",
        "username": "ann",
        "category": "family",
        "followers": 12_345.0,
        "following": 300.0,
        "posts": 900.0,
        "snapshot_at": snapshot,
    }
    assert (bob.account["account_id"], bob.account["username"], bob.account["followers"]) == ("8", "bob_2", 1000.0)
    names = ["ann-1001.jpg", "ann-77.jpg", "ann-1003.jpg", "Bob_2-1005-a.jpg"]
    assert [post["picture"].name for piece in (ann, bob) for post in piece.posts] == names
    first = ann.posts[0]
    assert {name: first[name] for name in ("likes", "comments", "caption", "kind", "file", "row")} == {
        **{"likes": 71.0, "comments": 3.0, "caption": "Dawn #Sun 1", "kind": "image"},
        **{"file": "info/ann-1001.info", "row": 0},
    }
    assert [post["picture_origin"] for post in ann.posts] == ["original", "cover", "original"]
    (tmp_path / "shards").mkdir()
    tally = intake.write(iter([ann, bob]), tmp_path / "shards", "influencers", Rules(drop_newest=False), 1)
    assert (tally.rows_read, tally.rows_kept, tally.accounts) == (4, 4, 2)


def test_without_a_mapping_pictures_bear_the_name_of_the_post(tmp_path):
    (found,) = read(tmp_path, {"ann-1001": node(1), "ann-1002": node(2)}, images=("ann-1001.jpg",))
    assert [post["picture"] and post["picture"].name for post in found.posts] == ["ann-1001.jpg", None]


def test_a_mapping_leads_nowhere_else(tmp_path):
    Image.new("RGB", (4, 4)).save(tmp_path / "secret.jpg")
    lines = "ann\t1001.info\t['../secret.jpg']\nann\t1002.info\t['/etc/secret.jpg']\nann\t1003.info\t__import__('os')\n"
    (found,) = read(tmp_path, {f"ann-100{number}": node(number) for number in (1, 2, 3)}, mapping=lines)
    assert [post["picture"] for post in found.posts] == [None, None, None]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file"),
        (json.dumps(node(2)).encode()[:-9], "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[1]", "another shape: holds no post"),
        (b'{"id": "1002"}', "another shape: holds no post"),
    ],
)
def test_a_file_that_is_no_post_is_rejected(tmp_path, content, reason):
    (found,) = read(tmp_path, {"ann-1001": node(1), "ann-1002": content})
    assert ids([found]) == ["1001"]
    assert [(one.file, one.row) for one in found.rejections] == [("info/ann-1002.info", None)]
    assert found.rejections[0].reason.startswith(reason)


def test_lines_of_the_table_that_are_none_are_rejected_and_posts_stay(tmp_path):
    found = read(tmp_path, {"ann-1001": node(1)}, table="ann\tpet\tmany\t1\t2\nshort\tline\n\ufeffzoe\tpet\t1\t2\t3\n")
    assert ids(found) == ["1001"]
    assert found[0].account.get("followers") is None
    rejected = [(one.file, one.row, one.reason) for piece in found for one in piece.rejections]
    assert [(file, row) for file, row, _ in rejected] == [("influencers.txt", 0), ("influencers.txt", 1)]
    assert rejected[0][2] == "bad value: followers is 'many', which is no number"
    assert rejected[1][2] == "another shape: has 2 fields and not 5"


def test_posts_of_an_influencer_stay_together_whoever_they_name(tmp_path):
    infos = {"ann-1001": node(1), "ann-1002": node(2, owner="66"), "ann-1003": node(3), "zoe-1009": node(9, owner=None)}
    infos["zoe-1009"]["owner"] = {}
    found = read(tmp_path, infos)
    assert [{post["account_id"] for post in piece.posts} for piece in found] == [{"7"}, {"zoe"}]


def test_a_missing_table_or_no_post_stops_in_one_line(tmp_path):
    write(tmp_path, {"ann-1001": node(1)}, table=None)
    with pytest.raises(SourceError, match=r"influencers\.txt: can't be read"):
        list(influencers.read(tmp_path))
    (tmp_path / "info/ann-1001.info").unlink()
    with pytest.raises(SourceError, match=r"holds no file that ends in \.info"):
        list(influencers.read(tmp_path))
