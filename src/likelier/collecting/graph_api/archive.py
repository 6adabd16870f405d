"""The archive of one account: a folder that bears its number, whole at any moment.

``profile.json``, ``profile.jpg``
    The profile as the API told it, with `fetched_at`.
``<id>.json``, ``<id>.jpg``
    A post as the API told it, with `fetched_at` and its `owner`; its picture, or its cover.
``.state.json``
    How far collecting has come; a hidden file, which no source reads.

A picture is written before its JSON file. So a post that is there is complete, or its picture could not be had.
"""

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from likelier import atomic
from likelier.sources.graph_nodes import moment

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")  # it becomes the name of a file


@dataclass
class Walk:
    """A walk through an account's posts that did not end: all from `top` down to the cursor `after` are saved."""

    top: str
    after: str
    began: str


@dataclass
class State:
    """How far collecting an account has come.

    All posts at or before `settled` are saved, with likes that had matured; where `newest` is a number, only so
    many posts below the newest of that time. `owed` counts how often a post's picture could not be had.
    """

    settled: str | None = None
    newest: int | None = None
    walk: Walk | None = None
    owed: dict[str, int] = field(default_factory=dict)


class Folder:
    """The files of one account."""

    def __init__(self, archive: Path, identity: str) -> None:
        self.path = archive / identity
        for left in self.path.glob(".*.partial"):  # of a run that was killed
            atomic.remove(left)

    def state(self) -> State:
        """How far it has come; from the beginning, where nobody knows any more."""
        try:
            stored = json.loads((self.path / ".state.json").read_text(encoding="utf-8"))
            walk = Walk(**stored.pop("walk")) if stored.get("walk") else None
            return State(**(stored | {"walk": walk}))
        except (OSError, ValueError, TypeError, AttributeError):
            return State()

    def save_state(self, state: State) -> None:
        """Write how far it has come, if that is news."""
        if state != self.state() or not (self.path / ".state.json").exists():
            atomic.write_json(self.path / ".state.json", asdict(state))

    def load(self, stem: str) -> dict[str, Any] | None:
        """A post, or the profile, as it was saved; None where it isn't, or can't be read."""
        return _load(self.path / f"{stem}.json")

    def has_picture(self, identity: str) -> bool:
        """Whether the picture of a post is there."""
        return (self.path / f"{identity}.jpg").exists()

    def save_picture(self, identity: str, data: bytes) -> None:
        """Write a post's picture, or the profile's."""
        with atomic.replacing(self.path / f"{identity}.jpg") as partial:
            partial.write_bytes(data)

    def save_post(self, node: dict[str, Any]) -> None:
        """Write a post."""
        owner = {"id": self.path.name}
        atomic.write_json(self.path / f"{node['id']}.json", node | {"owner": owner, "fetched_at": stamp(now())})

    def save_profile(self, node: dict[str, Any]) -> None:
        """Write the profile, unless nothing but the addresses of pictures has changed."""
        if _lasting(node) != _lasting(_load(self.path / "profile.json") or {}):
            atomic.write_json(self.path / "profile.json", node | {"fetched_at": stamp(now())})


def identity(node: dict[str, Any]) -> str | None:
    """The id of a post or an account, where it can be the name of a file."""
    value = str(node.get("id", ""))
    return value if _ID.fullmatch(value) else None


def age_hours(node: dict[str, Any]) -> float | None:
    """How old a saved post was when it was fetched, hours."""
    taken, fetched = moment(node.get("timestamp")), moment(node.get("fetched_at"))
    return (fetched - taken).total_seconds() / 3600 if taken and fetched else None


def now() -> datetime:
    """The time; tests put their own in its place."""
    return datetime.now(UTC)


def stamp(time: datetime) -> str:
    """A time as it is written into the archive."""
    return time.astimezone(UTC).isoformat(timespec="seconds")


def _load(file: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _lasting(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key not in ("profile_picture_url", "fetched_at")}
