"""A row of the fault matrix, and what is compared in it."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from likelier import pictures
from likelier.errors import NotEnoughData, SourceError
from likelier.params import Ingest, ModelEntry, Params
from likelier.sources import documents
from likelier.steps.ingest import ingest

READ_AT = 1_780_000_000  # seconds since 1970: when all files were written, for a comparison


@dataclass(frozen=True)
class Row:
    """One fault: what the first run said, and whether all holds that has to.

    `valid` is of the archive after the first run, `equal` of the shards after the second against those of a run
    that nothing disturbed; `as_expected` is of what the first run did: waited so long, stopped for that reason.
    """

    fault: str
    first: str
    as_expected: bool
    valid: bool
    equal: bool

    @property
    def held(self) -> bool:
        return self.as_expected and self.valid and self.equal


def table(rows: Iterator[Row]) -> Iterator[str]:
    """The lines of the matrix, each as soon as its row is there."""
    yield f"{'fault':<52} {'first run':<44} {'expected':<9} {'valid':<6} {'equal':<6} held"
    for row in rows:
        words = ["yes" if flag else "NO" for flag in (row.as_expected, row.valid, row.equal, row.held)]
        yield f"{row.fault:<52} {row.first:<44} {words[0]:<9} {words[1]:<6} {words[2]:<6} {words[3]}"


def is_valid(archive: Path) -> bool:
    """Whether every file that a reader would look at is whole."""
    try:
        for file in archive.rglob("*"):
            if not file.is_file() or file.name.startswith("."):
                continue
            if file.suffix in (".xz", ".json"):
                documents.load(file)
            elif file.suffix == ".jpg":
                pictures.check(file.read_bytes())
    except Exception:
        return False
    return True


def shards(archive: Path, source: str, to: Path) -> dict[str, str]:
    """Digests of what `likelier ingest` makes of an archive, all of whose files are set to one time before."""
    for file in archive.rglob("*"):
        if file.is_file():
            os.utime(file, (READ_AT, READ_AT))
    params = Params(ingest=Ingest(source=source, path=str(archive)), models={"constant": ModelEntry(family="constant")})
    try:
        with redirect_stderr(StringIO()):
            ingest(params, to / "shards", to / "ingest.json")
    except (NotEnoughData, SourceError) as error:
        return {"nothing": type(error).__name__}
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted((to / "shards").iterdir())}
