"""What is asked of Business Discovery, as the Graph API writes it in `fields`."""

import re

PAGE = 50  # media of one answer

_PROFILE = ("id", "username", "name", "biography", "website", "followers_count", "follows_count", "media_count")
_MEDIA = ("id", "caption", "media_type", "permalink", "timestamp", "like_count", "comments_count", "media_url")
# Versions and permissions differ in these: where one is refused, all else is asked for without it.
OPTIONAL = ("profile_picture_url", "ig_id", "media_product_type", "thumbnail_url", "view_count", "children")

_CHILDREN = "children{media_url,media_type,thumbnail_url}"
_REFUSED = re.compile(r"nonexisting field \((\w+)\)")


def fields(username: str, after: str | None, limit: int, without: frozenset[str] = frozenset()) -> str:
    """The value of `fields` for one page of an account's media, the newest first, with its profile."""
    profile = [*_PROFILE, *(name for name in ("profile_picture_url", "ig_id") if name not in without)]
    extra = [name for name in OPTIONAL[2:-1] if name not in without]
    children = [] if "children" in without else [_CHILDREN]
    if "thumbnail_url" in without:
        children = [text.replace(",thumbnail_url", "") for text in children]
    cursor = f".after({after})" if after else ""
    media = f"media{cursor}.limit({limit}){{{','.join([*_MEDIA, *extra, *children])}}}"
    return f"business_discovery.username({username}){{{','.join([*profile, media])}}}"


def refused(message: str) -> str | None:
    """The optional field that the API says it doesn't know, if that is what it says."""
    found = _REFUSED.search(message)
    return found.group(1) if found and found.group(1) in OPTIONAL else None
