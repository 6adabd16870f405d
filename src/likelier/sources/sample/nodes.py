"""Accounts and posts as Instagram's GraphQL nodes, the way that Instaloader saves them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from likelier.sources.sample.accounts import Account

Node = dict[str, Any]

TYPE_NAMES = {"image": "GraphImage", "carousel": "GraphSidecar", "video": "GraphVideo"}
EPOCH_MS = 1_314_220_021_721  # media ids count milliseconds from here ("Sharding & IDs at Instagram", 2012)


@dataclass(frozen=True)
class Post:
    """One post; `sizes` are width and height of its pictures in pixels, the cover's first."""

    media_id: int
    taken_at: datetime
    kind: str
    likes: int  # -1: hidden
    comments: int
    views: int | None
    caption: str | None
    alt_text: str | None
    place: str | None
    comments_disabled: bool
    sizes: tuple[tuple[int, int], ...]


def media_id(taken_at: datetime, account: int, sequence: int) -> int:
    """41 bits of time, 13 bits of shard, 10 bits of sequence, as Instagram numbers media."""
    milliseconds = int(taken_at.timestamp()) * 1000 - EPOCH_MS
    return (milliseconds << 23) | ((account % 8192) << 10) | (sequence % 1024)


def profile_node(account: Account) -> Node:
    """An account's node; the number of its posts is missing, because Instaloader drops it on saving."""
    return {
        "id": str(account.account_id),
        "username": account.username,
        "full_name": account.full_name,
        "biography": account.biography,
        "bio_links": [],
        "external_url": account.external_url,
        "edge_followed_by": {"count": account.followers},
        "edge_follow": {"count": account.following},
        "highlight_reel_count": account.highlights,
        "has_clips": True,
        "hide_like_and_view_counts": False,
        "is_business_account": account.is_business,
        "is_professional_account": account.is_business or account.category is not None,
        "business_category_name": account.category if account.is_business else None,
        "category_name": account.category,
        "is_private": False,
        "is_verified": account.is_verified,
        "blocked_by_viewer": False,
        "followed_by_viewer": False,
        "follows_viewer": False,
        "has_blocked_viewer": False,
        "has_requested_viewer": False,
        "requested_by_viewer": False,
        "profile_pic_url": _address(f"{account.account_id}_s150x150"),
        "profile_pic_url_hd": _address(f"{account.account_id}"),
    }


def post_node(post: Post, account: Account) -> Node:
    """A post's node, with its owner's inside."""
    node = {
        "__typename": TYPE_NAMES[post.kind],
        **_media(post.media_id, post.sizes[0], post.kind == "video"),
        "accessibility_caption": post.alt_text,
        "edge_media_to_caption": {"edges": [] if post.caption is None else [{"node": {"text": post.caption}}]},
        "edge_media_to_comment": {"count": post.comments, "page_info": {"has_next_page": False, "end_cursor": None}},
        "comments_disabled": post.comments_disabled,
        "taken_at_timestamp": int(post.taken_at.timestamp()),
        "edge_media_preview_like": {"count": post.likes, "edges": []},
        "edge_media_to_sponsor_user": {"edges": []},
        "owner": profile_node(account),
        "location": _location(post.place),
        "viewer_has_liked": False,
        "viewer_has_saved": False,
        "viewer_has_saved_to_collection": False,
        "viewer_in_photo_of_you": False,
        "viewer_can_reshare": True,
        "thumbnail_src": _address(f"{post.media_id}_s640x640"),
        "thumbnail_resources": [],
    }
    if post.kind == "video":
        node |= {"video_url": _address(str(post.media_id), "mp4"), "video_view_count": post.views}
        node |= {"has_audio": True, "product_type": "feed", "video_duration": 15.0 + post.media_id % 45}
    if post.kind == "carousel":
        children = [_media(post.media_id + place, size, False) for place, size in enumerate(post.sizes, start=1)]
        edges = [{"node": {"__typename": "GraphImage", **child, "accessibility_caption": None}} for child in children]
        node["edge_sidecar_to_children"] = {"edges": edges}
    return node


def _media(number: int, size: tuple[int, int], is_video: bool) -> Node:
    from instaloader import Post as InstaloaderPost  # 0.3 s: only when a world is written

    return {
        "id": str(number),
        "shortcode": InstaloaderPost.mediaid_to_shortcode(number),
        "dimensions": {"height": size[1], "width": size[0]},
        "gating_info": None,
        "fact_check_overall_rating": None,
        "fact_check_information": None,
        "media_preview": None,
        "display_url": _address(str(number)),
        "display_resources": [{"src": _address(str(number)), "config_width": size[0], "config_height": size[1]}],
        "is_video": is_video,
        "edge_media_to_tagged_user": {"edges": []},
    }


def _location(place: str | None) -> Node | None:
    if place is None:
        return None
    slug = place.lower().replace(" ", "-")
    return {"id": str(sum(map(ord, place)) * 1000), "has_public_page": True, "name": place, "slug": slug}


def _address(name: str, kind: str = "jpg") -> str:
    """An address that cannot exist: the top-level domain is reserved (RFC 2606)."""
    return f"https://scontent.invalid/{name}.{kind}"
