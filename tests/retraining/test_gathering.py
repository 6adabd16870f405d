"""The facts are those of the registry and of the shards, and the step writes what it decided by."""

import json
from datetime import UTC, datetime

import pandas as pd
import pytest

from likelier import posts
from likelier.connection import sqlite_uri
from likelier.errors import ContractError
from likelier.gate.scores import digest
from likelier.registry import Registry
from likelier.retraining import unlearned
from likelier.retraining.gathering import gather, read_drift
from likelier.steps.plan_update import plan_update

NOW = datetime(2026, 5, 31, tzinfo=UTC)


def facts(world, drift=None, **changes):
    registry = Registry(world.params.registration.name, world.folder / "registry")
    params = world.params.model_copy(update=changes)
    return gather(params, registry, world.shards, [world.features], drift, NOW)


def test_no_post_is_new_to_the_version_that_learned_from_all(world):
    found = facts(world)
    read = posts.read_posts(world.shards, ["taken_at"])
    assert found.champion == found.newest
    assert (found.champion.number, found.champion.decided) == (1, True)
    assert found.champion.last == read["taken_at"].max().date()
    assert (found.new_posts, found.gone, found.drift) == (0, 0, None)


def test_posts_that_may_be_learned_from_only_now_are_new_and_others_are_gone(world):
    labelled = unlearned.labelled(world.params, world.shards, [world.features])
    assert 0 < len(labelled) < len(posts.read_posts(world.shards, ["post_id"]))  # some likes are hidden
    learned = digest(labelled["post_id"])
    assert unlearned.count(labelled, learned, None) == (0, 0)
    assert unlearned.count(labelled, [*learned[3:], "another"], None) == (3, 1)
    last = labelled["taken_at"].max()
    assert unlearned.count(labelled, [], last) == (0, 0)
    assert unlearned.count(labelled, [], last - pd.Timedelta(seconds=1))[0] == (labelled["taken_at"] == last).sum()
    kinds = world.params.select.model_copy(update={"kinds": ("video",)})
    assert facts(world, select=kinds).gone > 0


def test_languages_are_those_of_the_features(world):
    chosen = world.params.select.model_copy(update={"languages": ("xx",)})
    assert (
        len(unlearned.labelled(world.params.model_copy(update={"select": chosen}), world.shards, [world.features])) == 0
    )


def test_without_a_registry_all_posts_are_new(world):
    found = gather(world.params, None, world.shards, [world.features], None, NOW)
    assert (found.champion, found.newest) == (None, None)
    assert found.new_posts > 0


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"severity": "none", "findings": [{}]}'])
def test_drift_that_cannot_be_read_is_told(content, tmp_path, world):
    (tmp_path / "drift.json").write_text(content)
    with pytest.raises(ContractError, match=r"drift\.json: is not what `likelier drift` writes"):
        facts(world, tmp_path / "drift.json")


def test_drift_is_that_of_the_present_champion(tmp_path, world):
    finding = {"severity": "warning", "words": "followers moved"}
    written = {"severity": "warning", "version": 1, "posts": 20, "findings": [finding, finding | {"severity": "none"}]}
    (tmp_path / "drift.json").write_text(json.dumps(written))
    assert facts(world, tmp_path / "drift.json").drift.words == ("followers moved",)
    (tmp_path / "drift.json").write_text(json.dumps(written | {"version": 2}))
    assert facts(world, tmp_path / "drift.json").drift is None
    assert read_drift(tmp_path / "nowhere.json", None) is None


def test_step_writes_what_it_decided_by(monkeypatch, tmp_path, world):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", sqlite_uri(world.folder / "registry"))
    metrics = tmp_path / "update.json"
    given = (world.shards, [world.features], tmp_path / "nowhere.json", metrics)
    assert plan_update(world.params, *given) is False
    told = json.loads(metrics.read_text())
    assert (told["retrain"], told["champion"], told["newest"], told["new_posts"], told["outcome"]) == (
        False,
        1,
        1,
        0,
        None,
    )
    assert {reason["name"] for reason in told["reasons"]} == {"age", "drift", "new_posts"}
    assert plan_update(world.params, *given, "wanted") is True
    assert json.loads(metrics.read_text())["why"].startswith("wanted")
