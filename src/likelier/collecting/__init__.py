"""Collecting posts from the network: opt-in, never part of the default run; docs/collecting.md says what is allowed.

A way to collect is a module of this package with one function:

``collect(wanted: Wanted, archive: Path, progress: Progress) -> Summary``
    Adds to `archive` what is new, in the layout that the module of the same name in `likelier.sources` reads.
    Killed at any moment it leaves a valid archive, and the next run goes on from there. An account that can't
    be had is counted by its outcome and skipped. It returns with `stopped` set, and doesn't raise, where going
    on would be of no use now: the network wants a login, a quota is used up, the disk is full. It asks for
    one thing at a time, and waits only through `progress.wait`.
"""

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from likelier.collecting.progress import Progress
from likelier.errors import ParamsError
from likelier.params import Collect

WAYS = ("instaloader", "graph_api")
# What became of an account. The first two are what one hopes for.
OUTCOMES = ("complete", "nothing_new", "private", "missing", "renamed", "hidden", "partial", "failed", "stopped")


@dataclass(frozen=True)
class Wanted:
    """What is to be collected.

    `users` are names in lower case, each once, in the order of the list; `newest` is how many of an account's
    posts are wanted, None for all; a post that was younger than `min_age_hours` when it was collected is
    fetched once more, because its likes have not matured.
    """

    users: tuple[str, ...]
    newest: int | None
    min_age_hours: float
    settings: Collect


@dataclass
class Summary:
    """What a run of collecting did: counts only, no names.

    `accounts` counts accounts by outcome, one of `OUTCOMES`; `posts_seen` counts posts that were looked at,
    `posts_new` those of them that the archive didn't hold; `stopped` says in one line why it ended before its
    end and how to go on, or is None.
    """

    accounts: dict[str, int] = field(default_factory=dict)
    posts_new: int = 0
    posts_seen: int = 0
    pictures: int = 0
    waited_seconds: float = 0.0
    requests: int = 0
    stopped: str | None = None

    def count(self, outcome: str) -> None:
        """Count one account."""
        self.accounts[outcome] = self.accounts.get(outcome, 0) + 1


class Way(Protocol):
    """What a module in this package offers."""

    def collect(self, wanted: Wanted, archive: Path, progress: Progress) -> Summary: ...


def load(name: str) -> Way:
    """The way to collect of that name.

    Raises
    ------
    ParamsError
        It is not there.
    """
    try:
        return cast(Way, import_module(f"likelier.collecting.{name}"))
    except ModuleNotFoundError as error:
        if error.name != f"likelier.collecting.{name}":
            raise
        raise ParamsError(f"collect.source {name!r} is not there yet; known: none, {', '.join(WAYS)}") from error
