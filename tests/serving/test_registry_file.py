"""The champion of a SQLite registry, read without MLflow: the same as MLflow tells, or nothing."""

import shutil
import sqlite3
import subprocess
import sys

import pytest

from likelier import registry_file
from likelier.registry import Registry


@pytest.fixture
def database(workdir, tmp_path):
    """A copy to break; the files stay where they are."""
    shutil.copy(workdir / "registry" / "mlflow.db", tmp_path / "mlflow.db")
    return tmp_path / "mlflow.db"


def test_it_is_what_mlflow_tells(workdir, database, artifact_folder):
    version, folder = registry_file.champion(database, "likelier")
    told, _ = Registry("likelier", workdir / "registry").champion()
    assert version == told
    assert (folder / "artifact.json").read_bytes() == (artifact_folder / "artifact.json").read_bytes()


@pytest.mark.parametrize(
    "broken",
    [
        "delete from registered_model_aliases",
        "drop table model_version_tags",
        "alter table model_versions rename column storage_location to elsewhere",
        "update model_versions set storage_location = 's3://bucket/models'",
        "update model_versions set storage_location = 'file:///nowhere'",
        "update model_versions set storage_location = null",
        "update model_versions set current_stage = 'Deleted_Internal'",
    ],
)
def test_whatever_is_not_as_expected_is_left_to_mlflow(database, broken):
    with sqlite3.connect(database) as file:
        file.execute(broken)
    assert registry_file.champion(database, "likelier") is None


def test_what_is_no_database_is_left_to_mlflow(tmp_path):
    (tmp_path / "mlflow.db").write_bytes(b"not a database" * 500)
    assert registry_file.champion(tmp_path / "mlflow.db", "likelier") is None
    assert registry_file.champion(tmp_path / "missing.db", "likelier") is None
    assert not (tmp_path / "missing.db").exists()


def test_the_champion_is_found_without_loading_mlflow(workdir):
    code = (
        "import sys; from pathlib import Path; from likelier.champion import find;"
        f"print(find('champion', 'likelier', Path({str(workdir)!r})).label, 'mlflow' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told == "likelier version 1 (xgboost) False\n"
