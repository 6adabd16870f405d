"""Compute features: a map over shards, and within a shard over parts of it, in a pool of processes."""

import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from likelier import posts
from likelier.atomic import remove, write_json
from likelier.errors import ContractError, LikelierError
from likelier.features import HISTORY_KINDS, audit, column_names, compute_tables, kinds, pixels, table, translation
from likelier.features.parts import Part, PartFeatures, describe_part, parts_of, prepare_worker
from likelier.features.version import digest
from likelier.params import Featurize, Params
from likelier.pixels import Shrunk

# All that an account's history needs. The rest, pictures above all, is read a part at a time.
LIGHT = ("post_id", "account_id", "taken_at", "likes", "comments")

COUNTS = ("posts", "pictures", "pictures_unreadable", "captions_translated", "captions_untranslated")

OURS = re.compile(r"features-\d+\.parquet|(pixels|small|profiles)-\d+\.npy|\..*\.partial")

Map = Callable[[Callable[[Part], PartFeatures], Iterable[Part]], Iterator[PartFeatures]]


@dataclass(frozen=True)
class Job:
    """One shard: where its features go, and the digest of all that they depend on."""

    source: Path
    target: Path
    digest: str
    pixels: bool

    def is_done(self) -> bool:
        about = table.about(self.target) or {}
        # Captions that could not be translated are tried again.
        if about.get("digest") != self.digest or about.get("captions_untranslated"):
            return False
        return not self.pixels or pixels.are_there(self.target, about["posts"])


def featurize(params: Params, shards: Path, features: Path, metrics: Path, shard: str | None = None) -> None:
    """Write the features of every shard; a shard whose features are there and up to date costs nothing.

    Parameters
    ----------
    shards : Path
        Folder of posts and accounts.
    features : Path
        Folder to write ``features-0000.parquet`` to, for ``posts-0000.parquet``, and so on; pictures for the nets
        lie beside it (see `likelier.features.pixels`).
    metrics : Path
        JSON file to write: posts, pictures, pictures that could not be read, captions that were translated and not.
    shard : str, optional
        Only this shard, such as ``posts-0003``: the part of one task on a cluster.

    Raises
    ------
    ContractError
        There are no shards, no shard of that name, or one breaks the data contract; `features` holds what is none.
    ParamsError
        The time zone is unknown; the translator's package is not installed, or its cache can't be used.
    LeakFound
        A feature knows what came after its post; see `likelier.features.audit`.
    """
    started = time.perf_counter()
    settings = params.featurize
    accounts = posts.read_accounts(shards)
    jobs = [_job(source, accounts, settings, features) for source in _sources(shards, shard)]
    if shard is None:
        _sweep(features, jobs)
    todo = [job for job in jobs if not job.is_done()]
    if todo:
        _translate(todo, settings)
    written = _compute(todo, accounts, settings)
    print(
        f"featurize: {written} posts of {len(todo)} shards in {time.perf_counter() - started:.1f} s; "
        f"{len(jobs) - len(todo)} shards were up to date",
        file=sys.stderr,
    )
    notes = [table.about(job.target) or {} for job in jobs]
    totals = {key: sum(note[key] for note in notes) for key in COUNTS}
    write_json(metrics, {"shards": len(jobs), "features": len(column_names(kinds(settings))), **totals})


def _sweep(features: Path, jobs: list[Job]) -> None:
    """Remove what other shards, and runs that were killed, left: DVC keeps the folder from run to run."""
    wanted = {path for job in jobs for path in (job.target, *(pixels.files(job.target) if job.pixels else []))}
    for path in sorted(features.iterdir()) if features.is_dir() else []:
        if path in wanted or (path.name.startswith(".") and not path.name.endswith(".partial")):
            continue
        if not OURS.fullmatch(path.name):
            raise ContractError(f"{path}: does not belong among features; move it away, or name another folder")
        remove(path)


def digests(params: Params, shards: Path) -> dict[str, str]:
    """By the name of each shard, the digest of all that its features depend on.

    Equal digests, equal features: posts in other shards, and accounts without a post in this one, change nothing.

    Raises
    ------
    ContractError
        There are no shards, or one breaks the data contract.
    """
    accounts = posts.read_accounts(shards)
    jobs = [_job(source, accounts, params.featurize, shards) for source in posts.shard_paths(shards)]
    return {job.source.stem: job.digest for job in jobs}


