"""Collecting one account: its posts from the newest on, down to where all is saved and settled."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from likelier.collecting import Wanted
from likelier.collecting.graph_api import archive as saved
from likelier.collecting.graph_api import failures, query
from likelier.collecting.graph_api.archive import Folder, Walk
from likelier.collecting.graph_api.client import Client
from likelier.sources.graph_nodes import moment

_TRIES = 3  # runs in which a picture that can't be had is asked for
_EMPTY = 3  # pages in a row without a post, after which no more is expected


class Account:
    """One account of the list, on its way into the archive.

    Raises
    ------
    failures.Failure
        As `Client.page`.
    """

    def __init__(self, client: Client, name: str, wanted: Wanted, folder_of: Callable[[str], Folder]) -> None:
        self.client, self.name, self.wanted = client, name, wanted
        self.new = 0
        self._limit = min(query.PAGE, wanted.newest or query.PAGE)
        self._page = client.page(name, None, self._limit)
        identity = saved.identity(self._page.account)
        if identity is None:
            raise failures.Odd("an account without a number")
        self.folder = folder_of(identity)
        self.state = self.folder.state()
        self._fresh: dict[str, str] = {}  # addresses of pictures from a page that was fetched again
        self._save_profile(self._page.account)

    def gather(self) -> str:
        """Save what is new, and tell the outcome."""
        state, newest = self.state, self.wanted.newest
        if state.newest is not None and (newest is None or newest > state.newest):
            state.settled = None  # more of the past is wanted than before
        count = self._page.account.get("media_count")
        self.client.progress.account(self.name, min(count, newest or count) if isinstance(count, int) else None)
        # Posts that an interrupted walk saved were as young as they were when it began.
        began = (moment(state.walk.began) if state.walk else None) or saved.now()
        try:
            top = self._walk(began)
        except failures.Missing:
            if state.walk is None:
                raise
            state.walk = None  # its cursor has died: from the top again
            top = self._walk(began)
        self._settle(began, top)
        return "complete" if self.new else "nothing_new"

    def _walk(self, began: datetime) -> datetime | None:
        """Go through the pages; returns the time of the newest post."""
        state, newest = self.state, self.wanted.newest
        settled, earlier = moment(state.settled), state.walk if newest is None else None
        page, cursor, seen, empty = self._page, None, 0, 0
        top: datetime | None = None
        visited: set[str | None] = {None}
        while True:
            for node in page.media[: None if newest is None else newest - seen]:
                self._save(node, cursor)
                seen += 1
            times = [time for node in page.media if (time := moment(node.get("timestamp")))]
            top = max([*times, *([top] if top else [])], default=None)
            empty = 0 if page.media else empty + 1
            is_known = bool(times and settled and times[-1] <= settled)  # pinned posts come first, whatever their time
            if seen == newest or is_known or page.after in visited or empty == _EMPTY:
                return top
            cursor = page.after
            met = moment(earlier.top) if earlier else None
            if earlier and met and times and times[-1] <= met:
                cursor, earlier = earlier.after, None
            visited.add(cursor)
            if newest is None and earlier is None and top and cursor:
                state.walk = Walk(saved.stamp(top), cursor, saved.stamp(began))
                self.folder.save_state(state)
            page = self.client.page(self.name, cursor, self._limit)

    def _save(self, node: dict[str, Any], cursor: str | None) -> None:
        identity = saved.identity(node)
        self.client.progress.post()
        self.client.summary.posts_seen += 1
        if identity is None:
            return
        stored = self.folder.load(identity)
        age = saved.age_hours(stored) if stored else None
        is_settled = age is not None and age >= self.wanted.min_age_hours
        is_owed = cover(node) is not None and not self.folder.has_picture(identity)
        if is_owed and self.state.owed.get(identity, 0) < _TRIES:
            self._save_picture(identity, node, cursor)
        if not is_settled:
            self.folder.save_post(node)
        if stored is None:
            self.new += 1
            self.client.summary.posts_new += 1

    def _save_picture(self, identity: str, node: dict[str, Any], cursor: str | None) -> None:
        try:
            data = self._picture(identity, node, cursor)
        except (failures.Expired, failures.Transient):
            self.state.owed[identity] = self.state.owed.get(identity, 0) + 1
            return
        except failures.Odd:  # a video in its stead
            self.state.owed[identity] = _TRIES
            return
        self.folder.save_picture(identity, data)
        self.state.owed.pop(identity, None)
        self.client.summary.pictures += 1

    def _picture(self, identity: str, node: dict[str, Any], cursor: str | None) -> bytes:
        try:
            return self.client.picture(self._fresh.get(identity) or cover(node) or "")
        except failures.Expired:
            if identity in self._fresh:
                raise
            # Addresses are signed and live for days: a fresh one comes with the page.
            again = self.client.page(self.name, cursor, self._limit)
            self._fresh = {str(one.get("id")): address for one in again.media if (address := cover(one))}
            if identity not in self._fresh:
                raise
            return self.client.picture(self._fresh[identity])

    def _save_profile(self, node: dict[str, Any]) -> None:
        address = node.get("profile_picture_url")
        earlier = self.folder.load("profile")
        if isinstance(address, str) and (_file(address) != _file(earlier) or not self.folder.has_picture("profile")):
            try:
                self.folder.save_picture("profile", self.client.picture(address))
                self.client.summary.pictures += 1
            except (failures.Expired, failures.Transient, failures.Odd):
                node = {key: value for key, value in node.items() if key != "profile_picture_url"}
        self.folder.save_profile(node)

    def _settle(self, began: datetime, top: datetime | None) -> None:
        """All is saved down to where it was settled: move that up to what has matured since."""
        state = self.state
        matured = began - timedelta(hours=self.wanted.min_age_hours)
        owed = [self.folder.load(identity) or {} for identity, tries in state.owed.items() if tries < _TRIES]
        limits = [time - timedelta(seconds=1) for post in owed if (time := moment(post.get("timestamp")))]
        if top:
            state.settled = saved.stamp(min([matured, top, *limits]))
        state.newest, state.walk = self.wanted.newest, None
        self.folder.save_state(state)


def cover(node: dict[str, Any]) -> str | None:
    """The address of a post's picture: of a video its thumbnail, of a carousel its first slide's."""
    if node.get("media_type") == "VIDEO":
        return _address(node.get("thumbnail_url"))
    children = node.get("children")
    slides = children.get("data") if isinstance(children, dict) else None
    first = slides[0] if isinstance(slides, list) and slides and isinstance(slides[0], dict) else {}
    if first.get("media_type") == "VIDEO":  # then so is what the carousel itself names
        return cover(first)
    return _address(node.get("media_url")) or _address(first.get("media_url"))


def _address(value: Any) -> str | None:
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else None


def _file(profile: Any) -> str | None:
    """The name of the file in a picture's address, which stays while its signature changes."""
    address = profile.get("profile_picture_url") if isinstance(profile, dict) else profile
    return address.partition("?")[0].rpartition("/")[2] if isinstance(address, str) else None
