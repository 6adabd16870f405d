"""The alias moves, and the service follows; a model that does not load leaves the old one in service."""

import asyncio
import shutil
from datetime import UTC, datetime

import pytest

from likelier.errors import ParamsError
from likelier.judging import Question
from likelier.registry import CHAMPION, Registry
from serving.asked.inputs import Asked
from serving.asked.known import KnownAccounts
from serving.model import keeper, loading
from serving.model.keeper import Keeper
from serving.model.workers import Workers


@pytest.fixture(scope="module")
def folder(artifact_folder, tmp_path_factory):
    """A working folder with two versions."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MLFLOW_TRACKING_URI", "")
        found = Registry("likelier", folder / "registry")
        for digest in ("one", "two"):
            found.add(artifact_folder, digest, {"model": "xgboost"}, {}, {}, [])
    return folder


@pytest.fixture
def registry(folder, monkeypatch):
    """The first version is champion, and the environment names it."""
    for name in ("MLFLOW_TRACKING_URI", "LIKELIER_ARTIFACT", "LIKELIER_MODEL"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("LIKELIER_WORKDIR", str(folder))
    found = Registry("likelier", folder / "registry")
    found.alias(found.versions()[0], CHAMPION)
    return found


@pytest.fixture
def kept(registry):
    keeper = Keeper(loading.told(), Workers(0), KnownAccounts(None), seconds=0)
    keeper.start()
    yield keeper
    keeper.close()


def test_the_alias_is_followed_forth_and_back(registry, kept, capsys):
    assert kept.scorer.model.version == 1 and not kept.look()
    registry.alias(registry.versions()[1], CHAMPION)
    assert kept.look() and kept.scorer.model.version == 2
    registry.alias(registry.versions()[0], CHAMPION)
    assert kept.look() and kept.scorer.model.version == 1
    said = capsys.readouterr().err.splitlines()
    assert said == [f"likelier: serving likelier version {number} (xgboost)" for number in (2, 1)]


def test_a_request_ends_with_the_model_that_it_began_with(registry, kept, draw):
    old = kept.scorer
    asked = Asked([draw(1)], [None], None, datetime.now(UTC), {})

    async def scenario():
        prepared = await old.prepare(asked)
        registry.alias(registry.versions()[1], CHAMPION)
        assert await asyncio.to_thread(kept.look) and kept.scorer is not old
        return await old.ask(Question((await old.prepare(asked)).rows)), await old.ask(Question(prepared.rows))

    for judged in asyncio.run(scenario()):
        assert len(judged.scores) == 1


def test_a_model_that_does_not_load_leaves_the_old_one_in_service(registry, kept, monkeypatch, capsys):
    load = loading.champion.find

    def broken(model, name, workdir):
        raise OSError("the disk is gone")

    registry.alias(registry.versions()[1], CHAMPION)
    monkeypatch.setattr(loading.champion, "find", broken)
    capsys.readouterr()
    assert not kept.look() and kept.scorer.model.version == 1
    line = "likelier version 1 (xgboost) stays in service: the disk is gone"
    assert kept.scorer.model.problem == line
    assert capsys.readouterr().err.splitlines() == [f"likelier: {line}"]
    monkeypatch.setattr(loading.champion, "find", load)
    assert not kept.look()  # it is not tried at once again
    kept._waited += keeper.FAILED
    assert kept.look() and (kept.scorer.model.version, kept.scorer.model.problem) == (2, None)


def test_a_registry_that_goes_away_is_told_once_and_the_model_stays(registry, kept, folder, capsys):
    capsys.readouterr()
    shutil.move(folder / "registry", folder / "elsewhere")
    assert not kept.look() and not kept.look()
    (line,) = capsys.readouterr().err.splitlines()
    assert "stays in service" in line and kept.scorer.model.version == 1
    shutil.move(folder / "elsewhere", folder / "registry")
    kept.look()
    assert kept.scorer.model.problem is None


def test_a_champion_that_comes_later_is_found(artifact_folder, tmp_path, monkeypatch):
    for name in ("MLFLOW_TRACKING_URI", "LIKELIER_ARTIFACT", "LIKELIER_MODEL"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("LIKELIER_WORKDIR", str(tmp_path))
    kept = Keeper(loading.told(), Workers(0), KnownAccounts(None), seconds=0)
    kept.start()
    assert kept.scorer is None
    registry = Registry("likelier", tmp_path / "registry")
    registry.alias(registry.add(artifact_folder, "one", {"model": "xgboost"}, {}, {}, []), CHAMPION)
    assert kept.look() and kept.scorer.model.version == 1
    kept.close()


@pytest.mark.parametrize("text", ["-1", "soon", "nan", "1e9"])
def test_seconds_that_are_none_are_told(monkeypatch, text):
    monkeypatch.setenv(keeper.VARIABLE, text)
    with pytest.raises(ParamsError, match="LIKELIER_POLL"):
        keeper.told()
