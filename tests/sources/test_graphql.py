import base64
import io
import json
from datetime import UTC, datetime

import pytest
from PIL import Image

from likelier import intake
from likelier.errors import SourceError
from likelier.screening import Rules
from likelier.sources import graphql

BASE = 1_700_000_000
LIST = "xdt_api__v1__feed__user_timeline_graphql_connection"
CLIPS = "xdt_api__v1__clips__user__connection_v2"
OWNER = {"id": "7", "username": "ann"}


def node(number, **changes):
    """A post of a timeline page of 2024."""
    return {
        "__typename": "GraphImage",
        "id": str(1000 + number),
        "shortcode": f"C{number}",
        "dimensions": {"width": 1080, "height": 1350},
        "edge_media_to_caption": {"edges": [{"node": {"text": f"Dawn #Sun {number}"}}]},
        "edge_media_to_comment": {"count": 3, "page_info": {"has_next_page": False}},
        "taken_at_timestamp": BASE + number * 86_400,
        "edge_media_preview_like": {"count": 70 + number, "edges": []},
        "viewer_has_liked": False,
        "owner": OWNER,
        "is_video": False,
        "location": None,
    } | changes


def media(number, **changes):
    """A post as the phone's interface and the lists of `xdt_...` have it."""
    return {
        "code": f"C{number}",
        "pk": str(1000 + number),
        "id": f"{1000 + number}_7",
        "taken_at": BASE + number * 86_400,
        "media_type": 1,
        "original_width": 1080,
        "original_height": 1350,
        "caption": {"pk": "9", "text": f"Dawn #Sun {number}"},
        "like_count": 70 + number,
        "comment_count": 3,
        "like_and_view_counts_disabled": False,
        "user": {"pk": "7", "username": "ann", "full_name": "Ann"},
    } | changes


def connection(*posts, count=50):
    return {"count": count, "page_info": {"has_next_page": True}, "edges": [{"node": post} for post in posts]}


def page(*posts, count=50):
    return {"data": {"user": {"edge_owner_to_timeline_media": connection(*posts, count=count)}}, "status": "ok"}


def profile(*posts, count=50, **changes):
    """An answer of `web_profile_info`."""
    user = {
        "id": "7",
        "username": "ann",
        "full_name": "Ann",
        "biography": "by the sea",
        "edge_followed_by": {"count": 1000},
        "edge_follow": {"count": 10},
        "category_name": "Creators",
        "is_business_account": True,
        "is_private": False,
        "highlight_reel_count": 4,
        "edge_felix_video_timeline": connection(count=2),
        "edge_owner_to_timeline_media": connection(*posts, count=count),
        "edge_related_profiles": {"edges": [{"node": {"id": "8", "username": "bob", "full_name": "Bob"}}]},
    } | changes
    return {"data": {"user": user}, "status": "ok"}


def write(folder, **documents):
    for name, document in documents.items():
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        (folder / f"{name}.json").write_bytes(content)


def read(folder, **documents):
    write(folder, **documents)
    return list(graphql.read(folder))


def ids(found):
    return [post["post_id"] for piece in found for post in piece.posts]


def test_the_profile_and_all_pages_of_an_account_are_one(tmp_path):
    (tmp_path / "later").mkdir()
    write(tmp_path / "later", b=page(node(1), node(2)))
    (found,) = read(tmp_path, a=profile(node(5), node(4)))
    assert ids([found]) == ["1005", "1004", "1001", "1002"]
    assert {
        "followers": 1000.0,
        "following": 10.0,
        "posts": 50.0,
        "category": "Creators",
    }.items() <= found.account.items()
    assert {
        "account_id": "7",
        "username": "ann",
        "is_business": True,
        "highlights": 4.0,
    }.items() <= found.account.items()
    assert [(post["file"], post["row"]) for post in found.posts[1:3]] == [("a.json", 1), ("later/b.json", 0)]


def test_every_field_of_a_post(tmp_path):
    (found,) = read(tmp_path, a=page(node(1), node(2)))
    assert found.posts[0] == {
        "post_id": "1001",
        "account_id": "7",
        "shortcode": "C1",
        "taken_at": datetime.fromtimestamp(BASE + 86_400, UTC),
        "snapshot_at": datetime.fromtimestamp(BASE + 2 * 86_400, UTC),
        "kind": "image",
        "likes": 71.0,
        "comments": 3.0,
        "views": None,
        "caption": "Dawn #Sun 1",
        "alt_text": None,
        "hashtags": ["sun"],
        "mentions": [],
        "location": None,
        "width": 1080.0,
        "height": 1350.0,
        "comments_disabled": None,
        "picture": None,
        "picture_origin": None,
        "file": "a.json",
        "row": 0,
    }


