"""Running the real way to collect against the fake Graph API, and what its archive is worth afterwards."""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.faults.graph_api import TODAY, TOKEN, USER, Account, GraphApi
from likelier import intake, screening
from likelier.collecting import Summary, Wanted, graph_api
from likelier.collecting.graph_api import archive as saved
from likelier.collecting.graph_api import query
from likelier.collecting.progress import Progress
from likelier.params import Collect
from likelier.sources import graph_api as source

USERS = ("ann", "ben")
PAGE = 6  # posts


def accounts() -> list[Account]:
    """The accounts of `USERS`: one with three pages of posts, one with few; the likes of one post are hidden."""
    return [
        Account("ann", 1, posts=list(range(100, 86, -1)), hidden={97}),
        Account("ben", 2, posts=[99, 90, 80]),
    ]


@contextmanager
def fake(given: list[Account] | None = None, quota: int = 200) -> Iterator[GraphApi]:
    """A fake with these accounts, of which a page holds 6 posts at most; and the environment that leads to it."""
    api = GraphApi(accounts() if given is None else given, quota)
    environment = {"GRAPH_API_TOKEN": TOKEN, "GRAPH_API_USER": USER, "NO_PROXY": "127.0.0.1"}
    try:
        with mock.patch.dict(os.environ, environment), mock.patch.object(query, "PAGE", PAGE):
            yield api
    finally:
        api.close()


def collect(
    api: GraphApi,
    archive: Path,
    users: tuple[str, ...] = USERS,
    newest: int | None = None,
    hours: float = 0,
    **more: Any,
) -> Summary:
    """One run of collecting, so many hours after `TODAY`."""
    settings = Collect(
        source="graph_api",
        graph_api={"address": api.address},
        newest=newest,
        **({"timeout_seconds": 5, "attempts": 3} | more),
    )
    progress = Progress(len(users), io.StringIO(), api.sleep)
    archive.mkdir(parents=True, exist_ok=True)
    later = TODAY + timedelta(hours=hours)
    with mock.patch.object(saved, "now", lambda: later):
        return graph_api.collect(Wanted(users, newest, 48.0, settings), archive, progress)


def shards(archive: Path) -> dict[str, str]:
    """What ingesting an archive gives: the digest of each file. An archive that is not valid raises."""
    with tempfile.TemporaryDirectory() as folder:
        tally = intake.write(source.read(archive), Path(folder), "graph_api", screening.Rules(drop_newest=False), 128)
        if tally.rows_quarantined:
            raise AssertionError(f"quarantined: {tally.reasons}")
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(Path(folder).iterdir())}
