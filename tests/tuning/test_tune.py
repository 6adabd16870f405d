"""The search as a whole: reproducible, resumable, confirmed elsewhere, in MLflow, and written only when it pays."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from likelier import crossfit, labelled, models
from likelier.cli import main
from likelier.connection import Connection
from likelier.errors import NotEnoughData, ParamsError, StudyError
from likelier.gate.lift import Lift
from likelier.params import ModelEntry
from likelier.tuning import trial as trials
from likelier.tuning import tune as tuning
from likelier.tuning.ranges import values
from likelier.tuning.study import finished, opened
from likelier.tuning.words import told

BETTER = Lift(0.01, 0.001, 0.02, 0.61, 0.60, 160)
WORSE = Lift(-0.001, -0.01, 0.01, 0.599, 0.60, 160)
FILE = """# mine
models:
  line: { family: fixed_effects } # a line
  constant: { family: constant }
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A working folder of one's own, with a params file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


class Untold:
    """MLflow that is told nothing; a database of its own takes seconds."""

    def __init__(self, *arguments):
        pass

    def trial(self, *arguments):
        pass

    def end(self, *arguments, written):
        pass


@pytest.fixture
def tuned(small, place, monkeypatch, request):
    if "mlflow" not in request.node.name:
        monkeypatch.setattr(tuning, "Tracked", Untold)

    def call(params, file=None, name="line"):
        return tuning.tune(params, name, small / "shards", [small / "features"], file)

    return call


def tried(folder, name="line"):
    """What each finished trial of the one study tried and reached, fold by fold."""
    path = folder / ".scratch/tune" / f"{name}.db"
    with sqlite3.connect(path) as connection:
        (study,) = [row[0] for row in connection.execute("SELECT study_name FROM studies")]
    with opened(path, study) as found:
        return [(one.state.name, one.params, one.intermediate_values) for one in finished(found)]


def data_of(params, small):
    unfitted = models.create("line", params.models["line"], 7)
    return labelled.read(params, "line", unfitted, small / "shards", [small / "features"])


def test_a_trials_score_is_its_share_of_pairs_in_order_within_accounts_held_back(given, small):
    params = given()
    data = data_of(params, small)

    def create():
        return models.create("line", params.models["line"], 5)

    reached = []
    score = trials.score(data, params.train, create, lambda fold, value: bool(reached.append(value)))
    won = pairs = 0
    for held in crossfit.out_of_fold("account", data.posts, data.examples, params.train, create):
        likes, account = (data.posts[name].to_numpy()[held.test] for name in ("likes", "account_id"))
        for here in range(len(held.test)):
            fewer = (account == account[here]) & (likes < likes[here])
            pairs += fewer.sum()
            won += (held.score[here] > held.score[fewer]).sum() + 0.5 * (held.score[here] == held.score[fewer]).sum()
    assert score == pytest.approx(won / pairs, abs=1e-3)
    assert reached[-1] == score
    assert len(reached) == params.train.folds


def test_a_hopeless_trial_learns_no_further_fold(given, small):
    params, made = given(), []

    def create():
        made.append(models.create("line", params.models["line"], 5))
        return made[-1]

    with pytest.raises(trials.Hopeless):
        trials.score(data_of(params, small), params.train, create, lambda fold, value: fold == 1)
    assert len(made) == 2


def test_a_search_begins_at_the_present_settings_and_stops_what_is_hopeless(given, tuned, place, monkeypatch):
    scores = iter([0.6, 0.61, 0.59, 0.62, 0.6, 0.5, 0.7])

    def as_told(data, settings, create, report):
        reached = next(scores)
        for fold in range(settings.folds):
            if report(fold, reached):
                raise trials.Hopeless
        return reached

    monkeypatch.setattr(trials, "score", as_told)
    result = tuned(given(trials=7))
    seen = tried(place)
    assert seen[0][1] == {"penalty": 100.0, "point_weight": 0.3, "clip": "2.5", "min_count": 20}
    assert [state for state, _, _ in seen] == ["COMPLETE"] * 5 + ["PRUNED", "COMPLETE"]
    assert list(seen[5][2]) == [0, 1]  # one fold says too little, the third was not learned
    assert (result.trials, result.stopped) == (7, 1)
    assert result.found == values(seen[6][1], {key: type(LINE).ranges[key] for key in seen[6][1]})


