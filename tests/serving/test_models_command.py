"""`likelier models`: what is registered, which version is in service, and back."""

import json
import re
import shutil
import sqlite3
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from likelier.cli import app
from likelier.errors import ArtifactError, RegistryError
from likelier.registry import CHALLENGER, CHAMPION, DECISION, FACTS, PREVIOUS, ROLLED_BACK, Registry

DECISIONS = {
    1: {"promoted": True, "reason": "champion, the first one"},
    2: {
        "promoted": False,
        "reason": "challenger; lift: -0.0021",
        "over": 1,
        "conditions": {"lift": {"passed": False, "words": "-0.0021"}, "size": {"passed": True, "words": "1 MB"}},
        "latency": {"passed": False, "words": "9 s"},
    },
}


@pytest.fixture(scope="module")
def three(artifact_folder, facts, tmp_path_factory):
    """A working folder with three versions: a champion, one of an older likelier, and one whose files are gone."""
    folder = tmp_path_factory.mktemp("three")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MLFLOW_TRACKING_URI", "")
        registry = Registry("likelier", folder / "registry")
        for number in (1, 2, 3):
            tags = {FACTS: json.dumps(facts), "likelier.model": "xgboost"} if number != 2 else {}
            tags |= {DECISION: json.dumps(DECISIONS[number])} if number in DECISIONS else {}
            registry.add(artifact_folder, f"digest-{number}", {"model": "xgboost"}, {}, tags, [])
        registry.promote(registry.versions()[0])
    copies = (folder / "registry" / "artifacts").rglob("artifact.json")
    max(copies, key=lambda copy: copy.stat().st_ctime_ns).unlink()
    return folder


@pytest.fixture
def workdir(three, tmp_path):
    """The same for each test; the files stay where they are."""
    (tmp_path / "registry").mkdir()
    shutil.copy(three / "registry" / "mlflow.db", tmp_path / "registry" / "mlflow.db")
    return tmp_path


@pytest.fixture
def models(workdir):
    """Run a command: what it prints, or the error that the command line turns into exit code 2."""

    def models(*arguments):
        told = CliRunner().invoke(app, ["models", *arguments, "--workdir", str(workdir)])
        if told.exception is not None and not isinstance(told.exception, SystemExit):
            raise told.exception
        assert told.exit_code == 0, told.output
        return told.output

    return models


@pytest.fixture
def aliases(workdir):
    def aliases():
        registry = Registry("likelier", workdir / "registry")
        found = {name: registry.aliased(name) for name in (CHAMPION, PREVIOUS, CHALLENGER)}
        return {name: version.number for name, version in found.items() if version}

    return aliases


def test_the_list_has_a_line_a_version_the_newest_first(models):
    lines = models("list").splitlines()
    heading = ["version", "model", "aliases", "pairs in order", "posts", "registered", "the gate"]
    assert re.split(r"  +", lines[0]) == heading
    assert [line.split()[0] for line in lines[1:]] == ["3", "2", "1"]
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    told = ["1", "xgboost", "champion", "0.748 [0.737, 0.760]", "2,258", today, "promoted, the first"]
    assert re.split(r"  +", lines[3]) == told
    assert re.split(r"  +", lines[2])[1:] == ["-", "-", "-", "-", today, "refused: lift, latency"]
    assert max(map(len, lines)) <= 100


def test_a_version_tells_its_data_and_its_figures_beside_the_baselines(models):
    told = models("show")
    for line in (
        "version 1: xgboost",
        "aliases: champion",
        "the gate: promoted: champion, the first one",
        "posts: 2,258 of 80 accounts, 2024-01-01 to 2025-01-01",
        "figures on the account split (2,000 posts of 75 accounts, leak-checked), each with its interval:",
        "  pair_accuracy: 0.748 [0.737, 0.760]",
        "    constant: 0.500 [0.500, 0.500]",
    ):
        assert line in told.splitlines()
    refused = models("show", "2").splitlines()
    assert "the gate: refused: challenger; lift: -0.0021" in refused
    assert "  FAILED lift: -0.0021" in refused
    assert "  passed size: 1 MB" in refused
    assert "  FAILED latency: 9 s" in refused
    assert "an older likelier has registered it" in refused[-1]


def test_scripts_get_json(models):
    newest, _, oldest = json.loads(models("list", "--json"))
    assert (newest["version"], newest["decision"]) == (3, None)
    assert oldest["pair_accuracy"] == {"value": 0.7481, "low": 0.7366, "high": 0.76}
    shown = json.loads(models("show", "--json"))
    assert (shown["version"], shown["decision"], shown["lineage"]) == (1, DECISIONS[1], None)
    assert json.loads(models("show", "2", "--json"))["facts"] is None


def test_back_and_forward_again(models, aliases):
    assert models("promote", "2").startswith("version 2 is champion, in place of version 1;")
    assert aliases() == {CHAMPION: 2, PREVIOUS: 1}
    assert models("rollback").startswith("version 1 is champion, in place of version 2;")
    assert aliases() == {CHAMPION: 1, PREVIOUS: 2}
    models("rollback")
    assert aliases() == {CHAMPION: 2, PREVIOUS: 1}


def test_to_promote_the_champion_changes_nothing(models, aliases):
    assert models("promote", "1") == "version 1 is champion already\n"
    assert aliases() == {CHAMPION: 1}


def test_without_a_champion_before_there_is_no_way_back(models, aliases):
    with pytest.raises(RegistryError, match="nothing to roll back to: no version was champion before version 1"):
        models("rollback")
    assert aliases() == {CHAMPION: 1}


def test_a_version_that_does_not_load_is_not_promoted(models, aliases):
    with pytest.raises(ArtifactError, match="holds no model"):
        models("promote", "3")
    assert aliases() == {CHAMPION: 1}


def test_a_version_that_is_not_there(models):
    for command in ("show", "promote"):
        with pytest.raises(RegistryError, match="has no version 9; there are: 1, 2, 3"):
            models(command, "9")


def test_no_registry_is_told_and_none_is_made(tmp_path):
    told = CliRunner().invoke(app, ["models", "list", "--workdir", str(tmp_path)])
    assert isinstance(told.exception, RegistryError)
    assert not list(tmp_path.iterdir())


def test_what_was_rolled_back_is_marked_until_it_is_chosen_again(models, workdir):
    def marked():
        return [ROLLED_BACK in version.tags for version in Registry("likelier", workdir / "registry").versions()]

    models("promote", "2")
    models("rollback")
    assert marked() == [False, True, False]
    models("promote", "2")
    assert marked() == [False, False, False]


def test_the_registry_names_no_one(three):
    with sqlite3.connect(three / "registry" / "mlflow.db") as database:
        told = " ".join(str(row) for row in database.execute("select value from model_version_tags"))
    assert "account-" not in told
    assert "post-" not in told
