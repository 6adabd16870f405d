"""The gate and the registry, on a real MLflow store in SQLite."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
from gate.made import ENTRY, shards_of, trained, world

from likelier import posts, versions
from likelier.artifact import Artifact
from likelier.errors import ContractError, RegistryError
from likelier.gate.scores import digest
from likelier.params import Params
from likelier.registry import CHALLENGER, CHAMPION, Registry
from likelier.signature import signature
from likelier.steps.register import register

PARAMS = Params(models={"good": ENTRY, "bad": ENTRY}, evaluate={"resamples": 200})


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'registry' / 'mlflow.db'}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def evaluation(name, path):
    figures = {"pair_accuracy": {"value": 0.6, "low": 0.5, "high": 0.7}}
    path.write_text(json.dumps({"best_model": name, "splits": {"account": {"models": {name: figures}}}}))
    return path


def run(place, shards, folder, metrics="register.json"):
    measured = evaluation(folder.name, place / "evaluate.json")
    (place / "model_card.md").write_text(f"# {folder.name}\n")
    register(PARAMS, shards, [], [folder], measured, place, place / metrics)
    return json.loads((place / metrics).read_text())


def test_the_first_model_is_champion_and_scores_raw_posts_through_mlflow(place):
    frame = world(1)
    shards = shards_of(frame, place / "shards")
    folder = trained(frame, place / "models/good", noise=0.3)
    decision = run(place, shards, folder)
    assert (decision["model"], decision["version"], decision["promoted"]) == ("good", 1, True)
    assert decision["reason"].startswith("champion, the first one; pair accuracy +0.")

    import mlflow

    flat = frame[["post_id", "taken_at", "likes"]].assign(taken_at=frame["taken_at"].dt.tz_localize(None), picture=b"x")
    scored = mlflow.pyfunc.load_model("models:/likelier@champion").predict(flat)
    direct = Artifact.load(folder / "artifact").score(frame, pd.DataFrame(columns=posts.ACCOUNTS.names))
    np.testing.assert_allclose(scored["score"], direct["score"])


def test_a_second_run_on_the_same_model_adds_nothing_and_writes_the_same_bytes(place):
    frame = world(1)
    shards, folder = shards_of(frame, place / "shards"), trained(frame, place / "models/good", noise=0.3)
    run(place, shards, folder, "first.json")
    run(place, shards, folder, "second.json")
    assert (place / "first.json").read_bytes() == (place / "second.json").read_bytes()
    assert len(Registry("likelier", place / "registry").versions()) == 1


@pytest.mark.parametrize("died", ["before the decision", "before the alias"])
def test_a_run_that_was_killed_is_completed_by_the_next(place, monkeypatch, died):
    frame = world(1)
    shards, folder = shards_of(frame, place / "shards"), trained(frame, place / "models/good", noise=0.3)
    step = "tag" if died == "before the decision" else "alias"
    with monkeypatch.context() as patch:
        patch.setattr(Registry, step, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(place, shards, folder)
    assert not (place / "register.json").exists()
    run(place, shards, folder)
    registry = Registry("likelier", place / "registry")
    assert [version.number for version in registry.versions()] == [1]
    assert registry.aliased(CHAMPION).number == 1


def test_a_better_model_takes_over_and_a_worse_one_does_not(place):
    frame = world(1)
    shards = shards_of(frame, place / "shards")
    run(place, shards, trained(frame, place / "a/good", noise=0.5, seed=1))
    worse = run(place, shards, trained(frame, place / "b/bad", noise=2.0, seed=2))
    assert not worse["promoted"]
    assert worse["lift"]["high"] < 0
    better = run(place, shards, trained(frame, place / "c/good", noise=0.1, seed=3))
    assert better["promoted"]
    assert better["lift"]["low"] > 0
    registry = Registry("likelier", place / "registry")
    assert registry.aliased(CHAMPION).number == 3
    assert registry.aliased(CHALLENGER).number == 2


def test_posts_that_the_champion_never_saw_are_scored_by_it_now(place):
    seen, fresh = world(1), world(2, "q")
    run(place, shards_of(seen, place / "shards"), trained(seen, place / "a/good", noise=0.1, slope=1.0))
    # On new posts it orders by time, which says nothing of likes; its held-back scores, kept, were nearly perfect.
    decision = run(place, shards_of(fresh, place / "fresh"), trained(fresh, place / "b/good", noise=0.3, seed=3))
    assert decision["lift"]["champion"] == pytest.approx(0.5, abs=0.06)
    assert decision["promoted"]


def test_one_account_is_too_little_to_compare_by(place):
    frame = world(1)
    shards = shards_of(frame, place / "shards")
    run(place, shards, trained(frame, place / "a/good", noise=0.5))
    alone = frame[frame["account_id"] == "pa0"].reset_index(drop=True)
    decision = run(place, shards, trained(alone, place / "b/good", noise=0.1))
    assert not decision["promoted"]
    assert "too few accounts" in decision["reason"]


def test_the_registry_names_no_account_and_no_post(place):
    frame = world(1).assign(caption="zebra-caption")
    shards = shards_of(frame, place / "shards")
    run(place, shards, trained(frame, place / "models/good", noise=0.3))
    for file in (place / "registry").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            if file.suffix == ".parquet":
                content = pd.read_parquet(file).to_csv().encode()
            assert b"pa17" not in content
            assert b"zebra-caption" not in content


def test_every_input_of_the_signature_is_known_and_only_the_time_is_needed():
    required = [column.name for column in signature().inputs.inputs if column.required]
    assert required == ["taken_at"]
    assert {"picture", "caption", "account_followers"} <= set(signature().inputs.input_names())


def test_an_evaluation_of_other_models_is_told(place):
    frame = world(1)
    shards, folder = shards_of(frame, place / "shards"), trained(frame, place / "models/good", noise=0.3)
    with pytest.raises(ContractError, match="not among the trained"):
        register(PARAMS, shards, [], [folder], evaluation("bad", place / "e.json"), place, place / "r.json")
    with pytest.raises(ContractError, match="run `likelier evaluate` first"):
        register(PARAMS, shards, [], [folder], place / "nothing.json", place, place / "r.json")
    (place / "half.json").write_text('{"best_mo')
    with pytest.raises(ContractError, match="run it again"):
        register(PARAMS, shards, [], [folder], place / "half.json", place, place / "r.json")


def test_a_registry_out_of_reach_is_told_in_one_line(place, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(RegistryError) as raised:
        Registry("likelier", place).versions()
    assert "\n" not in str(raised.value)


def test_a_version_without_its_files_is_told(place):
    frame = world(1)
    shards, folder = shards_of(frame, place / "shards"), trained(frame, place / "models/good", noise=0.3)
    run(place, shards, folder)
    shutil.rmtree(place / "registry" / "artifacts")
    with pytest.raises(RegistryError):
        Registry("likelier", place / "registry").champion()


def test_digests_stand_for_post_ids():
    assert digest(pd.Series(["1"]))[0] != digest(pd.Series(["2"]))[0]
    assert len(digest(pd.Series(["1"]))[0]) == 24


def test_a_version_keeps_its_facts_and_its_card(place):
    frame = world(1)
    run(place, shards_of(frame, place / "shards"), trained(frame, place / "models/good", noise=0.3))
    registry = Registry("likelier", place / "registry")
    (version,) = registry.versions()
    facts = version.facts
    assert facts["data"]["posts"] == len(frame)
    assert facts["data"]["accounts"] == frame["account_id"].nunique()
    assert facts["data"]["first"] == f"{frame['taken_at'].min():%Y-%m-%d}"
    assert pd.Timestamp(facts["data"]["last_at"]) == frame["taken_at"].max()
    assert (facts["split"], facts["leak_checked"]) == ("account", True)
    assert facts["figures"]["pair_accuracy"] == {"value": 0.6, "low": 0.5, "high": 0.7, "baselines": {}}
    assert registry.card(version) == "# good\n"


def test_what_was_rolled_back_stays_out_when_its_model_is_registered_again(place):
    frame = world(1)
    shards = shards_of(frame, place / "shards")
    run(place, shards, trained(frame, place / "models/bad", noise=1.0))
    better = trained(frame, place / "models/good", noise=0.3)
    assert run(place, shards, better)["promoted"]
    registry = Registry("likelier", place / "registry")
    assert registry.aliased("previous").number == 1
    versions.rollback(registry)
    run(place, shards, better)
    assert registry.aliased("champion").number == 1
