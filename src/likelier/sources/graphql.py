"""Recorded answers of Instagram's web pages: pages of a timeline, and `web_profile_info`, in any layout of folders.

The files of one account are read together, wherever they lie. A page doesn't tell when it was read. But pages of one
account that show the same number of posts show the same state of it, so that the newest post on any of them was out
already when each of them was read: its time is their `snapshot_at`, a lower bound.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from likelier.errors import SourceError
from likelier.sources import AccountPosts, Rejection, documents, nodes, owners, preview
from likelier.sources.beside import Pictures
from likelier.sources.recordings import Recording, gather

DROP_NEWEST = False  # it is as old as its snapshot, and so too young to learn from, but it is the account's own

_SUFFIXES = (".json.xz", ".json")


@dataclass(frozen=True)
class _Page:
    """What is remembered of a file until it is read again: whose it is, how many posts that has, its newest's time."""

    file: Path
    account: str | None
    count: float | None
    newest: datetime | None


def read(path: Path) -> Iterator[AccountPosts]:
    """The posts of each account whose pages lie below `path`; those of others on its pages follow, each with its owner.

    The files are read twice, so that no more than the pages of one account are in memory.
    """
    pages: dict[str | None, list[_Page]] = {}
    rejections = []
    for file in documents.find(path, _SUFFIXES):
        try:
            page = _page(file, gather(documents.load(file)))
        except documents.UnreadableDocument as error:
            rejections.append(Rejection(documents.relative(file, path), str(error)))
            continue
        if page is None:
            reason = "another shape: holds neither a post nor a profile"
            rejections.append(Rejection(documents.relative(file, path), reason))
        else:
            pages.setdefault(page.account, []).append(page)
    pictures = Pictures(path)
    for account in list(pages):
        yield from _account(pages.pop(account), path, pictures)
    if rejections:
        yield AccountPosts(None, rejections=rejections)


def _page(file: Path, found: Recording) -> _Page | None:
    if not found.is_known:
        return None
    posts = [nodes.post(node) | {"around": account} for node, account in found.listed if isinstance(node, dict)]
    now = datetime.now(UTC)
    times = [post["taken_at"] for post in posts if post["taken_at"] and post["taken_at"] <= now]
    return _Page(file, _main_account(found, posts), found.count, max(times, default=None))


def _main_account(found: Recording, posts: list[dict[str, Any]]) -> str | None:
    # A page that is not the first names nobody: it is the timeline of whom most of its posts are.
    if found.profiles:
        return nodes.identity(found.profiles[0])
    named = Counter(owner for post in posts if (owner := post["account_id"] or post["around"]))
    return named.most_common(1)[0][0] if named else None


def _account(pages: list[_Page], root: Path, pictures: Pictures) -> Iterator[AccountPosts]:
    snapshots = _snapshots(pages)
    accounts: list[dict[str, Any]] = []
    posts: list[dict[str, Any]] = []
    rejections: list[Rejection] = []
    # The latest first: of a post that lies on several pages the first copy is kept.
    for page in sorted(pages, key=lambda page: (-_seconds(snapshots[page.file]), page.file)):
        snapshot, name = snapshots[page.file], documents.relative(page.file, root)
        found = _again(page.file)
        accounts += [nodes.account(profile) | {"snapshot_at": snapshot} for profile in found.profiles]
        if page.account and found.count is not None and not found.profiles:
            accounts.append({"account_id": page.account, "posts": found.count, "snapshot_at": snapshot})
        for row, (node, around) in enumerate(found.listed):
            post = _post(node, around or page.account, pictures)
            if post is None or post["account_id"] is None or _is_story(node):
                reason = "no owner: the post doesn't say whose it is" if post else "another shape: is no post"
                reason = "not a post: is a story" if _is_story(node) else reason
                rejections.append(Rejection(name, reason, row, post["post_id"] if post else None, page.account))
                continue
            posts.append(post | {"snapshot_at": snapshot, "file": name, "row": row})
            owner = nodes.mapping(node.get("owner")) or nodes.mapping(node.get("user"))
            accounts.append(nodes.account(owner) | {"account_id": post["account_id"], "snapshot_at": snapshot})
    for account in owners.merged(accounts):
        account["profile_picture"] = pictures.of(None, *_portraits(account.get("username")))
        yield AccountPosts(account, [post for post in posts if post["account_id"] == account["account_id"]])
    if rejections:
        yield AccountPosts(None, rejections=rejections)


def _again(file: Path) -> Recording:
    try:
        return gather(documents.load(file))
    except documents.UnreadableDocument as error:
        raise SourceError(f"{file}: changed while it was read ({error}); run again when nobody writes there") from error


def _snapshots(pages: list[_Page]) -> dict[Path, datetime | None]:
    newest: dict[float, datetime] = {}
    for page in pages:
        if page.count is not None and page.newest is not None:
            newest[page.count] = max(page.newest, newest.get(page.count, page.newest))
    return {page.file: page.newest if page.count is None else newest.get(page.count) for page in pages}


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def _post(node: Any, account: str | None, pictures: Pictures) -> dict[str, Any] | None:
    if not isinstance(node, dict):
        return None
    post = nodes.post(node)
    post["account_id"] = post["account_id"] or account
    file = pictures.of(post["kind"], post["shortcode"], post["post_id"])
    if file is not None:
        return post | {"picture": file, "picture_origin": "original" if post["kind"] == "image" else "cover"}
    encoded = nodes.text(node, "media_preview") or nodes.text(nodes.cover_slide(node), "media_preview")
    if encoded is None:
        return post | {"picture": None, "picture_origin": None}
    return post | {"picture": preview.picture(encoded), "picture_origin": "preview"}


def _is_story(node: Any) -> bool:
    told = nodes.mapping(node)
    kinds = (nodes.text(told, "__typename") or "", nodes.text(told, "product_type") or "")
    return "expiring_at" in told or "expiring_at_timestamp" in told or any("story" in kind.lower() for kind in kinds)


def _portraits(username: str | None) -> tuple[str, ...]:
    return (f"{username}_profile_pic", username) if username else ()
