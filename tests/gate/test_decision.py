"""Each condition of the gate lets through what it should, and refuses the rest with its figure."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
from gate.made import ACCOUNTS, ENTRY, POSTS, shards_of, trained, world

from likelier import posts, predictions
from likelier.artifact import Artifact
from likelier.errors import RegistryError
from likelier.gate import record
from likelier.gate.conditions.condition import holds
from likelier.gate.decision import decide
from likelier.gate.held import Candidate
from likelier.gate.scores import COMPARED, KEPT, own_scores
from likelier.params import Params
from likelier.registry import Version

NOW = pd.Timestamp("2026-01-01", tz="UTC").to_pydatetime()


class Shelf:
    """A registry with one version, the champion, in a folder."""

    def __init__(self, champion=None):
        self.champion = champion
        if champion is not None:
            posts.write(own_scores(champion, champion.parent / "shards"), COMPARED, champion / KEPT)

    def aliased(self, alias):
        return None if self.champion is None else Version(4, "run", {}, ("champion",), NOW)

    def load(self, version):
        return Artifact.load(self.champion / "artifact")

    def file(self, version, name):
        return self.champion / name


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Posts, half of them videos, and a champion on a shelf."""
    folder = tmp_path_factory.mktemp("gate")
    frame = world(1)
    frame["kind"] = np.where(np.random.default_rng(5).random(len(frame)) < 0.5, "video", "image")
    shards_of(frame, folder / "shards")
    trained(frame, folder / "champion", noise=0.5, seed=1)
    return folder, frame, Shelf(folder / "champion")


@pytest.fixture
def judged(place, tmp_path):
    """Judge a challenger of some noise."""
    folder, frame, shelf = place

    def judge(noise, first=False, baselines=(), spoil=None, seed=2, half=None, **limits):
        best = trained(frame, tmp_path / "challenger", noise, seed=seed, half=half)
        if spoil is not None:
            predictions.write(spoil(predictions.read(best)), best)
        params = Params(models={"challenger": ENTRY}, evaluate={"resamples": 300}, register=limits)
        candidate = Candidate.read(best, baselines, folder / "shards", [])
        decision = decide(Shelf() if first else shelf, params, candidate) | {"version": 5}
        assert len(record.markdown(decision)) < record.LONGEST
        return decision

    return judge


def failed(decision):
    return [name for name, one in decision["conditions"].items() if not one["passed"]]


def test_a_better_challenger_is_let_through_with_every_figure(judged):
    decision = judged(0.2)
    assert decision["promoted"] and not failed(decision) and decision["latency"]["passed"]
    assert set(decision["conditions"]) == {"lift", "slices", "coverage", "size", "audit"}
    assert (decision["over"], decision["accounts"], decision["posts"]) == (4, ACCOUNTS, ACCOUNTS * POSTS)
    assert decision["conditions"]["lift"]["low"] == decision["lift"]["low"] > 0
    assert decision["conditions"]["slices"]["looked_at"] >= 3
    assert decision["reason"].startswith("champion; pair accuracy +0.")
    assert record.promoted(decision) == "yes"


def test_the_champion_itself_is_no_better_than_itself(judged):
    decision = judged(0.5, seed=1)
    assert decision["lift"]["low"] == decision["lift"]["high"] == 0
    assert failed(decision) == ["lift"] and not decision["promoted"]


def test_one_that_is_better_but_lost_on_one_kind_of_posts_is_refused(judged, place):
    _, frame, _ = place
    decision = judged(np.where(frame["kind"] == "video", 1.2, 0.02))
    assert decision["lift"]["low"] > -0.2 and not decision["promoted"]
    slices = decision["conditions"]["slices"]
    assert not slices["passed"] and slices["worst"] == "kind/video"
    assert slices["figure"] == pytest.approx(-slices["value"]) and slices["high"] < 0
    assert "slices: kind video -0." in decision["reason"]


def test_intervals_that_hold_too_little_are_refused_and_cautious_ones_are_not(judged, tmp_path):
    decision = judged(0.2, half=0.12)
    assert failed(decision) == ["coverage"]
    coverage = decision["conditions"]["coverage"]
    assert coverage["figure"] > 0.05 and coverage["coverage"]["high"] < 0.8
    shutil.rmtree(tmp_path / "challenger")
    cautious = judged(0.2, half=2.0)
    assert cautious["promoted"] and cautious["conditions"]["coverage"]["coverage"]["value"] == 1


