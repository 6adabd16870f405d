"""What one recorded answer of Instagram's web pages holds: profiles, and lists of posts.

The same posts were sent in many wrappings over the years: `data.user.edge_owner_to_timeline_media`, the answers of
`web_profile_info`, `xdt_api__v1__feed__user_timeline_graphql_connection`, `items` of `api/v1/feed/user`, pages with
`entry_data` around them, and the flattened pages of 2019. So a document is searched as a whole: every entry of a known
list counts, and so does everything else that looks like a post.
"""

from dataclasses import dataclass, field
from typing import Any

from likelier.sources import nodes

TIMELINE = "edge_owner_to_timeline_media"
# Lists each of whose entries is meant to be a post: one that isn't is rejected, not passed over.
_CONNECTIONS = (
    TIMELINE,
    "edge_felix_video_timeline",
    "edge_saved_media",
    "edge_user_to_photos_of_you",
    "xdt_api__v1__feed__user_timeline_graphql_connection",
    "xdt_api__v1__clips__user__connection_v2",
)
_FEED_MARKS = ("more_available", "num_results", "next_max_id", "auto_load_more_enabled")  # beside the `items` of a feed
# What hangs on a profile and is about other accounts.
_OTHERS = ("edge_related_profiles", "edge_mutual_followed_by", "edge_chaining", "suggested_users")
_PROFILE_MARKS = (TIMELINE, "edge_followed_by", "follower_count", "media_count", "biography")
_TIMES = ("taken_at_timestamp", "taken_at", "date")


@dataclass
class Recording:
    """Profiles, and posts in the order in which they are listed, each with the profile that it hangs below."""

    profiles: list[dict[str, Any]] = field(default_factory=list)
    listed: list[tuple[Any, str | None]] = field(default_factory=list)  # an entry, and the account around it
    count: float | None = None  # posts of the account, as its timeline says
    is_known: bool = False  # a list of posts or a profile was found, and be it empty


def gather(document: Any) -> Recording:
    """Everything in a parsed document that is a profile, or a post, or stands where a post belongs."""
    found = Recording()
    # Without recursion: a document may be nested as deeply as the parser lets it be.
    waiting: list[tuple[Any, str | None, bool]] = [(document, None, False)]
    while waiting:
        value, account, is_listed = waiting.pop()
        if is_listed or _is_post(value):
            found.listed.append((_unwrapped(value), account))
            found.is_known = True
        elif isinstance(value, list):
            waiting += [(one, account, False) for one in reversed(value)]
        elif isinstance(value, dict):
            waiting += reversed(_children(value, account, found))
    return found


def _children(value: dict[str, Any], account: str | None, found: Recording) -> list[tuple[Any, str | None, bool]]:
    if _is_profile(value):
        found.profiles.append(value)
        found.is_known = True
        account = nodes.identity(value)
    children: list[tuple[Any, str | None, bool]] = []
    for key, child in value.items():
        entries = _entries(key, child, value)
        if entries is not None:
            found.is_known = True
            children += [(entry, account, True) for entry in entries]
            if key == TIMELINE and found.count is None:
                found.count = nodes.count(child)
        elif key not in _OTHERS:
            children.append((child, account, False))
    return children


def _entries(key: str, child: Any, parent: dict[str, Any]) -> list[Any] | None:
    """The entries of a list of posts; None where it is none."""
    if key in _CONNECTIONS:
        edges = nodes.mapping(child).get("edges")
        return edges if isinstance(edges, list) else None
    is_feed = key == "items" and any(mark in parent for mark in _FEED_MARKS)
    is_page = key == "posts" and _is_profile(parent)  # flattened, as in 2019
    return child if isinstance(child, list) and (is_feed or is_page) else None


def _unwrapped(entry: Any) -> Any:
    if isinstance(entry, dict) and "node" in entry:
        entry = entry["node"]
    return nodes.mapping(entry).get("media") or entry


def _is_post(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and nodes.identity(value) is not None
        and nodes.text(value, "shortcode", "code") is not None
        and any(key in value for key in _TIMES)
    )


def _is_profile(value: dict[str, Any]) -> bool:
    return (
        nodes.identity(value) is not None
        and "username" in value
        and any(mark in value for mark in _PROFILE_MARKS)
        and not _is_post(value)
    )
