"""The files that Instaloader writes for an account, under the names and with the times that it gives them.

Pictures and captions carry the time of their post, metadata that of the download: so the snapshot's moment is in the
modification time of each ``.json.xz``, and nowhere else.
"""

import json
import lzma
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from likelier.sources.sample.accounts import Account
from likelier.sources.sample.nodes import Post, post_node, profile_node
from likelier.sources.sample.timetable import SNAPSHOT


def start(folder: Path, account: Account, picture: bytes, uploaded: datetime) -> Path:
    """Create the account's folder with its profile, and return it."""
    from instaloader import Profile

    place = folder / account.username
    place.mkdir()
    _write(place / "id", f"{account.account_id}\n".encode(), SNAPSHOT)
    _write(place / f"{_stamp(uploaded)}_profile_pic.jpg", picture, uploaded)
    # Without a context: nothing here may ask the network.
    _save(place / f"{account.username}_{account.account_id}.json.xz", Profile(None, profile_node(account)))
    return place


def add(place: Path, account: Account, post: Post, pictures: list[bytes]) -> None:
    """Write one post: its pictures (the cover first), its caption where there is one, its metadata."""
    from instaloader import Post as InstaloaderPost

    stem = _stamp(post.taken_at)
    names = [f"{stem}.jpg"] if post.kind != "carousel" else [f"{stem}_{n}.jpg" for n in range(1, len(pictures) + 1)]
    for name, picture in zip(names, pictures, strict=True):
        _write(place / name, picture, post.taken_at)
    if post.caption:
        _write(place / f"{stem}.txt", f"{post.caption}\n".encode(), post.taken_at)
    _save(place / f"{stem}.json.xz", InstaloaderPost(None, post_node(post, account)))


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d_%H-%M-%S}_UTC"


def _save(path: Path, structure: Any) -> None:
    """As `instaloader.save_structure_to_file` does, with the same bytes, compressed in one go."""
    from instaloader import get_json_structure

    text = json.dumps(get_json_structure(structure), separators=(",", ":"))
    _write(path, lzma.compress(text.encode("ascii"), check=lzma.CHECK_NONE), SNAPSHOT)


def _write(path: Path, content: bytes, moment: datetime) -> None:
    path.write_bytes(content)
    os.utime(path, (SNAPSHOT.timestamp(), moment.timestamp()))
