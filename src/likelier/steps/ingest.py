"""Read posts from their source into shards."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from likelier import atomic, blocklist, intake, posts, sources
from likelier.params import Ingest, Params
from likelier.screening import Rules
from likelier.sources import zones


def ingest(params: Params, shards: Path, metrics: Path) -> None:
    """Read the source that `params` names into `shards`: posts, accounts, and what could not be used.

    Parameters
    ----------
    params : Params
        Its section `ingest`.
    shards : Path
        The folder to write, as a whole or not at all: ``posts-0000.parquet`` and so on, ``accounts.parquet``,
        ``quarantine.parquet``; for the source `sample` also ``truth.parquet`` and ``truth_parts.parquet``.
    metrics : Path
        A JSON file: rows read, kept and quarantined with the reasons, accounts, shards and their bytes.

    Raises
    ------
    SourceError
        The source's folder is missing, holds nothing of its kind, or has a faulty table of time zones.
    NotEnoughData
        No row of it can be used.
    """
    settings = params.ingest
    with _archive(settings, shards) as (reader, path, truth), atomic.replacing_folder(shards) as partial:
        source = sources.load(reader, settings)
        drop_newest = source.DROP_NEWEST if settings.drop_newest is None else settings.drop_newest
        rules = Rules(drop_newest)
        forgotten = blocklist.read(blocklist.place(settings.path))
        pieces, found = source.read(path), zones.read(path)
        tally = intake.write(pieces, partial, settings.source, rules, settings.shard_mb, found, forgotten)
        if truth is not None:
            kept = posts.read_posts(partial, ["post_id"])
            known = kept.merge(truth, on="post_id")
            posts.write(known[posts.TRUTH.names], posts.TRUTH, partial / "truth.parquet")
            parts = known.drop(columns="effect").melt("post_id", var_name="name", value_name="effect")
            posts.write(parts, posts.TRUTH_PARTS, partial / "truth_parts.parquet")
    atomic.write_json(metrics, {"source": settings.source} | asdict(tally))
    print(
        f"ingest: {tally.rows_read} rows read, {tally.rows_kept} kept, {tally.rows_quarantined} quarantined; "
        f"{tally.accounts} accounts in {tally.shards} shards",
        file=sys.stderr,
    )


@contextmanager
def _archive(settings: Ingest, shards: Path) -> Iterator[tuple[str, Path, pd.DataFrame | None]]:
    """Which reader reads which folder; the sample world is first written as an archive, and removed again."""
    folder = shards.with_name(f".{shards.name}.archive")
    atomic.remove(folder)  # what a killed run left
    if settings.source != "sample":
        yield settings.source, Path(settings.path).expanduser(), None
        return
    from likelier.sources import sample

    folder.mkdir(parents=True)
    try:
        with atomic.naming(folder):
            truth = sample.write(settings.sample, folder)
        yield "instaloader", folder, truth
    finally:
        atomic.remove(folder)
