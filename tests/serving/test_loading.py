"""Which model is served, and the one line that says why there is none."""

import shutil

import pytest

from serving.asked.known import KnownAccounts
from serving.model import loading
from serving.model.keeper import Keeper
from serving.model.workers import Workers


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in ("MLFLOW_TRACKING_URI", "LIKELIER_ARTIFACT", "LIKELIER_MODEL", "LIKELIER_WORKDIR"):
        monkeypatch.setenv(name, "")
    return monkeypatch


def load():
    keeper = Keeper(loading.told(), Workers(0), KnownAccounts(None), seconds=0)
    keeper.start()
    return keeper.scorer


def the_line(capsys):
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_the_champion_of_the_working_folder(environment, workdir, capsys):
    environment.setenv("LIKELIER_WORKDIR", str(workdir))
    scorer = load()
    assert (scorer.model.label, scorer.model.version) == ("likelier version 1 (xgboost)", 1)
    assert the_line(capsys) == "likelier: serving likelier version 1 (xgboost)"


def test_the_champion_of_a_server(environment, workdir, tmp_path):
    environment.setenv("LIKELIER_WORKDIR", str(tmp_path))
    environment.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{workdir / 'registry' / 'mlflow.db'}")
    assert load().model.version == 1


def test_a_folder(environment, artifact_folder, capsys):
    environment.setenv("LIKELIER_ARTIFACT", str(artifact_folder.parent))
    scorer = load()
    assert scorer.model.version is None
    assert scorer.model.name == "xgboost"
    assert str(artifact_folder.parent) not in scorer.model.label
    assert scorer.artifact.calibration.ends[0.8] == (-0.3, 0.3)


def test_no_registry_is_told_in_one_line_and_none_is_made(environment, tmp_path, capsys):
    environment.setenv("LIKELIER_WORKDIR", str(tmp_path))
    assert load() is None
    assert "has no registry/ to take the champion from; run `dvc repro` or `likelier run` first" in the_line(capsys)
    assert not list(tmp_path.iterdir())


def test_no_such_model_is_told_in_one_line(environment, workdir, capsys):
    environment.setenv("LIKELIER_WORKDIR", str(workdir))
    environment.setenv("LIKELIER_MODEL", "another")
    assert load() is None
    assert the_line(capsys).startswith("likelier: not ready: no version of 'another' is champion yet")


def test_a_folder_without_a_model_is_told_in_one_line(environment, tmp_path, capsys):
    environment.setenv("LIKELIER_ARTIFACT", str(tmp_path))
    assert load() is None
    assert "holds no model" in the_line(capsys)


@pytest.mark.parametrize("file", ["artifact.json", "model/model.ubj", "model/encoder.json"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"[]", b"\0" * 100])
def test_a_damaged_artifact_is_told_in_one_line(environment, artifact_folder, tmp_path, capsys, file, content):
    folder = tmp_path / "artifact"
    shutil.copytree(artifact_folder, folder)
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    environment.setenv("LIKELIER_ARTIFACT", str(folder))
    assert load() is None
    assert the_line(capsys).startswith("likelier: not ready: ")


def test_a_damaged_registry_is_told_in_one_line(environment, tmp_path, capsys):
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "mlflow.db").write_bytes(b"not a database" * 500)
    environment.setenv("LIKELIER_WORKDIR", str(tmp_path))
    assert load() is None
    assert the_line(capsys).startswith("likelier: not ready: ")


def test_a_server_that_does_not_answer_is_told_in_one_line(environment, capsys):
    environment.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    assert load() is None
    assert the_line(capsys).startswith("likelier: not ready: the MLflow registry at http://127.0.0.1:9 answered")