@pytest.mark.parametrize(
    "document",
    [
        page(node(1), node(2)),
        {"data": {LIST: {"edges": [{"node": media(1)}, {"node": media(2)}], "page_info": {}}}},
        {"items": [media(1), media(2)], "num_results": 2, "more_available": True, "user": {"pk": "7"}, "status": "ok"},
        {"items": [{"media": media(1)}, {"media": media(2)}], "more_available": False},
        {
            "data": {
                "xdt_api__v1__clips__user__connection_v2": {"edges": [{"node": {"media": media(n)}} for n in (1, 2)]}
            }
        },
        {"entry_data": {"ProfilePage": [{"graphql": profile(node(1), node(2))["data"]}]}},
        {"data": {"shortcode_media": node(1), "xdt_shortcode_media": node(2)}},
        [page(node(1)), page(node(2))],
        {"id": "7", "username": "ann", "edge_followed_by": 5, "edge_owner_to_timeline_media": 50}
        | {"posts": [node(1, edge_media_to_caption="Dawn #Sun 1"), node(2)]},
    ],
)
def test_every_wrapping_gives_the_same_posts(tmp_path, document):
    (found,) = read(tmp_path, a=document)
    assert ids([found]) == ["1001", "1002"]
    columns = ("account_id", "shortcode", "kind", "likes", "comments", "caption", "width", "height")
    assert [found.posts[0][name] for name in columns] == ["7", "C1", "image", 71.0, 3.0, "Dawn #Sun 1", 1080, 1350]
    assert {"account_id": "7", "username": "ann"}.items() <= found.account.items()


@pytest.mark.parametrize(
    ("post", "column", "value"),
    [
        (node(1, __typename="XDTGraphSidecar"), "kind", "carousel"),
        (node(1, __typename="XDTGraphVideo", video_view_count=40), "views", 40.0),
        (node(1, edge_liked_by={"count": 5}), "likes", 5.0),
        (node(1, edge_media_preview_like={"count": -1}), "likes", None),
        (node(1, like_and_view_counts_disabled=True), "likes", None),
        (media(1, __typename="XDTMediaDict", media_type=8), "kind", "carousel"),
        (media(1, media_type=2, play_count=900), "views", 900.0),
        (media(1, like_and_view_counts_disabled=True, like_count=3), "likes", None),
        (media(1, caption=None), "caption", None),
        (media(1, original_width=None, carousel_media=[{"original_width": 7, "original_height": 9}]), "height", 9.0),
        (media(1, carousel_media=[{"accessibility_caption": "Sky"}]), "alt_text", "Sky"),
    ],
)
def test_values_of_all_sorts(tmp_path, post, column, value):
    (found,) = read(tmp_path, a=page(post))
    assert found.posts[0][column] == value


def test_posts_in_odd_places_are_posts_and_other_accounts_are_not(tmp_path):
    others = {"edges": [{"node": {"id": "8", "username": "bob", "edge_owner_to_timeline_media": connection(node(9))}}]}
    document = profile(node(5), edge_felix_video_timeline=connection(node(1), node(5)), edge_related_profiles=others)
    (found,) = read(tmp_path, a=document)
    assert ids([found]) == ["1001", "1005", "1005"]  # the copy goes to the quarantine, where duplicates are seen
    tally = intake.write(graphql.read(tmp_path), tmp_path, "graphql", Rules(drop_newest=False), 1)
    assert (tally.rows_read, tally.rows_kept, tally.reasons) == (3, 2, {"the same post": 1})


def test_a_post_belongs_to_whom_it_names_else_to_whose_page_it_is_on(tmp_path):
    guest = {"id": "6", "username": "cleo"}
    found = read(tmp_path, a=page(node(1), node(2, owner=guest), node(3), node(4, owner=None)))
    assert [piece.account["account_id"] for piece in found] == ["6", "7"]
    assert [ids([piece]) for piece in found] == [["1002"], ["1001", "1003", "1004"]]
    assert found[0].account["posts"] is None  # what the page counts is its own account's


def test_pages_of_the_same_state_share_their_snapshot_and_others_do_not(tmp_path):
    found = read(
        tmp_path,
        first=page(node(9), count=50),
        second=page(node(4), count=50),
        earlier=page(node(4, edge_media_preview_like={"count": 1}), node(3), count=44),
        unknown=page(node(1), node(2), count=None),
    )
    days = {
        post["file"] + post["post_id"]: (post["snapshot_at"].timestamp() - BASE) / 86_400 for post in found[0].posts
    }
    assert days == {
        "first.json1009": 9,
        "second.json1004": 9,
        "earlier.json1004": 4,
        "earlier.json1003": 4,
        "unknown.json1001": 2,
        "unknown.json1002": 2,
    }
    (tmp_path / "shards").mkdir()
    tally = intake.write(iter(found), tmp_path / "shards", "graphql", Rules(drop_newest=False), 1)
    assert (tally.rows_kept, tally.reasons) == (5, {"the same post": 1})
    kept = intake.posts.read_posts(tmp_path / "shards").set_index("post_id")
    assert kept.loc["1004", "likes"] == 74  # of the copy that was read later


