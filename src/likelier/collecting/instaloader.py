"""Collecting through Instaloader: unofficial, so only where somebody asked for it; see docs/collecting.md."""

from pathlib import Path
from typing import Any

import requests
from instaloader.exceptions import (
    AbortDownloadException,
    BadResponseException,
    InstaloaderException,
    LoginRequiredException,
    PrivateProfileNotFollowedException,
    ProfileNotExistsException,
)

from likelier import atomic
from likelier.collecting import Summary, Wanted, users
from likelier.collecting.progress import Progress
from likelier.collecting.unofficial import stopping
from likelier.collecting.unofficial.account import Walk
from likelier.collecting.unofficial.loader import Loader, log_in
from likelier.collecting.unofficial.stamps import Stamps

_FAILURES = 3  # accounts in a row, until it is the network's fault and not theirs
# What reading an answer raises that has another shape than Instaloader expects.
_SHAPES = (LookupError, TypeError, AttributeError, ValueError, AssertionError)


def collect(wanted: Wanted, archive: Path, progress: Progress) -> Summary:
    """Add to `archive` what the accounts have posted since the last run, in Instaloader's layout.

    Raises
    ------
    CollectError
        The session file that the environment names, or one of the archive's stamps, can't be used.
    """
    loader = Loader(archive, wanted.settings, progress)
    log_in(loader)
    run = _Run(loader, Stamps(archive / ".stamps"), wanted, archive, progress)
    try:
        run.all()
    except AbortDownloadException as stop:
        if not isinstance(stop, stopping.Stop):
            stop = stopping.login(True) if "login page" in str(stop) else stopping.checkpoint()
        run.summary.stopped = str(stop)
    except OSError as error:
        if error.errno not in atomic.NO_ROOM:
            raise
        run.summary.stopped = "no room left on the disk; what was collected is kept. Make room, then run again"
    finally:
        loader.close()
    return run.finished()


class _Run:
    """All accounts, one after the other."""

    def __init__(self, loader: Loader, stamps: Stamps, wanted: Wanted, archive: Path, progress: Progress) -> None:
        self.loader, self.stamps, self.wanted, self.archive, self.progress = loader, stamps, wanted, archive, progress
        self.summary = Summary()

    def all(self) -> None:
        failures = 0
        for name in self.wanted.users:
            self.progress.account(name, None)
            outcome = self._one(name)
            self.summary.count(outcome)
            failures = failures + 1 if outcome == "failed" else 0
            if failures == _FAILURES:
                raise stopping.unreachable()

    def _one(self, name: str) -> str:
        """Collect one account; its outcome."""
        before = self.summary.posts_new
        context = self.loader.context
        try:
            profile = self.loader.check_profile_id(name, self.stamps)
            if profile.is_private and not (context.is_logged_in and profile.followed_by_viewer):
                return "private"
            folder = self._folder(name, profile)
            walk = Walk(self.loader, self.stamps, self.wanted, self.progress, self.summary, folder)
            walk.account(profile)
        except ProfileNotExistsException:
            return "missing" if context.is_not_found else "hidden"
        except PrivateProfileNotFollowedException:
            return "private"
        except LoginRequiredException as error:
            raise stopping.login(context.is_logged_in) from error
        except (InstaloaderException, requests.RequestException, *_SHAPES) as error:
            if context.rate.is_refused:
                raise stopping.refused() from error
            return "failed"
        if walk.is_partial:
            return "partial"
        if profile.username != name:
            return "renamed"
        return "complete" if self.summary.posts_new > before else "nothing_new"

    def _folder(self, name: str, profile: Any) -> Path:
        """The account's folder, which goes with it when it is renamed."""
        if not users.is_name(profile.username):
            raise BadResponseException("this is no user name, so it can't be a folder's")
        folder: Path = self.archive / profile.username
        former = self.archive / name
        if former != folder and former.is_dir() and not folder.exists():
            former.rename(folder)
        folder.mkdir(exist_ok=True)
        return folder

    def finished(self) -> Summary:
        """The summary, with what was counted elsewhere."""
        summary, context = self.summary, self.loader.context
        if summary.stopped:
            summary.accounts["stopped"] = len(self.wanted.users) - sum(summary.accounts.values())
        summary.pictures, summary.requests = context.pictures, context.rate.requests
        summary.waited_seconds = round(self.progress.waited_seconds, 1)
        return summary