def test_a_search_that_was_broken_off_ends_as_one_that_was_not(given, tuned, place, monkeypatch):
    params = given(trials=5)
    whole = tuned(params)
    trials_of_it = tried(place)
    shutil.rmtree(place / ".scratch")
    fits = []
    clean = crossfit.fold_by_fold

    def dying(*arguments):
        for one in clean(*arguments):
            fits.append(one)
            if len(fits) == 8:
                raise KeyboardInterrupt
            yield one

    monkeypatch.setattr(crossfit, "fold_by_fold", dying)
    with pytest.raises(KeyboardInterrupt):
        tuned(params)
    monkeypatch.setattr(crossfit, "fold_by_fold", clean)
    assert 0 < len(tried(place)) < params.tune.trials
    assert tuned(params) == whole
    assert tried(place) == trials_of_it


SEARCH = """
import sys
from pathlib import Path

import yaml

from likelier.params import parse
from likelier.tuning import tune as tuning


class Untold:
    def __init__(self, *arguments): pass
    def trial(self, *arguments): pass


tuning.Tracked = Untold
folder = Path(sys.argv[2])
params = parse(yaml.safe_load(Path(sys.argv[1]).read_text()), "params")
tuning.tune(params, "line", folder / "shards", [folder / "features"], None)
"""


@pytest.mark.slow
def test_a_killed_process_leaves_a_search_that_goes_on(given, small, place, tuned):
    (place / "long.yaml").write_text(given(trials=60).dump(), encoding="utf-8")

    def ended():
        path = place / ".scratch/tune/line.db"
        try:
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
                return connection.execute("SELECT count(*) FROM trials WHERE state != 'RUNNING'").fetchone()[0]
        except sqlite3.Error:
            return 0

    process = subprocess.Popen([sys.executable, "-c", SEARCH, place / "long.yaml", small])
    limit = time.monotonic() + 300
    while ended() < 3:
        assert process.poll() is None and time.monotonic() < limit
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = ended()
    assert before < 60
    assert tuned(given(trials=before + 2)).trials == before + 2


def test_it_is_confirmed_on_other_accounts_than_it_was_found_on(given, tuned, monkeypatch):
    divided = []
    clean = crossfit.fold_by_fold

    def watched(split, posts, examples, settings, create):
        for one in clean(split, posts, examples, settings, create):
            divided.append((settings.seed, frozenset(posts["account_id"].iloc[one.test])))
            yield one

    monkeypatch.setattr(crossfit, "fold_by_fold", watched)
    monkeypatch.setattr(tuning, "values", lambda asked, ranges: {**values(asked, ranges), "penalty": 3.0})
    result = tuned(given(trials=1))
    searched, confirmed = ({accounts for seed, accounts in divided if seed == one} for one in (17, 18))
    assert len(searched) == len(confirmed) == 3
    assert not searched & confirmed
    assert result.lift is not None
    assert result.lift.low <= result.lift.value <= result.lift.high


@pytest.mark.parametrize(("lift", "written"), [(BETTER, True), (WORSE, False), (None, False)])
def test_only_what_does_not_fall_below_the_present_settings_is_written(given, tuned, place, monkeypatch, lift, written):
    monkeypatch.setattr(tuning, "values", lambda asked, ranges: {"penalty": 3.5, "clip": None} if lift else PRESENT)
    monkeypatch.setattr(tuning, "confirm", lambda *arguments: lift)
    file = place / "params.yaml"
    result = tuned(given(trials=1, ranges={"line": {"point_weight": None, "min_count": None}}), file)
    text = file.read_text(encoding="utf-8")
    after = FILE.replace("fixed_effects }", "fixed_effects, settings: { penalty: 3.5, clip: null } }")
    assert text == (after if written else FILE)
    words = told("line", result, given(), "params.yaml")
    assert ("Written to params.yaml" in words) == written
    assert ("falls below" in words) == (lift is WORSE)
    if lift:
        assert "flatters itself" in words
        assert "Not written: --no-write." in told("line", result, given(), None) or lift is WORSE


LINE = models.create("line", ModelEntry(family="fixed_effects"), 7)
PRESENT = {"penalty": 100.0, "clip": 2.5}


def test_mlflow_has_a_run_for_the_search_and_one_below_it_for_each_trial(given, tuned, place):
    tuned(given(trials=2))
    tuned(given(trials=3))
    client = Connection(place / "registry").client
    (experiment,) = [one for one in client.search_experiments() if one.name == "likelier-tune"]
    runs = client.search_runs([experiment.experiment_id])
    (parent,) = [run for run in runs if "mlflow.parentRunId" not in run.data.tags]
    children = [run for run in runs if run is not parent]
    assert parent.info.status == "FINISHED"
    assert parent.data.params["model"] == "line"
    assert {"found.penalty", "likelier.written"} <= set(parent.data.tags)
    assert sorted(int(run.data.tags["likelier.trial"]) for run in children) == [0, 1, 2]
    assert {run.data.tags["mlflow.parentRunId"] for run in children} == {parent.info.run_id}
    for run in children:
        assert set(run.data.params) == {"penalty", "point_weight", "clip", "min_count"}
        assert 0 <= run.data.metrics["pair_accuracy"] <= 1


