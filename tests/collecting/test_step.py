import io
import json
import time
from dataclasses import asdict

import pytest

from benchmarks.faults.answering import Fault
from benchmarks.faults.instagram import redirected, status
from benchmarks.faults.unofficial import place
from likelier import collecting, run
from likelier.collecting import Summary
from likelier.collecting.alone import alone
from likelier.collecting.progress import Progress
from likelier.errors import CollectError
from likelier.params import Collect, Ingest, ModelEntry, Params
from likelier.steps.collect import collect


def params(**settings):
    return Params(models={"constant": ModelEntry(family="constant")}, collect=Collect(**settings))


def test_by_default_nothing_is_fetched_and_what_is_there_stays(tmp_path, capsys):
    archive, metrics = tmp_path / "archive", tmp_path / "metrics.json"
    collect(params(), archive, metrics)
    assert list(archive.iterdir()) == []
    (archive / "kept").touch()
    collect(params(), archive, metrics)
    assert [file.name for file in archive.iterdir()] == ["kept"]
    assert json.loads(metrics.read_text()) == {"source": "none"} | asdict(Summary())
    assert capsys.readouterr().err == 2 * "collect: collect.source is none, so nothing is fetched from the network\n"


class Stopping:
    """A way to collect that gets one account and is then told to log in."""

    def collect(self, wanted, archive, progress):
        self.wanted = wanted
        (archive / "post").touch()
        progress.account(wanted.users[0], 3)
        progress.post()
        return Summary({"complete": 1, "stopped": 1}, posts_new=1, posts_seen=3, stopped="log in, then run again")


def test_metrics_and_the_archive_are_kept_where_collecting_stops_and_hold_no_names(tmp_path, capsys, monkeypatch):
    way = Stopping()
    monkeypatch.setattr(collecting, "load", lambda name: way)
    (tmp_path / "users.txt").write_text("somebody\nelse\n")
    given = params(source="instaloader", users=str(tmp_path / "users.txt"), newest=3)
    with pytest.raises(CollectError, match=r"^log in, then run again$"):
        collect(given, tmp_path / "archive", tmp_path / "metrics.json")
    assert way.wanted.users == ("somebody", "else")
    assert (way.wanted.newest, way.wanted.min_age_hours) == (3, 48.0)
    assert (tmp_path / "archive" / "post").exists()
    assert json.loads((tmp_path / "metrics.json").read_text())["accounts"] == {"complete": 1, "stopped": 1}
    told = capsys.readouterr().err + (tmp_path / "metrics.json").read_text()
    assert "2 accounts (1 complete, 1 stopped); 1 new of 3 posts" in told
    assert "somebody" not in told


def test_from_a_list_of_users_over_the_network_into_an_archive(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    (tmp_path / "users.txt").write_text("ann\nhttps://www.instagram.com/bob/\n")
    given = params(source="instaloader", users=str(tmp_path / "users.txt"))
    with place() as there, redirected(there.fake):
        there.fake.faults = [Fault("list", 2, status(401))]
        with pytest.raises(CollectError, match="asks for a login"):
            collect(given, tmp_path / "archive", tmp_path / "metrics.json")
        there.fake.faults = []
        collect(given, tmp_path / "archive", tmp_path / "metrics.json")
    metrics = (tmp_path / "metrics.json").read_text()
    assert json.loads(metrics)["accounts"] == {"complete": 2}
    told = capsys.readouterr().err
    assert "collect: 2 accounts (2 stopped); 6 new of 6 posts" in told
    assert "collect: 2 accounts (2 complete); 5 new of 6 posts" in told
    assert not any(name in told + metrics for name in ("ann", "bob"))


def test_two_runs_do_not_write_the_same_archive(tmp_path):
    archive = tmp_path / "archive"
    archive.mkdir()
    with alone(archive), pytest.raises(CollectError, match="another run is collecting"), alone(archive):
        pass
    with alone(archive):
        pass
    assert [file.name for file in archive.iterdir()] == [".lock"]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("kind", [Terminal, io.StringIO])
def test_only_a_terminal_sees_the_account_and_what_is_waited_for(kind):
    shown = kind()
    progress = Progress(2, file=shown, sleep=lambda seconds: None)
    progress.account("somebody", None)
    progress.total(7)
    progress.post()
    progress.wait(2.5, "Instagram's limit")
    progress.close()
    assert progress.waited_seconds == 2.5
    words = ("somebody (1 of 2)", "/7", "waiting 2 s: Instagram's limit")
    assert all((word in shown.getvalue()) == (kind is Terminal) for word in words)


def test_a_whole_run_reads_what_it_has_collected(tmp_path):
    given = params(source="instaloader")
    here = given.model_copy(update={"ingest": Ingest(source="instaloader", path="data/archive")})
    assert run._reading(here, tmp_path).ingest.path == str(tmp_path)
    for other in (given, here.model_copy(update={"collect": Collect()})):
        assert run._reading(other, tmp_path) == other
