"""Reading what the official Instagram Graph API says of media and accounts.

A value of another type than expected reads as "not known".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from likelier.captions import hashtags, mentions
from likelier.sources import nodes

_KINDS = {"IMAGE": "image", "VIDEO": "video", "REELS": "video", "CAROUSEL_ALBUM": "carousel"}
_NO_POSTS = ("STORY", "AD")
_SHORTCODE = re.compile(r"/(?:p|reel|reels|tv)/([A-Za-z0-9_-]+)")


@dataclass(frozen=True)
class Found:
    """One thing that a document holds: a `post`, an `account`, or neither, with the `reason`.

    `account` of a post is the node of the account that the document shows it below, if it does.
    """

    post: dict[str, Any] | None = None
    account: dict[str, Any] | None = None
    reason: str | None = None


def walk(document: Any, owner: dict[str, Any] | None = None) -> Iterator[Found]:
    """Everything in an answer of the API, or in a list of such: pages, profiles and single media, in order."""
    if isinstance(document, list):
        for part in document:
            yield from walk(part, owner)
    elif not isinstance(document, dict):
        yield Found(reason="another shape: is neither an answer of the Graph API nor a part of one")
    elif "business_discovery" in document:
        yield from walk(document["business_discovery"])
    elif "media_type" in document or ("timestamp" in document and "data" not in document):
        product = document.get("media_product_type")
        reason = f"not a post: is of the kind {product}" if product in _NO_POSTS else None
        yield Found(reason=reason) if reason else Found(document, owner)
    elif isinstance(document.get("data"), list):
        yield from walk(document["data"], owner)
    elif "error" in document:
        # Its number only: the text may repeat what was asked for.
        code = nodes.number(nodes.mapping(document["error"]).get("code"))
        yield Found(reason="an error: the API refused this" + (f" with code {code:.0f}" if code is not None else ""))
    elif nodes.identity(document) and _is_account(document):
        yield Found(account=document)
        yield from walk(document["media"], document) if "media" in document else ()
    else:
        yield Found(reason="another shape: is neither media nor a profile of the Graph API")


def post(node: dict[str, Any]) -> dict[str, Any]:
    """The columns of `posts.POSTS` that one node tells; without account, picture, snapshot and source."""
    caption = nodes.text(node, "caption")
    enabled = nodes.flag(node, "is_comment_enabled")
    return {
        "post_id": nodes.identity(node),
        "shortcode": nodes.text(node, "shortcode") or _shortcode(node),
        "taken_at": moment(node.get("timestamp")),
        "kind": _kind(node),
        # The API leaves the count out, or says 0, where the owner has hidden it: then nobody knows.
        "likes": nodes.count(node.get("like_count")) or None,
        "comments": nodes.count(node.get("comments_count")),
        "views": nodes.count(node.get("view_count")),
        "caption": caption,
        "alt_text": nodes.text(node, "alt_text"),
        "hashtags": hashtags(caption),
        "mentions": mentions(caption),
        "comments_disabled": None if enabled is None else not enabled,
    }


def account(node: dict[str, Any]) -> dict[str, Any]:
    """The columns of `posts.ACCOUNTS` that one node tells; without picture, snapshot and source."""
    return {
        "account_id": nodes.identity(node),
        "username": nodes.text(node, "username"),
        "full_name": nodes.text(node, "name"),
        "biography": nodes.text(node, "biography"),
        "followers": nodes.count(node.get("followers_count")),
        "following": nodes.count(node.get("follows_count")),
        "posts": nodes.count(node.get("media_count")),
        "external_url": nodes.text(node, "website"),
    }


def moment(value: Any) -> datetime | None:
    """A time as the API writes it, ``2026-03-30T21:41:42+0000``, or in seconds; None where it is no time."""
    if not isinstance(value, str) or "T" not in value:
        return nodes.moment(value)
    try:
        found = datetime.fromisoformat(value)
        # The API's times are of UTC; an export that dropped the zone has not changed that.
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _kind(node: dict[str, Any]) -> str | None:
    told = _KINDS.get(str(node.get("media_type")))
    return told or ("video" if node.get("media_product_type") == "REELS" else None)


def _shortcode(node: dict[str, Any]) -> str | None:
    found = _SHORTCODE.search(nodes.text(node, "permalink") or "")
    return found.group(1) if found else None


def _is_account(node: dict[str, Any]) -> bool:
    return any(key in node for key in ("username", "followers_count", "media_count", "media", "biography"))