def test_other_ranges_begin_a_new_search_and_say_so(given, tuned, place, capsys):
    tuned(given(trials=2))
    assert "a new one begins" not in capsys.readouterr().err
    result = tuned(given(trials=1, ranges={"line": {"penalty": {"low": 50, "high": 200}}}))
    assert result.trials == 1
    assert "not those of the search before; a new one begins" in capsys.readouterr().err
    assert tuned(given(trials=2)).trials == 2
    assert "a new one begins" not in capsys.readouterr().err


def foreign(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def test_other_posts_selected_begin_a_new_search_and_say_so(given, tuned, place, capsys):
    params = given(trials=1)
    tuned(params)
    capsys.readouterr()
    tuned(
        params.model_copy(update={"select": params.select.model_copy(update={"kinds": ("image", "video", "carousel")})})
    )
    assert "a new one begins" in capsys.readouterr().err
    with sqlite3.connect(place / ".scratch/tune/line.db") as connection:
        assert connection.execute("SELECT COUNT(*) FROM studies").fetchone() == (2,)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_bytes(b"not a database at all" * 100), "is damaged"),
        (foreign, "is a database of something else"),
    ],
)
def test_a_file_that_is_no_study_is_told_and_left(given, tuned, place, spoil, words):
    path = place / ".scratch/tune/line.db"
    path.parent.mkdir(parents=True)
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(StudyError, match=words):
        tuned(given(trials=1))
    assert path.read_bytes() == before


def test_two_searches_at_once_are_refused(given, tuned, place):
    with opened(place / ".scratch/tune/line.db", "line-x"), pytest.raises(StudyError, match="another search"):
        tuned(given(trials=1))


def test_settings_that_cannot_be_learned_with_are_a_lost_trial_unless_all_are(given, tuned, place, monkeypatch):
    clean, calls = trials.score, []

    def choosy(*arguments):
        calls.append(1)
        if len(calls) == 2:
            raise NotEnoughData("the loss is no number")
        return clean(*arguments)

    monkeypatch.setattr(trials, "score", choosy)
    assert tuned(given(trials=3)).trials == 3
    assert [state for state, _, _ in tried(place)].count("PRUNED") == 1
    shutil.rmtree(place / ".scratch")
    monkeypatch.setattr(trials, "score", _never)
    with pytest.raises(NotEnoughData, match="no number"):
        tuned(given(trials=3))


def _never(*arguments):
    raise NotEnoughData("the loss is no number")


def test_a_params_file_that_cannot_be_written_is_told_before_the_search(given, tuned, place, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *arguments: False)
    with pytest.raises(ParamsError, match=r"params\.yaml: can't be written; .* --no-write"):
        tuned(given(), place / "params.yaml")
    monkeypatch.undo()
    (place / "other.yaml").write_text("models:\n  constant: { family: constant }\n", encoding="utf-8")
    with pytest.raises(ParamsError, match=r"other\.yaml: has no models\.line"):
        tuned(given(), place / "other.yaml")
    assert not (place / ".scratch").exists()


def test_an_entry_that_was_changed_meanwhile_is_not_overwritten(given, tuned, place, monkeypatch):
    file = place / "params.yaml"
    monkeypatch.setattr(tuning, "values", lambda asked, ranges: {"penalty": 3.5})

    def edit(*arguments):
        file.write_text(FILE.replace("fixed_effects }", "fixed_effects, settings: { clip: 3 } }"), encoding="utf-8")
        return BETTER

    monkeypatch.setattr(tuning, "confirm", edit)
    with pytest.raises(ParamsError, match=r"was changed during the search; set it by hand: { penalty: 3\.5 }"):
        tuned(given(trials=1), file)
    assert "clip: 3" in file.read_text(encoding="utf-8")


def test_a_time_that_is_up_ends_the_search_after_a_trial_and_the_next_call_goes_on(given, tuned):
    assert tuned(given(trials=4, timeout_minutes=1e-9)).trials == 1
    assert tuned(given(trials=3)).trials == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody"], "model 'nobody' is not in params.yaml"),
        (["constant"], "models.constant: nothing to search"),
        (["line", "--set", "tune.ranges.line.penalty={low: 3, high: 3}"], "tune.ranges.line.penalty"),
    ],
)
def test_the_command_tells_in_one_line_what_cannot_be_searched(small, place, monkeypatch, capsys, arguments, words):
    folders = ["--shards", str(small / "shards"), "--features", str(small / "features")]
    monkeypatch.setattr("sys.argv", ["likelier", "tune", *arguments, *folders])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("likelier: ")
    assert words in line
