"""Shards to export, and ingest that reads an export back."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import PROJECT

from likelier import intake, params
from likelier.screening import Rules
from likelier.steps.ingest import ingest
from tests.exporting.made import SHARD_MB, pieces


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