@pytest.mark.parametrize(
    ("limits", "refused"),
    [
        ({"max_size_mb": 0.0001}, "size"),
        ({"max_latency_ms": 0.01}, "latency"),
        ({"max_latency_ratio": 0.01}, "latency"),
    ],
)
def test_what_costs_too_much_is_refused(judged, limits, refused):
    decision = judged(0.2, **limits)
    assert not decision["promoted"] and record.promoted(decision) == f"no: {refused}"
    assert f"{refused}: " in decision["reason"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda table: table.assign(score=table["target"]), "its scores are the labels"),
        (lambda table: table.assign(low=table["high"] + 1), "low is above high"),
        (lambda table: table.assign(fold=np.arange(len(table)) % 2), "in several folds"),
    ],
)
def test_what_fails_the_audit_is_refused_with_the_reason_and_without_figures(judged, spoil, words):
    decision = judged(0.2, spoil=spoil)
    assert failed(decision) == ["audit"] and not decision["promoted"]
    assert words in decision["reason"] and words in record.markdown(decision)
    assert not {"lift", "posts"} & {*decision, *decision["conditions"]}


def test_a_first_model_must_beat_every_baseline(judged, place, tmp_path):
    _, frame, _ = place
    baselines = [
        trained(frame, tmp_path / name, noise, seed=seed, baseline=True)
        for seed, (name, noise) in enumerate({"far": 5.0, "near": 0.5}.items(), 20)
    ]
    good = judged(0.2, first=True, baselines=baselines)
    assert good["promoted"] and "lift" not in good and "over" not in good
    assert good["reason"].startswith("champion, the first one; pair accuracy +0.")
    assert good["reason"].endswith("over near")
    shutil.rmtree(tmp_path / "challenger")
    poor = judged(0.6, first=True, baselines=baselines)
    assert failed(poor) == ["lift"] and poor["conditions"]["lift"]["words"].endswith("over near")
    assert poor["reason"].startswith("not champion, though there is none; lift: ")
    assert "`likelier models promote 5` makes it champion all the same." in record.markdown(poor)


def test_the_best_of_many_models_must_be_better_by_more(judged, place, monkeypatch, tmp_path):
    alone = judged(0.45)
    shutil.rmtree(tmp_path / "challenger")
    read = Candidate.read.__func__
    monkeypatch.setattr(Candidate, "read", classmethod(lambda cls, *given: read(cls, *given, 20)))
    chosen = judged(0.45)
    assert chosen["lift"]["value"] == alone["lift"]["value"]
    half = [one["lift"]["value"] - one["lift"]["low"] for one in (alone, chosen)]
    assert 1.3 < half[1] / half[0] < 1.9  # t at 0.05 / 20 over t at 0.05: 1.6
    assert chosen["conditions"]["lift"]["words"].endswith("over version 4; the best of 20 was chosen")


def test_without_a_baseline_a_first_model_must_beat_chance(judged, tmp_path):
    assert judged(0.2, first=True)["conditions"]["lift"]["words"].endswith("over chance")
    shutil.rmtree(tmp_path / "challenger")
    assert failed(judged(1000.0, first=True)) == ["lift"]


@pytest.mark.parametrize("lost", [KEPT, "artifact/artifact.json"])
def test_a_champion_that_is_damaged_is_told_with_what_to_do(place, judged, tmp_path, lost):
    folder, _, _ = place
    shutil.copytree(folder / "champion", tmp_path / "champion")
    (tmp_path / "champion" / lost).unlink()
    shelf = Shelf()
    shelf.champion = tmp_path / "champion"
    params = Params(models={"challenger": ENTRY})
    candidate = Candidate.read(folder / "champion", [], folder / "shards", [])
    with pytest.raises(RegistryError, match=r"version 4 is champion and can't be compared.*models promote VERSION"):
        decide(shelf, params, candidate)


def test_a_limit_is_reached_or_passed():
    assert holds(0.05, 0.05) and not holds(0.0500001, 0.05)
    assert not holds(0.0, 0.0, above=True) and holds(1e-300, 0.0, above=True)
    assert not holds(float("nan"), 1.0) and not holds(float("nan"), -1.0, above=True)


def test_a_decision_is_plain_json_without_a_post(judged, place):
    decision = judged(0.2)
    written = json.dumps(decision, allow_nan=False) + record.markdown(decision)
    assert len(json.dumps(decision)) < 5000  # of 100,000 that MLflow takes
    assert not [name for name in [*place[1]["post_id"], *place[1]["account_id"].unique()] if f'"{name}"' in written]
