"""Reading the nodes in which Instagram describes posts and accounts.

One reader for all spellings that were met: GraphQL nodes (`edge_liked_by: {"count": 7}`), the flattened pages
of 2019 (`edge_liked_by: 7`), and the keys of the phone's interface (`like_count: 7`), which Instaloader stores
beside or instead of them. A value of another type than expected reads as "not known".
"""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from likelier.captions import hashtags, mentions

_KINDS = {"GraphImage": "image", "GraphSidecar": "carousel", "GraphVideo": "video"}
_MEDIA_TYPES = {1: "image", 2: "video", 8: "carousel"}


def post(node: dict[str, Any]) -> dict[str, Any]:
    """The columns of `posts.POSTS` that one node tells; without picture, snapshot and source.

    `post_id`, `taken_at` and `kind` are None where the node doesn't say.
    """
    phone = mapping(node.get("iphone_struct"))
    caption = _caption(node) or _caption(phone)
    width, height = _size(node, phone)
    kind = _kind(node)
    cover = cover_slide(node)
    return {
        "post_id": _identity(node),
        "account_id": identity(mapping(node.get("owner"))) or identity(mapping(node.get("user"))),
        "shortcode": text(node, "shortcode", "code"),
        "taken_at": moment(first(node, "taken_at_timestamp", "date", "taken_at")),
        "kind": kind,
        "likes": _likes(node, phone),
        "comments": _first_count(
            node, phone, "edge_media_to_comment", "edge_media_to_parent_comment", "comments", "comment_count"
        ),
        "views": _first_count(
            node, phone, "video_view_count", "video_play_count", "view_count", "play_count", "ig_play_count"
        ),
        "caption": caption,
        "alt_text": text(node, "accessibility_caption") or text(cover, "accessibility_caption"),
        "hashtags": hashtags(caption),
        "mentions": mentions(caption),
        "location": text(node, "location") or text(mapping(node.get("location")), "name"),
        "width": width,
        "height": height,
        "comments_disabled": flag(node, "comments_disabled"),
    }


def account(node: dict[str, Any]) -> dict[str, Any]:
    """The columns of `posts.ACCOUNTS` that one profile or owner node tells; without picture, snapshot and source."""
    phone = mapping(node.get("iphone_struct"))
    return {
        "account_id": identity(node),
        "username": text(node, "username"),
        "full_name": text(node, "full_name"),
        "biography": text(node, "biography"),
        "followers": _first_count(node, phone, "edge_followed_by", "follower_count"),
        "following": _first_count(node, phone, "edge_follow", "following_count"),
        "posts": _first_count(node, phone, "edge_owner_to_timeline_media", "media_count", "all_media_count"),
        "is_business": flag(node, "is_business_account", "is_business"),
        "is_verified": flag(node, "is_verified"),
        "is_private": flag(node, "is_private"),
        "category": text(node, "business_category_name", "overall_category_name", "category_name", "category"),
        "highlights": _first_count(node, phone, "highlight_reel_count"),
        "igtv": _first_count(node, phone, "edge_felix_video_timeline", "total_igtv_videos"),
        "external_url": text(node, "external_url"),
    }


def cover_slide(node: dict[str, Any]) -> dict[str, Any]:
    """The first slide of a carousel, which is its cover; empty where there is none."""
    slides = node.get("carousel_media")
    of_phone = mapping(slides[0]) if isinstance(slides, list) and slides else {}
    return next(_edges(node.get("edge_sidecar_to_children")), {}) or of_phone


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def first(node: dict[str, Any], *keys: str) -> Any:
    """The first of `keys` that is there and not null."""
    return next((node[key] for key in keys if node.get(key) is not None), None)


def text(node: dict[str, Any], *keys: str) -> str | None:
    """The first non-empty text below `keys`, as valid Unicode."""
    values = (node.get(key) for key in keys)
    found = next((value for value in values if isinstance(value, str) and value), None)
    if found is None or found.isascii():
        return found
    # JSON can carry half of a surrogate pair; Parquet cannot.
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def flag(node: dict[str, Any], *keys: str) -> bool | None:
    """The first true or false below `keys`."""
    return next((node[key] for key in keys if isinstance(node.get(key), bool)), None)


def identity(node: dict[str, Any]) -> str | None:
    """An account's number, as text."""
    value = first(node, "id", "pk")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else text(node, "id", "pk")


def number(value: Any) -> float | None:
    """A finite number, plain or as ``{"count": n}``."""
    if isinstance(value, dict):
        value = value.get("count")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def count(value: Any) -> float | None:
    """A number that is not negative: -1 stands for "not told"."""
    found = number(value)
    return found if found is not None and found >= 0 else None


def moment(value: Any) -> datetime | None:
    """Seconds since 1970 as a UTC time, or None where that is no time."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 20:
        value = int(value)
    seconds = number(value) if not isinstance(value, dict) else None
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _identity(node: dict[str, Any]) -> str | None:
    # The phone's interface writes "<post>_<account>" below `id`, and the post alone below `pk`.
    found = identity(node)
    return found.partition("_")[0] or None if found else None


def _kind(node: dict[str, Any]) -> str | None:
    typename = (text(node, "__typename") or "").removeprefix("XDT")
    media_type = node.get("media_type")
    if typename in _KINDS:
        return _KINDS[typename]
    if isinstance(media_type, int) and media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[media_type]
    is_video = flag(node, "is_video")
    return None if is_video is None else "video" if is_video else "image"


def _likes(node: dict[str, Any], phone: dict[str, Any]) -> float | None:
    # `edge_liked_by` first: the other count adds likes that came through advertisements.
    # Hidden likes come as -1, as 0 (Instaloader writes `like_count or 0`), or behind a flag.
    if flag(node, "like_and_view_counts_disabled") or flag(phone, "like_and_view_counts_disabled"):
        return None
    told = (first(node, "edge_liked_by", "edge_media_preview_like", "like_count", "likes"), phone.get("like_count"))
    return next((likes for value in told if (likes := count(value))), None)


def _first_count(node: dict[str, Any], phone: dict[str, Any], *keys: str) -> float | None:
    values = (count(place.get(key)) for place in (node, phone) for key in keys)
    return next((value for value in values if value is not None), None)


def _caption(node: dict[str, Any]) -> str | None:
    if node.get("edge_media_to_caption") == "None":
        return None  # the pages of 2019 were saved by a program that wrote a missing caption as Python prints it
    for key in ("edge_media_to_caption", "caption"):
        value = node.get(key)
        found = text(node, key) or text(mapping(value), "text")
        found = found or next((text(edge, "text") for edge in _edges(value)), None)
        if found:
            return found
    return None


def _size(node: dict[str, Any], phone: dict[str, Any]) -> tuple[float | None, float | None]:
    cover = cover_slide(node)
    for dimensions in (mapping(node.get("dimensions")), mapping(cover.get("dimensions"))):
        if number(dimensions.get("width")) is not None and number(dimensions.get("height")) is not None:
            return number(dimensions["width"]), number(dimensions["height"])
    for place in (node, phone, cover_slide(phone), cover):
        if number(place.get("original_width")) is not None and number(place.get("original_height")) is not None:
            return number(place["original_width"]), number(place["original_height"])
    return None, None


def _edges(value: Any) -> Iterator[dict[str, Any]]:
    edges = mapping(value).get("edges")
    for edge in edges if isinstance(edges, list) else []:
        yield mapping(mapping(edge).get("node"))
