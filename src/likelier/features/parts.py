"""Parts of a shard, each small enough to hold with its pictures; what workers compute of one."""

import os
from dataclasses import dataclass
from itertools import islice
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread

import pandas as pd
import pyarrow.parquet as pq

from likelier import posts
from likelier.errors import ContractError
from likelier.features import ALONE, HISTORY_KINDS, PICTURE_KINDS, compute_tables, kinds, translation
from likelier.features.looks import look
from likelier.params import Featurize
from likelier.pixels import Shrunk

# Some 3 s of work with faces, so that little is left to wait for at the end; a row group, so that none is read twice.
ROWS = posts.ROW_GROUP

COLUMNS = (*ALONE, "picture")


@dataclass(frozen=True)
class Part:
    """Some successive rows of a shard: the `place`-th `ROWS` of a row group."""

    shard: Path
    group: int
    place: int
    rows: int
    settings: Featurize


@dataclass(frozen=True)
class PartFeatures:
    """What is known of the posts of a part alone: features, the fingerprints of pictures, pictures for the nets."""

    features: pd.DataFrame
    hashes: list[str | None]
    pictures: int
    unreadable: int
    captions: translation.Tally
    shrunk: Shrunk | None


def parts_of(shard: Path, settings: Featurize) -> list[Part]:
    """The parts of a shard, in the order of its rows.

    Raises
    ------
    ContractError
        It has none.
    """
    about = pq.read_metadata(shard)
    if not about.num_rows:
        raise ContractError(f"{shard}: holds no posts; run `likelier ingest` again")
    sizes = [about.row_group(group).num_rows for group in range(about.num_row_groups)]
    return [
        Part(shard, group, start // ROWS, min(ROWS, size - start), settings)
        for group, size in enumerate(sizes)
        for start in range(0, size, ROWS)
    ]


def describe_part(part: Part) -> PartFeatures:
    """Compute what is known of each post alone.

    The picture is looked at even where no kind of feature needs it: splits need its fingerprint.

    Raises
    ------
    ContractError
        The shard lacks a column, or can't be read.
    """
    rows = _read(part)
    chosen = kinds(part.settings)
    alone = [kind for kind in chosen if kind not in (*HISTORY_KINDS, *PICTURE_KINDS)]
    tally = translation.Tally()
    if translation.is_on(part.settings, alone):
        rows, tally = translation.with_english(rows, part.settings, ask=False)
    told = compute_tables(rows, pd.DataFrame(), part.settings, alone)
    looks = look(rows["picture"], [kind for kind in chosen if kind in PICTURE_KINDS], part.settings)
    joined = pd.concat([told, looks.features], axis=1)
    return PartFeatures(joined, looks.hashes, looks.pictures, looks.unreadable, tally, looks.shrunk)


def prepare_worker() -> None:
    """Keep a worker to one core: the pool has as many workers as there is work for; and to its parent's life."""
    import cv2
    import pyarrow as pa

    cv2.setNumThreads(1)
    pa.set_cpu_count(1)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Where the parent was killed nobody tells a worker, and it would wait for work, and hold its memory, forever."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _read(part: Part) -> pd.DataFrame:
    with pq.ParquetFile(part.shard) as file:
        missing = [name for name in COLUMNS if name not in file.schema_arrow.names]
        if missing:
            raise ContractError(f"{part.shard}: lacks the column {missing[0]!r}; run `likelier ingest` again")
        batches = file.iter_batches(ROWS, [part.group], list(COLUMNS), use_threads=False)
        batch = next(islice(batches, part.place, None))
    if batch.num_rows != part.rows:
        raise ContractError(f"{part.shard}: row group {part.group} can't be read in parts; run `likelier ingest` again")
    rows: pd.DataFrame = batch.to_pandas()
    return rows
