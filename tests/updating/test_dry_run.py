"""A dry run tells, and touches nothing."""

import hashlib
import json

import pytest
from conftest import PROJECT, TINY

from likelier.cli import main
from likelier.params import load
from likelier.updating import dry_run, way_in
from likelier.updating.flow import STOPPED


def everything(folder):
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_it_says_why_by_the_registry_and_the_shards_and_changes_nothing(world):
    before = everything(world.folder)
    said = dry_run(way_in(world.folder, world.params))
    assert everything(world.folder) == before
    assert "nothing: collect.source is none" in said
    assert "nobody has looked yet" in said
    assert "train nothing, as things are now: the newest post of champion 1 is " in said
    assert "but 0 labelled posts that version 1 has not learned from, fewer than update.min_new_posts (200)" in said
    assert "version 1 stays champion" in said
    assert "note: " not in said  # the same params, the same code


def test_other_params_are_a_reason_and_are_named(world):
    given = load(PROJECT / "params.yaml", [*TINY, "train.coverage=0.9", "featurize.workers=1", "evaluate.seed=3"])
    said = dry_run(way_in(world.folder, given))
    assert "train, as things are now: params are others than those of version 1: train.coverage\n" in said
    assert "only if the gate lets it through" in said


def test_a_first_update_and_one_that_was_stopped(tmp_path, world):
    said = dry_run(way_in(tmp_path, world.params))
    assert "train, as things are now: no model has been registered yet" in said
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics/update.json").write_text(json.dumps({"retrain": True, "outcome": None}))
    assert STOPPED in dry_run(way_in(tmp_path, world.params))
    assert "--force asks for it" in dry_run(way_in(tmp_path, world.params), force=True)


def command(monkeypatch, capsys, *arguments):
    monkeypatch.setattr("sys.argv", ["likelier", "update", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr()
    return int(left.value.code or 0), told.out, told.err


def test_command_line(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    given = ("--dry-run", "--params", PROJECT / "params.yaml", "--set", "collect.source=none")
    code, out, _ = command(monkeypatch, capsys, *given)
    assert code == 0
    assert "ingest the sample world" in out
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "dvc.yaml").write_text("stages: {}")
    code, _, err = command(monkeypatch, capsys, *given)
    assert code == 2
    assert err == "likelier: --params, --set: DVC goes by params.yaml; change it there\n"
