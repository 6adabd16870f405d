"""Answers of the official Instagram Graph API, in any layout, and the archive that `likelier collect` makes of them.

Files of JSON: pages of media, answers of Business Discovery, single media, profiles, or lists of these. A folder
is read at once. A picture lies beside its JSON file under the same stem, or bears the post's id.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from likelier.sources import AccountPosts, Rejection, documents, graph_nodes, nodes, owners
from likelier.sources.sidecars import Sidecars

DROP_NEWEST = False  # the files tell when they were written

_SUFFIXES = (".json", ".json.xz")


@dataclass
class _Folder:
    """What the files of one folder hold."""

    name: str | None  # None: the source's own folder
    posts: list[dict[str, Any]] = field(default_factory=list)  # each with `owner`, `username` and `stand_in`
    accounts: list[dict[str, Any]] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)


def read(path: Path) -> Iterator[AccountPosts]:
    """One `AccountPosts` for each account in each folder below `path`, in the order of the folders' names."""
    files = sorted(documents.find(path, _SUFFIXES), key=lambda file: (file.parent, file.name))
    for place, members in groupby(files, lambda file: file.parent):
        yield from _by_account(_folder(place, members, path))


def _folder(place: Path, files: Iterable[Path], root: Path) -> _Folder:
    found = _Folder(None if place == root else documents.as_text(place.name))
    sidecars = Sidecars(place)
    for file in files:
        name = documents.relative(file, root)
        try:
            document = documents.load(file)
        except documents.UnreadableDocument as error:
            found.rejections.append(Rejection(name, str(error)))
            continue
        things = list(graph_nodes.walk(document))  # none in the empty page that ends a listing
        _add(found, things, file, name, sidecars, root)
    return found


def _add(
    found: _Folder, things: list[graph_nodes.Found], file: Path, name: str, sidecars: Sidecars, root: Path
) -> None:
    written = documents.written(file)
    stem = file.name.removesuffix(".xz").removesuffix(".json")
    is_alone = len(things) == 1 and things[0].post is not None
    # A page of media doesn't say whose it is: its folder does, or where that is the source's own, its file.
    stand_in = found.name or documents.as_text(root.resolve().name if is_alone else stem)
    for row, thing in enumerate(things):
        if thing.reason is not None:
            found.rejections.append(Rejection(name, thing.reason, None if len(things) == 1 else row))
        elif thing.post is not None:
            own_stem = (stem,) if is_alone else ()
            post = _post(thing, sidecars, own_stem, written)
            found.posts.append(post | {"file": name, "row": row, "stand_in": stand_in})
        elif thing.account is not None:
            read_at = graph_nodes.moment(thing.account.get("fetched_at")) or written
            known = graph_nodes.account(thing.account) | {"snapshot_at": read_at}
            found.accounts.append(known | {"profile_picture": sidecars.picture(stem, None)})


def _post(thing: graph_nodes.Found, sidecars: Sidecars, stems: tuple[str, ...], written: Any) -> dict[str, Any]:
    node = thing.post or {}
    post = graph_nodes.post(node)
    stems += (post["post_id"],) if post["post_id"] else ()
    picture = next((found for stem in stems if (found := sidecars.picture(stem, post["kind"]))), None)
    read_at = graph_nodes.moment(node.get("fetched_at")) or written
    if read_at and post["taken_at"] and read_at <= post["taken_at"]:
        read_at = None
    owner = nodes.mapping(node.get("owner"))
    return post | {
        "snapshot_at": read_at,
        "picture": picture,
        "picture_origin": None if picture is None else "original" if post["kind"] == "image" else "cover",
        "owner": nodes.identity(owner) or nodes.identity(thing.account or {}),
        "username": nodes.text(node, "username") or nodes.text(owner, "username"),
    }


def _by_account(found: _Folder) -> Iterator[AccountPosts]:
    accounts = {account["account_id"]: account for account in owners.merged(found.accounts)}
    # Of two accounts that have borne one name, it is the one's that bore it last.
    latest = sorted(accounts.items(), key=lambda one: one[1]["snapshot_at"] or documents.OLDEST)
    by_name = {account["username"].lower(): identity for identity, account in latest if account["username"]}
    # Media that name nobody belong to the folder's account, where there is just one.
    sole = next(iter(accounts)) if len(accounts) == 1 and found.name is not None else None
    posts: dict[str, list[dict[str, Any]]] = {identity: [] for identity in accounts}
    for post in found.posts:
        owner, username, stand_in = (post.pop(key) for key in ("owner", "username", "stand_in"))
        if username is None and owner is None:
            owner = sole or by_name.get(stand_in.lower())
            username = stand_in if owner is None else None
        identity = owner or by_name.get(username.lower(), username)
        if identity not in posts:
            posts[identity] = []
            accounts[identity] = {"account_id": identity, "username": username, "snapshot_at": post["snapshot_at"]}
        posts[identity].append(post | {"account_id": identity})
    for identity in sorted(accounts):
        yield AccountPosts(accounts[identity], posts[identity])
    if found.rejections:
        yield AccountPosts(None, rejections=found.rejections)
