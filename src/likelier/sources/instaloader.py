"""An archive that Instaloader downloaded: JSON files beside pictures, in any layout of folders.

A post is a `.json.xz` or `.json` file; its picture lies beside it under the same stem, whatever the pattern of
the names. A folder is read at once and gives one `AccountPosts` for each owner of a post in it, so that folders
of one account, of a hashtag, and flat folders of many accounts are all the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from likelier.sources import AccountPosts, Rejection, documents, nodes, owners
from likelier.sources.sidecars import Sidecars

DROP_NEWEST = False  # the files tell when they were written

_SUFFIXES = (".json.xz", ".json")
# Neither posts nor accounts: comments of a post, and the marks from which Instaloader resumes.
_SKIPPED_NAMES = ("_comments.json",)
_SKIPPED_TYPES = ("FrozenNodeIterator",)


@dataclass
class _Folder:
    """What the files of one folder hold."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    accounts: list[dict[str, Any]] = field(default_factory=list)  # from posts, each with `snapshot_at`
    profiles: list[dict[str, Any]] = field(default_factory=list)  # from profile files
    rejections: list[Rejection] = field(default_factory=list)


def read(path: Path) -> Iterator[AccountPosts]:
    """One `AccountPosts` for each owner in each folder below `path`, in the order of the folders' names."""
    files = [file for file in documents.find(path, _SUFFIXES) if not file.name.endswith(_SKIPPED_NAMES)]
    for place, members in groupby(sorted(files, key=lambda file: (file.parent, file.name)), lambda file: file.parent):
        sidecars = Sidecars(place)
        yield from _by_owner(_folder(members, path, sidecars), sidecars)


def _folder(files: Iterable[Path], root: Path, sidecars: Sidecars) -> _Folder:
    found = _Folder()
    for file in files:
        name = documents.relative(file, root)
        try:
            document = documents.load(file)
        except documents.UnreadableDocument as error:
            found.rejections.append(Rejection(name, str(error)))
            continue
        node, kind = _node(document)
        if kind == "Post":
            _add_post(found, node, file, name, sidecars)
        elif kind == "Profile" and nodes.identity(node):
            found.profiles.append(nodes.account(node) | {"snapshot_at": documents.written(file)})
        elif kind is None:
            found.rejections.append(Rejection(name, "another shape: is no JSON file of Instaloader"))
        elif kind not in _SKIPPED_TYPES:
            found.rejections.append(Rejection(name, f"not a post: is a {kind:.40}"))
    return found


def _node(document: Any) -> tuple[dict[str, Any], str | None]:
    outer = nodes.mapping(document)
    node, kind = outer.get("node"), nodes.text(nodes.mapping(outer.get("instaloader")), "node_type")
    if isinstance(node, dict) and kind:
        return node, kind
    if "shortcode" in outer:  # version 3 wrote the bare node
        return outer, "Post"
    return {}, None


def _add_post(found: _Folder, node: dict[str, Any], file: Path, name: str, sidecars: Sidecars) -> None:
    post = nodes.post(node)
    stem = file.name.removesuffix(".xz").removesuffix(".json")
    picture = sidecars.picture(stem, post["kind"])
    written = documents.written(file)
    if written and post["taken_at"] and written <= post["taken_at"]:
        written = None
    post |= {
        "snapshot_at": written,
        "picture": picture,
        "picture_origin": None if picture is None else "original" if post["kind"] == "image" else "cover",
        "file": name,
        "row": 0,
    }
    found.posts.append(post)
    owner = nodes.mapping(node.get("owner")) or nodes.mapping(node.get("user"))
    if nodes.identity(owner):
        found.accounts.append(nodes.account(owner) | {"snapshot_at": written})


def _by_owner(found: _Folder, sidecars: Sidecars) -> Iterator[AccountPosts]:
    known = {account["account_id"]: account for account in owners.merged(found.accounts + found.profiles)}
    folder_owner = _folder_owner(found)
    posts: dict[str, list[dict[str, Any]]] = {identity: [] for identity in known}
    for post in found.posts:
        # A post that doesn't name its owner belongs to the folder's, where there is just one.
        post["account_id"] = post["account_id"] or folder_owner
        posts.setdefault(post["account_id"] or "", []).append(post)
    for identity, account in known.items():
        account["username"] = account["username"] or sidecars.username(identity == folder_owner)
        account["profile_picture"] = sidecars.profile_picture(account["username"], identity == folder_owner)
        yield AccountPosts(account, posts.pop(identity))
    nobodys = [
        Rejection(post["file"], "no owner: the post doesn't say whose it is", post["row"], post["post_id"])
        for rest in posts.values()
        for post in rest
    ]
    if found.rejections or nobodys:
        yield AccountPosts(None, rejections=found.rejections + nobodys)


def _folder_owner(found: _Folder) -> str | None:
    for accounts in (found.profiles, found.accounts):
        identities = {account["account_id"] for account in accounts}
        if len(identities) == 1:
            return str(identities.pop())
    return None
