"""Profile pages as JSON, one file an account: the profile's fields and its newest posts.

The form of the pages of 2019, with counts either plain or as ``{"count": n}`` and posts either as a list
below `posts` or as the edges of `edge_owner_to_timeline_media`. Their pictures are the previews.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from likelier.sources import AccountPosts, Rejection, documents, nodes, preview

DROP_NEWEST = True  # a page doesn't tell when it was read


def read(path: Path) -> Iterator[AccountPosts]:
    """One `AccountPosts` for each `.json` file below `path`, in the order of their names."""
    for file in documents.find(path, (".json",)):
        yield _page(file, documents.relative(file, path))


def _page(file: Path, name: str) -> AccountPosts:
    try:
        page = documents.load(file)
    except documents.UnreadableDocument as error:
        return AccountPosts(None, rejections=[Rejection(name, str(error))])
    found = listed(page)
    if found is None:
        return AccountPosts(
            None, rejections=[Rejection(name, "another shape: is no profile page with `id` and `posts`")]
        )
    account = nodes.account(page)
    posts, rejections = [], []
    for row, listing in enumerate(found):
        node = nodes.mapping(nodes.mapping(listing).get("node")) or listing
        if not isinstance(node, dict):
            rejections.append(Rejection(name, "another shape: is no post", row, account_id=account["account_id"]))
            continue
        # The page's own account, whoever else a post may name.
        post = nodes.post(node) | {"account_id": account["account_id"], "file": name, "row": row}
        posts.append(post | _picture(node))
    snapshot = _snapshot(posts)
    for post in posts:
        post["snapshot_at"] = snapshot
    return AccountPosts(account | {"snapshot_at": snapshot}, posts, rejections)


def listed(page: Any) -> list[Any] | None:
    """The posts of a page, as it lists them; None where it is no profile page."""
    if not isinstance(page, dict) or nodes.identity(page) is None:
        return None
    posts = page.get("posts")
    if posts is None:
        posts = nodes.mapping(page.get("edge_owner_to_timeline_media")).get("edges")
    return posts if isinstance(posts, list) else None


def _picture(node: dict[str, Any]) -> dict[str, Any]:
    encoded = nodes.text(node, "media_preview")
    if encoded is None:
        return {"picture": None, "picture_origin": None}
    return {"picture": preview.picture(encoded), "picture_origin": "preview"}


def _snapshot(posts: list[dict[str, Any]]) -> datetime | None:
    # A lower bound: the page was read after the newest post that it shows.
    return max((post["taken_at"] for post in posts if post["taken_at"]), default=None)
