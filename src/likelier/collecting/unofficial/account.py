"""The walk through one account: profile, profile picture, then its posts from the newest on."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from instaloader import Post, load_structure_from_file, resumable_iteration
from instaloader.exceptions import (
    BadResponseException,
    ConnectionException,
    InstaloaderException,
    PostChangedException,
    QueryReturnedForbiddenException,
)

from likelier import atomic
from likelier.collecting import Summary, Wanted
from likelier.collecting.progress import Progress
from likelier.collecting.unofficial.loader import Loader, save
from likelier.collecting.unofficial.stamps import Stamps

_ENOUGH = 0.9  # of the posts that a profile says it has: some are gone, or held back, and still counted
_PINNED = 3  # so many posts may stand before the newest one, whatever their age


class Walk:
    """Adds to one account's folder what is new of it.

    `is_partial` tells whether the list of posts ended long before the number that the profile says it has: to
    visitors Instagram may show the newest ones only.
    """

    def __init__(
        self, loader: Loader, stamps: Stamps, wanted: Wanted, progress: Progress, summary: Summary, folder: Path
    ) -> None:
        self.loader, self.stamps, self.wanted = loader, stamps, wanted
        self.progress, self.summary, self.folder = progress, summary, folder
        self.is_partial = False

    def account(self, profile: Any) -> None:
        """Fetch the profile, its picture and its posts."""
        sweep(self.folder)
        with suppress(QueryReturnedForbiddenException, ConnectionException):  # the next run tries again
            self.loader.download_profilepic_if_new(profile, self.stamps)
        total = None
        with suppress(InstaloaderException, LookupError):  # asks for what the page doesn't tell, if anything
            _, total = profile.followers, profile.mediacount
        self.progress.total(self.wanted.newest or total)
        self.loader.save_metadata_json(str(self.folder / f"{profile.username}_{profile.userid}"), profile)
        if self._posts(profile, total or 0):
            self._posts(profile, total or 0)  # what came since the run that was cut off

    def _posts(self, profile: Any, total: int) -> bool:
        """Walk through its posts; whether that went on with a walk that had been cut off."""
        name, newest = profile.username, self.wanted.newest
        since = self.stamps.since(name, newest)
        posts = profile.get_posts()
        mark = self.folder / f"resume_{posts.magic}.json.xz"
        gone, number, depth = False, 0, newest
        with resumable_iteration(
            self.loader.context, posts, load_structure_from_file, save, lambda magic: str(mark)
        ) as (is_resuming, start):
            begun = self.stamps.begin(name, datetime.now(UTC), is_resuming)
            number = start
            there = islice(_there(posts), None if newest is None else max(0, newest - start))
            for number, post in enumerate(there, start=start + 1):
                if post is None:
                    gone = True
                elif post.date_local > since:
                    self._post(post)
                    save(posts.freeze(), str(mark))  # from here on a kill costs no more than one post
                elif number > _PINNED:
                    break
            else:
                self.is_partial = number < _ENOUGH * min(total, newest or total)
        if self.is_partial:
            depth = number
        if not gone:  # else the next run looks through all of them again
            self.stamps.finish(name, begun, self.wanted.min_age_hours, depth)
        atomic.remove(mark)
        return bool(is_resuming)

    def _post(self, post: Any) -> None:
        """Fetch one post; without its picture, where there is none to be had."""
        filename = self.folder / self.loader.format_filename(post)
        is_new = not Path(f"{filename}.json.xz").exists()
        if not self._is_whole(post):
            fresh = self._again(post)  # addresses of pictures expire, and what is resumed may hold an old one
            if fresh is None or not self._is_whole(fresh):
                self.loader.save_metadata_json(str(filename), post)
        self.summary.posts_seen += 1
        self.summary.posts_new += is_new
        self.progress.post()

    def _is_whole(self, post: Any) -> bool:
        self.loader.context.broken = False
        try:
            self.loader.download_post(post, self.folder.name)
        except QueryReturnedForbiddenException:
            return False
        except ConnectionException:
            if self.loader.context.broken:  # on the other side, and not on the way
                return False
            raise
        return True

    def _again(self, post: Any) -> Any:
        try:
            return Post.from_shortcode(self.loader.context, post.shortcode)
        except (BadResponseException, PostChangedException):
            return None


def sweep(folder: Path) -> None:
    """Remove what a kill has left half written."""
    for entry in os.scandir(folder):
        if entry.name.startswith(".") and entry.name.endswith(".partial"):
            atomic.remove(Path(entry.path))


def _there(posts: Iterator[Any]) -> Iterator[Any]:
    """The posts; None for one that was listed and then was not there any more."""
    while True:
        try:
            yield next(posts)
        except StopIteration:
            return
        except (BadResponseException, PostChangedException):
            yield None
