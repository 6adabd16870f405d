"""What an update does in which order, what it completes, whom it keeps out, and what it says."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from likelier import params as parameters
from likelier.atomic import write_json
from likelier.errors import ParamsError, UpdateError
from likelier.registry import Version
from likelier.updating import flow as module
from likelier.updating import ways
from likelier.updating.alone import alone
from likelier.updating.summary import summary

PARAMS = parameters.Params.model_validate({"models": {"linear": {"family": "linear"}}})
COLLECTS = parameters.Params.model_validate(
    {
        "collect": {"source": "graph_api"},
        "ingest": {"source": "graph_api", "path": "data/archive"},
        "models": {"linear": {"family": "linear"}},
    }
)
GATE = {"model": "linear", "promoted": True, "reason": "champion; +0.01 over version 3", "version": 4}
PLAN = {"retrain": True, "why": "it is old", "reasons": [], "notes": [], "champion": 3, "newest": 3, "outcome": None}
POPEN = subprocess.Popen
SKIPS, RUNS = "Stage 'a' didn't change, skipping\n", "Running stage 'b':\n> likelier b\n"
DVC_SAYS = f"{SKIPS}{RUNS}Updating lock file 'dvc.lock'\n\nUse `dvc push`"


@dataclass
class Recorded:
    """A way that notes what it is asked for, and may die of it."""

    workdir: Path
    params: parameters.Params = PARAMS
    calls: list = field(default_factory=list)
    dies_at: str = ""

    def _call(self, name):
        self.calls.append(name)
        if name == self.dies_at:
            raise KeyboardInterrupt

    def collect(self, held):
        self._call("collect")
        write_json(self.workdir / "metrics/collect.json", {"posts_new": 7, "accounts": {"complete": 2, "private": 1}})

    def refresh(self, held):
        self._call("refresh")

    def learn(self, held):
        self._call("learn")
        write_json(self.workdir / "metrics/register.json", GATE)


@pytest.fixture
def bring(monkeypatch, tmp_path):
    """Run an update of which the steps in this process are stand-ins; gives the calls and what was said."""

    def run(retrain=True, dies_at="", force=False, given=PARAMS):
        way, said = Recorded(tmp_path, given, dies_at=dies_at), []

        def decide(way, asked):
            way.calls.append(f"decide {asked}".strip())
            write_json(tmp_path / "metrics/update.json", PLAN | {"retrain": retrain or bool(asked)})
            return retrain or bool(asked)

        monkeypatch.setattr(module, "_look_for_drift", lambda way: way.calls.append("drift"))
        monkeypatch.setattr(module, "_decide", decide)
        monkeypatch.setattr(module, "_champion", lambda way: None)
        try:
            module.update(way, said.append, force=force)
        except KeyboardInterrupt:
            said.append("killed")
        return way.calls, said[0]

    return run


def test_all_in_order_and_nothing_is_learned_without_a_reason(bring, tmp_path):
    assert bring(retrain=False)[0] == ["collect", "refresh", "drift", "decide"]
    calls, said = bring()
    assert calls == ["collect", "refresh", "drift", "decide", "learn"]
    assert "version 4: champion; +0.01 over version 3" in said
    assert json.loads((tmp_path / "metrics/update.json").read_text())["outcome"] == GATE


@pytest.mark.parametrize("place", ["collect", "refresh", "learn"])
def test_an_update_that_was_stopped_is_completed_by_the_next(place, bring):
    assert bring(dies_at=place)[1] == "killed"
    asked = f"decide {module.STOPPED}" if place == "learn" else "decide"
    trained = ["learn"] if place == "learn" else []  # it had decided so; else it decides by what it finds
    assert bring(retrain=False)[0] == ["collect", "refresh", "drift", asked, *trained]
    assert bring(retrain=False)[0] == ["collect", "refresh", "drift", "decide"]


def test_force_is_a_reason(bring):
    assert bring(retrain=False, force=True)[0][3:] == ["decide --force asks for it", "learn"]


def test_two_updates_of_a_folder_are_one_too_many(bring, tmp_path):
    with alone(tmp_path), pytest.raises(UpdateError, match="another update is at work"):
        bring()
    assert bring(retrain=False)[0][0] == "collect"


def test_a_folder_is_held_while_a_process_that_was_started_lives(tmp_path):
    with alone(tmp_path) as held:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[held])
    with pytest.raises(UpdateError), alone(tmp_path):
        pass
    child.communicate(b"\n")
    with alone(tmp_path):
        assert list(tmp_path.iterdir()) == []  # nothing is left in it


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (PARAMS, [["featurize"], []]),
        (COLLECTS, [["--force", "--single-item", "collect"], ["featurize"], []]),
    ],
)
def test_dvc_runs_the_stages_and_is_given_the_lock(given, expected, monkeypatch, tmp_path, capsys):
    asked = []

    def started(command, cwd, env, pass_fds, **options):
        asked.append(command[1:])
        assert (cwd, pass_fds, env["DVC_NO_ANALYTICS"]) == (tmp_path, [5], "1")
        assert env["PATH"].startswith(str(Path(sys.executable).parent))
        return POPEN([sys.executable, "-c", f"print({DVC_SAYS!r})"], **options)

    monkeypatch.setattr(subprocess, "Popen", started)
    way = ways.Dvc(given, tmp_path)
    for step in (way.collect, way.refresh, way.learn):
        step(5)
    assert asked == [["-m", "dvc", "repro", *arguments] for arguments in expected]
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", RUNS * len(expected))


def test_dvc_that_fails_is_told(monkeypatch, tmp_path):
    fails = [sys.executable, "-c", "raise SystemExit(255)"]
    monkeypatch.setattr(subprocess, "Popen", lambda command, stdout, **_: POPEN(fails, stdout=stdout))
    with pytest.raises(UpdateError, match="`dvc repro featurize` ended with exit code 255"):
        ways.Dvc(PARAMS, tmp_path).refresh(5)


def test_the_way_goes_by_the_folder(tmp_path):
    assert isinstance(ways.way_in(tmp_path, PARAMS), ways.Plain)
    (tmp_path / "dvc.yaml").write_text("stages: {collect: {}, featurize: {}, register: {}}")
    with pytest.raises(ParamsError, match="run `dvc init`"):
        ways.way_in(tmp_path, PARAMS)
    (tmp_path / ".dvc").mkdir()
    assert isinstance(ways.way_in(tmp_path, PARAMS), ways.Dvc)


@pytest.mark.parametrize(
    ("content", "words"), [("stages: {other: {}}", "has no stage 'collect'"), ("a: [", "is not what DVC reads")]
)
def test_another_projects_dvc_yaml_is_told(content, words, tmp_path):
    (tmp_path / "dvc.yaml").write_text(content)
    with pytest.raises(ParamsError, match=words) as raised:
        ways.way_in(tmp_path, PARAMS)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("ingest", "words"),
    [({"source": "sample"}, "ingest.source: is sample"), ({"path": "mine"}, "ingest.path: is mine")],
)
def test_posts_that_would_never_be_read_are_not_collected(ingest, words, tmp_path):
    given = COLLECTS.model_copy(update={"ingest": COLLECTS.ingest.model_copy(update=ingest)})
    with pytest.raises(ParamsError, match=words):
        ways.way_in(tmp_path, given)


@pytest.mark.parametrize(
    ("drift", "told", "lines"),
    [
        (
            {"severity": "warning", "version": 3, "posts": 240},
            PLAN | {"outcome": GATE},
            ["warning of 240 posts since, against version 3", "it is old", "linear is version 4: champion; +0.01"],
        ),
        ({}, PLAN | {"outcome": GATE | {"version": 3}}, ["not looked for", "the same model came out as before"]),
        ({"severity": "none", "not_compared": "12 posts"}, PLAN | {"retrain": False}, ["not compared: 12 posts"]),
        ({}, PLAN | {"champion": None, "notes": ["by other code"]}, ["no champion to compare with", "by other code"]),
    ],
)
def test_summary_says_what_came_of_it(drift, told, lines):
    collected = {"posts_new": 7, "accounts": {"complete": 2, "private": 1}}
    version = Version(4, "run", {"likelier.model": "linear"}, ("champion",), None)
    said = summary(collected, drift, told, version)
    assert "7 new posts; 3 accounts (2 complete, 1 private)" in said
    assert said.endswith("version 4 (linear)")
    for line in lines:
        assert line in said
    assert ("not trained:" in said) != told["retrain"]
