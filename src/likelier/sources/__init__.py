"""One file a source of posts. Each says what it found; it never decides what is learned from.

A source is a module with two names:

``read(path: Path) -> Iterator[AccountPosts]``
    Yields what one account (or one folder or file) holds, in a stable order, reading lazily. It raises
    `SourceError` only when nothing can be read at all: a missing folder, or one without a single file of
    its kind. A file or a row that can't be used is yielded as a `Rejection`.
``DROP_NEWEST: bool``
    Whether each account's newest post is too young to judge because the source doesn't tell when it was read.

A source with settings has ``configured(settings: Ingest)`` instead, which gives an object with these two.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from likelier.errors import ParamsError
from likelier.params import Ingest


@dataclass(frozen=True)
class Rejection:
    """Something that was read and can't be used.

    `file` is relative to the source's folder; `row` counts from 0 within the file and is None for a whole
    file; `reason` is one line that says what was wrong.
    """

    file: str
    reason: str
    row: int | None = None
    post_id: str | None = None
    account_id: str | None = None


@dataclass(frozen=True)
class AccountPosts:
    """What a source found of one account.

    `account` has the columns of `posts.ACCOUNTS`, `posts` those of `posts.POSTS`; both may leave columns
    out, which become null. A post may give its `picture` as a `Path` instead of bytes: it is read only when
    its shard is written. Every post carries `file` and `row` beside the contract's columns, so that a later
    check can say where it came from. `account` is None where only rejections were found.
    """

    account: dict[str, Any] | None
    posts: list[dict[str, Any]] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)


class Source(Protocol):
    """What a module in this folder offers."""

    DROP_NEWEST: bool

    def read(self, path: Path) -> Iterator[AccountPosts]: ...


ARCHIVES = (
    *("profile_pages", "instaloader", "graph_api", "graphql", "table", "smpd", "influencers"),
    *("mongodb", "json_lines"),
)


def load(kind: str, settings: Ingest | None = None) -> Source:
    """The source of that name; one that has settings of its own (a function ``configured``) gets those of `settings`.

    Raises
    ------
    ParamsError
        There is no such source, or its settings are impossible.
    """
    if kind == "sample":
        raise ParamsError("source 'sample' is made by ingest, not read from a folder; name an archive's kind")
    if kind not in ARCHIVES:
        raise ParamsError(f"source {kind!r} is unknown; known: sample, {', '.join(ARCHIVES)}")
    module: Any = import_module(f"likelier.sources.{kind}")
    return cast(Source, module.configured(settings or Ingest()) if hasattr(module, "configured") else module)
