"""Shards to export, and ingest that reads an export back."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from conftest import PROJECT

from likelier import intake, params
from likelier.screening import Rules
from likelier.steps.ingest import ingest
from tests.exporting import ferretdb
from tests.exporting.made import SHARD_MB, pieces

NUMBERS = count()


@pytest.fixture(scope="session")
def shards(tmp_path_factory):
    """To be read, never to be written to."""
    folder = tmp_path_factory.mktemp("exported") / "shards"
    folder.mkdir()
    zones = {"name_7": "Europe/Berlin"}
    tally = intake.write(pieces(), folder, "instaloader", Rules(drop_newest=False), SHARD_MB, zones)
    assert (tally.rows_kept, tally.accounts, tally.time_zones) == (20, 5, 1)
    assert tally.shards > 1
    return folder


@dataclass(frozen=True)
class Read:
    folder: Path
    metrics: Path


@pytest.fixture
def read_back(tmp_path):
    """Ingest an export as a person does."""

    def back(source, path, name="back"):
        given = params.load(
            PROJECT / "params.yaml",
            [f"ingest.source={source}", f"ingest.path={path}", f"ingest.shard_mb={SHARD_MB}"],
        )
        found = Read(tmp_path / name / "shards", tmp_path / name / "metrics.json")
        ingest(given, found.folder, found.metrics)
        return found

    return back


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with ferretdb.running(tmp_path_factory.mktemp("ferretdb")) as started:
        yield started


@pytest.fixture
def url(server, monkeypatch):
    """The address of a data base of its own; no other is in the environment."""
    monkeypatch.delenv("MONGODB_URL", raising=False)
    return server.url(f"posts_{next(NUMBERS)}")


@pytest.fixture
def database(url):
    """What is in it, looked at without the package's own code."""
    from pymongo import MongoClient

    with MongoClient(url, tz_aware=True) as client:
        yield client.get_default_database()
