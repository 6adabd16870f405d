"""Measuring on a source that came after the models: only what none of them has learned from."""

import json
import shutil

import pytest

from likelier import measuring
from likelier import posts as contract
from likelier.artifact import Artifact
from likelier.batches import readable
from likelier.errors import ArtifactError, NotEnoughData, ParamsError
from likelier.metrics.audit import KEY
from likelier.params import Sample
from likelier.sources import sample

NEW = 5  # accounts


def archive(folder, seed, accounts):
    folder.mkdir()
    sample.write(Sample(seed=seed, accounts=accounts, posts=6, hidden_likes=0.1), folder)
    return folder


@pytest.fixture(scope="module")
def mixed(world, tmp_path_factory):
    """An archive of new accounts, and of two that the tiny world's models have learned from."""
    place = tmp_path_factory.mktemp("measured")
    known = archive(place / "known", world.params.ingest.sample.seed, accounts=2)
    shutil.copytree(known, archive(place / "mixed", 99, NEW), dirs_exist_ok=True)
    return place


def test_only_new_accounts_are_measured_and_as_the_artifact_scores_them(world, mixed, monkeypatch, capsys):
    kept = {}

    def look(params, shards, features, folders, *others):
        kept.update({folder.name: measuring.predictions.read(folder) for folder in folders})
        evaluate(params, shards, features, folders, *others)

    evaluate = measuring.evaluate
    monkeypatch.setattr(measuring, "evaluate", look)
    measuring.measure(
        world.params,
        world.folder,
        ["constant", "xgboost"],
        "instaloader",
        mixed / "mixed",
        mixed / "report",
        mixed / "m.json",
    )
    metrics = json.loads((mixed / "m.json").read_text())
    assert set(metrics["splits"]) == {"account"} and metrics["splits"]["account"]["accounts"] == NEW
    assert "learned from" in capsys.readouterr().err
    found = metrics["splits"]["account"]["models"]
    assert found["constant"]["pair_accuracy"]["value"] == 0.5
    assert set(found["xgboost"]["pair_accuracy_over_reference"].values()) == {0.0}
    assert "<html" in (mixed / "report" / "scorecard.html").read_text()

    old = set(contract.read_accounts(world.shards)["account_id"])
    with readable("instaloader", mixed / "mixed") as (shards, _):
        posts, accounts = contract.read_posts(shards), contract.read_accounts(shards)
    new = posts[~posts["account_id"].isin(old)].reset_index(drop=True)
    assert new["likes"].isna().any() and new["account_id"].nunique() == NEW
    scored = Artifact.load(world.folder / "models" / "xgboost" / "artifact").score(new, accounts)
    joined = kept["xgboost"].merge(scored.assign(post_id=new["post_id"]), on="post_id", suffixes=("", "_there"))
    assert len(joined) == len(kept["xgboost"]) == new["likes"].notna().sum()
    for name in ("score", "low", "high_90"):
        assert joined[name].to_numpy() == pytest.approx(joined[f"{name}_there"].to_numpy(), abs=1e-6)
    assert kept["xgboost"][KEY].equals(kept["constant"][KEY])


def test_a_picture_that_was_learned_from_is_left_out(world, mixed, monkeypatch, capsys):
    first = lambda hashes, others: hashes.notna().to_numpy() & (hashes.index < 4)  # noqa: E731
    monkeypatch.setattr(measuring.fingerprints, "near", first)
    measuring.measure(
        world.params, world.folder, ["constant"], "instaloader", mixed / "mixed", mixed / "report", mixed / "m.json"
    )
    told = capsys.readouterr().err
    assert "4 whose picture was" in told


def test_what_cannot_be_measured_is_told(world, mixed, tmp_path):
    def measure(workdir=world.folder, names=("constant",), source=mixed / "known"):
        measuring.measure(world.params, workdir, names, "instaloader", source, tmp_path / "r", tmp_path / "m.json")

    with pytest.raises(NotEnoughData, match="12 are of accounts that were learned from; add"):
        measure()
    with pytest.raises(ArtifactError, match="nobody can tell which accounts are new"):
        measure(workdir=tmp_path)
    with pytest.raises(ArtifactError, match="holds no model"):
        measure(names=["nothing"])
    shutil.copytree(world.folder / "data", tmp_path / "run" / "data")
    with pytest.raises(ArtifactError, match="holds no trained model"):
        measure(workdir=tmp_path / "run", names=())
    for name in ("constant", "linear"):
        shutil.copytree(world.folder / "models" / name, tmp_path / "run" / "models" / name)
    described = tmp_path / "run" / "models" / "linear" / "artifact" / "artifact.json"
    described.write_text(described.read_text().replace('"target": "lift"', '"target": "likes_over_max"'))
    with pytest.raises(ParamsError, match="targets lift, likes_over_max"):
        measure(workdir=tmp_path / "run", names=())
    assert not (tmp_path / "m.json").exists() and not (tmp_path / "r").exists()
