"""Faults of a registry in a file."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path

from benchmarks.registry_faults.acting import FULL
from benchmarks.registry_faults.anywhere import BETTER
from benchmarks.registry_faults.places import Place
from benchmarks.registry_faults.row import MENDED, Fault, Row, judged, state


def rows(place: Place) -> Iterator[Fault]:
    """All of them, each to be run."""
    database = place.folder / "registry" / "mlflow.db"
    yield "the disk is full during the upload", partial(_row, place, nullcontext(), FULL)
    yield "the database is locked", partial(_row, place, _locked(database), "")
    yield "the database is damaged", partial(_row, place, _damaged(database), "")


def _row(place: Place, what: AbstractContextManager[None], moment: str, fault: str) -> Row:
    name = place.fresh()
    with what:
        first = place.actors.run(place.register(name, "better", moment))
    between = state(place, name)
    (second,) = place.actors.run(place.register(name, "better"))
    return judged(place, fault, name, first, second, (MENDED,), between, BETTER)


@contextmanager
def _locked(database: Path) -> Iterator[None]:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("begin exclusive")
        yield
        other.execute("rollback")


@contextmanager
def _damaged(database: Path) -> Iterator[None]:
    whole = database.read_bytes()
    with database.open("r+b") as file:
        file.write(b"not a database" * 400)
    yield
    database.write_bytes(whole)