def test_a_time_that_is_to_come_dates_no_page(tmp_path):
    (found,) = read(tmp_path, a=page(node(1), node(2, taken_at_timestamp=9_000_000_000)))
    assert {post["snapshot_at"] for post in found.posts} == {datetime.fromtimestamp(BASE + 86_400, UTC)}
    tally = intake.write(iter([found]), tmp_path, "graphql", Rules(drop_newest=False), 1)
    assert tally.reasons == {"time in the future": 1}


def test_pictures_lie_beside_or_are_previews(tmp_path):
    (tmp_path / "pictures").mkdir()
    for name in ("C1.jpg", "1002.png", "C3_2.jpg", "C3_1.jpg", "ann.jpg"):
        Image.new("RGB", (4, 4)).save(tmp_path / "pictures" / name)
    stream = io.BytesIO()
    Image.new("L", (42, 42)).save(stream, "JPEG")
    encoded = base64.b64encode(b"\0\x2a\x2a" + stream.getvalue()[-40:]).decode()
    slides = {"edges": [{"node": {"media_preview": encoded}}, {"node": {"media_preview": "not this one"}}]}
    (found,) = read(
        tmp_path,
        a=page(
            node(1, media_preview=encoded),
            node(2),
            node(3, __typename="GraphSidecar"),
            node(4, media_preview=encoded),
            node(5, __typename="GraphSidecar", media_preview=None, edge_sidecar_to_children=slides),
            node(6, media_preview="?"),
            node(7),
        ),
    )
    beside = [post["picture"] and getattr(post["picture"], "name", None) for post in found.posts]
    assert beside == ["C1.jpg", "1002.png", "C3_1.jpg", None, None, None, None]
    assert [post["picture_origin"] for post in found.posts] == [
        *("original", "original", "cover", "preview", "preview", "preview", None)
    ]
    assert found.posts[4]["picture"] == found.posts[3]["picture"]
    assert found.posts[3]["picture"].startswith(b"\xff\xd8")
    assert found.posts[5]["picture"] == b"?"  # no picture: screened as broken
    assert found.account["profile_picture"].name == "ann.jpg"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file"),
        (json.dumps(page(node(1))).encode()[:-9], "not JSON"),
        (b"\xff\xfe\xfa", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b"7", "another shape: holds neither a post nor a profile"),
        (b'{"data": {"user": null}, "status": "ok"}', "another shape"),
        (b'{"message": "Please wait", "status": "fail"}', "another shape"),
        (b'{"items": [{"id": 1}]}', "another shape"),
        (b'{"data": {"user": {"edge_owner_to_timeline_media": {"edges": 7}}}}', "another shape"),
    ],
)
def test_a_file_that_is_no_answer_is_rejected_as_a_whole(tmp_path, content, reason):
    good, bad = read(tmp_path, a=page(node(1)), b=content)
    assert (ids([good]), bad.account) == (["1001"], None)
    assert [(one.file, one.row) for one in bad.rejections] == [("b.json", None)]
    assert bad.rejections[0].reason.startswith(reason)


def test_an_entry_that_is_no_post_and_a_post_of_nobody_are_rejected_alone(tmp_path):
    document = page(node(1), "junk", None)
    document["data"]["user"]["edge_owner_to_timeline_media"]["edges"].append(7)
    good, bad = read(tmp_path, a=document)
    assert ids([good]) == ["1001"]
    assert [(one.row, one.reason, one.account_id) for one in bad.rejections] == [
        (row, "another shape: is no post", "7") for row in (1, 2, 3)
    ]
    (nobody,) = read(tmp_path, a=page(node(1, owner=None)))
    assert [(one.post_id, one.reason.partition(":")[0]) for one in nobody.rejections] == [("1001", "no owner")]


def test_an_account_without_posts_is_an_account(tmp_path):
    (found,) = read(tmp_path, a=profile(), b=page())
    assert (found.account["username"], found.posts, found.rejections) == ("ann", [], [])


def test_an_archive_that_changes_while_it_is_read_stops_in_one_line(tmp_path):
    write(tmp_path, a=page(node(1)), b=page(node(2, owner={"id": "9", "username": "zoe"})))
    pieces = graphql.read(tmp_path)
    next(pieces)
    (tmp_path / "b.json").write_text("")
    with pytest.raises(SourceError, match=r"b\.json: changed while it was read"):
        list(pieces)


@pytest.mark.parametrize("mark", [{"expiring_at": BASE}, {"product_type": "story"}, {"__typename": "GraphStoryImage"}])
def test_a_story_is_no_post(tmp_path, mark):
    good, bad = read(tmp_path, a={"items": [media(1), media(2, **mark)], "more_available": False})
    assert ids([good]) == ["1001"]
    assert [(one.row, one.post_id, one.reason) for one in bad.rejections] == [(1, "1002", "not a post: is a story")]
