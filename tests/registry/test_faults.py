"""Rows of the registry's fault matrix on SQLite; `python -m benchmarks.registry_faults` runs all, on a server too."""

import contextlib
import itertools

import pytest

from benchmarks.registry_faults import anywhere, of_sqlite
from benchmarks.registry_faults.places import Actors, sqlite

pytestmark = pytest.mark.slow

FAULTS = (
    "the disk is full during the upload",
    "register killed after the version",
    "2 writers at once: better, also_better",
    "2 promotions and a rollback at once",
)


@pytest.fixture(scope="module")
def rows():
    actors = Actors()
    with contextlib.closing(actors), sqlite(actors) as place:
        yield dict(itertools.chain(of_sqlite.rows(place), anywhere.rows(place, 1)))


@pytest.mark.parametrize("fault", FAULTS)
def test_there_is_one_champion_and_a_second_run_completes(fault, rows):
    row = rows[fault](fault)
    assert row.held, row
