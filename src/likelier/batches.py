"""Every readable post of a source, as shards of whole accounts, for scoring in batch."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from likelier import intake, sources
from likelier.params import Ingest
from likelier.screening import Rules
from likelier.sources import zones


@contextmanager
def readable(
    kind: str,
    path: Path,
    shard_mb: float = 128.0,
    workspace: Path | None = None,
    as_ingest: bool = False,
    settings: Ingest | None = None,
) -> Iterator[tuple[Path, intake.Tally]]:
    """Every readable post below `path`, as a temporary folder of shards, and how many rows were read.

    The newest posts are in, posts with hidden likes are in, and posts whose picture is broken are in without it;
    with `as_ingest` the rows are screened as `ingest` does by default. `settings` are those of a source that has some.
    The shards go through the disk (below `workspace`, or the system's temporary folder), so that an account that
    lies in many places still comes whole, in the memory that one shard takes.

    Raises
    ------
    ParamsError
        There is no such kind of source.
    SourceError
        The folder is missing, holds nothing of that kind, or has a faulty table of time zones.
    NotEnoughData
        No post of it can be read.
    """
    source = sources.load(kind, settings)
    rules = Rules(source.DROP_NEWEST) if as_ingest else Rules(drop_newest=False, broken_pictures=True)
    with TemporaryDirectory(prefix=".likelier-", dir=workspace) as name:
        yield Path(name), intake.write(source.read(path), Path(name), kind, rules, shard_mb, zones.read(path))
