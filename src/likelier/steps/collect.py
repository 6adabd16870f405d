"""Collect posts from the network into an archive, where `params` asks for it."""

import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from likelier import atomic, blocklist, collecting
from likelier.collecting import Summary, Wanted, users
from likelier.collecting.alone import alone
from likelier.collecting.progress import Progress
from likelier.errors import CollectError
from likelier.params import Params


def collect(params: Params, archive: Path, metrics: Path) -> None:
    """Add what is new to an archive; with the source `none`, see that its folder is there and leave it as it is.

    Parameters
    ----------
    params : Params
        Its section `collect`, and ``train.min_age_hours``.
    archive : Path
        The folder to add to. What is in it stays; each of its files is whole at any moment.
    metrics : Path
        A JSON file: accounts by outcome, posts, pictures, requests, seconds waited. It holds no names.

    Raises
    ------
    CollectError
        The list of users can't be used, another run is collecting into the archive, or collecting ended before its
        end; what was collected is kept.
    """
    settings = params.collect
    if settings.source == "none":
        archive.mkdir(parents=True, exist_ok=True)
        atomic.write_json(metrics, {"source": "none"} | asdict(Summary()))
        print("collect: collect.source is none, so nothing is fetched from the network", file=sys.stderr)
        return
    way = collecting.load(settings.source)
    forgotten = blocklist.read(archive)
    names = tuple(name for name in users.read(Path(settings.users).expanduser()) if not forgotten.holds(name))
    wanted = Wanted(names, settings.newest, params.train.min_age_hours, settings)
    archive.mkdir(parents=True, exist_ok=True)
    with alone(archive), closing(Progress(len(names))) as progress:
        summary = way.collect(wanted, archive, progress)
    atomic.write_json(metrics, {"source": settings.source} | asdict(summary))
    print(f"collect: {told(summary)}", file=sys.stderr)
    if summary.stopped:
        raise CollectError(summary.stopped)


def told(summary: Summary) -> str:
    """The summary in one line."""
    accounts = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in sorted(summary.accounts.items()))
    return (
        f"{sum(summary.accounts.values())} accounts ({accounts or 'none'}); {summary.posts_new} new of "
        f"{summary.posts_seen} posts, {summary.pictures} pictures; {summary.requests} requests, "
        f"{summary.waited_seconds:.0f} s waited"
    )
