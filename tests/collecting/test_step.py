import json
from dataclasses import asdict

import pytest

from likelier import collecting
from likelier.collecting import Summary
from likelier.errors import CollectError
from likelier.params import Collect, ModelEntry, Params
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