def _translate(jobs: list[Job], settings: Featurize) -> None:
    """Translate captions before the workers start: one process asks, so that a service that is down is left alone."""
    if not translation.is_on(settings, kinds(settings)):
        return
    for job in jobs:
        if reason := translation.prepare(posts.read(job.source, posts.POSTS, ["caption"])["caption"], settings):
            print(
                f"featurize: {job.source.name}: some captions could not be translated ({reason}) and stay as they "
                "are; run `likelier featurize` again to try them once more",
                file=sys.stderr,
            )


def _sources(shards: Path, shard: str | None) -> list[Path]:
    sources = posts.shard_paths(shards)
    if shard is None:
        return sources
    chosen = [source for source in sources if source.stem == shard]
    if not chosen:
        raise ContractError(f"{shards}: has no shard {shard!r}; there are {sources[0].stem} to {sources[-1].stem}")
    return chosen


def _job(source: Path, accounts: pd.DataFrame, settings: Featurize, features: Path) -> Job:
    has_posts = accounts["account_id"].isin(posts.read(source, posts.POSTS, ["account_id"])["account_id"])
    target = features / source.name.replace("posts-", "features-", 1)
    return Job(source, target, digest(source, accounts[has_posts], settings), settings.pixels)


def _compute(jobs: list[Job], accounts: pd.DataFrame, settings: Featurize) -> int:
    """Write the features of these shards; the number of posts."""
    parts = [parts_of(job.source, settings) for job in jobs]
    rows = sum(part.rows for of_shard in parts for part in of_shard)
    bar = tqdm(total=rows, desc="featurize", unit="post", disable=None)
    with bar, _mapping(settings.workers, sum(map(len, parts))) as run:
        # Parts of all shards go out at once, so that no worker waits at a shard's end.
        described = run(describe_part, [part for of_shard in parts for part in of_shard])
        if jobs:  # while the workers are at work already; nothing is written before
            audit.check(posts.read(jobs[0].source, posts.POSTS, audit.COLUMNS), accounts, settings)
        for job, of_shard in zip(jobs, parts, strict=True):
            light = posts.read(job.source, posts.POSTS, LIGHT)
            history = [kind for kind in kinds(settings) if kind in HISTORY_KINDS]
            own = compute_tables(light, accounts, settings, history)
            seen = []
            with _pictures(job, light, accounts, settings) as add:
                for part in of_shard:
                    found = next(described)
                    if found.shrunk is not None:
                        add(found.shrunk)
                    seen.append(replace(found, shrunk=None))
                    bar.update(part.rows)
            _write(job, light, own, seen, column_names(kinds(settings)))
    return rows


@contextmanager
def _pictures(
    job: Job, light: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize
) -> Iterator[Callable[[Shrunk], None]]:
    """Where the pictures for the nets of a shard's parts go."""
    if not settings.pixels:
        yield lambda part: None
        return
    names = sorted(set(light["account_id"]))
    with pixels.writing(job.target, len(light), pixels.profiles(accounts, names, settings)) as writer:
        yield writer.add


@contextmanager
def _mapping(workers: int, tasks: int) -> Iterator[Map]:
    """A `map` that keeps the order: over a pool of processes, or plain where one worker is all that is needed."""
    workers = min(workers, tasks)
    if workers <= 1:
        yield map
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # Spawned, not forked: threads of Arrow and OpenCV don't survive a fork.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), prepare_worker)
    try:
        yield pool.map
    except BrokenProcessPool as error:
        raise LikelierError(
            "featurize: a worker was stopped from outside (out of memory?); set featurize.workers lower"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _write(job: Job, light: pd.DataFrame, own: pd.DataFrame, seen: list[PartFeatures], order: list[str]) -> None:
    hashes = [text for one in seen for text in one.hashes]
    keys = light[["post_id", "account_id"]].assign(picture_hash=pd.Series(hashes, dtype="str"))
    alone = pd.concat([one.features for one in seen], ignore_index=True)
    about = {
        "digest": job.digest,
        "posts": len(light),
        "pictures": sum(one.pictures for one in seen),
        "pictures_unreadable": sum(one.unreadable for one in seen),
        "captions_translated": sum(one.captions.translated for one in seen),
        "captions_untranslated": sum(one.captions.untranslated for one in seen),
    }
    table.write(pd.concat([keys, own, alone], axis=1)[[*table.KEYS, *order]], job.target, about)
