"""A net whose training is killed in the middle, by the one signal that no process can catch, goes on where it was."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import yaml

from likelier.nets.checkpoint import Checkpoint
from likelier.params import Params
from likelier.steps.train import train

EPOCHS = 8  # few are done between two looks at how far it is
NET = {"epochs": EPOCHS, "patience": EPOCHS, "batch": 4, "halvings": 3, "filters": [4], "dense": [4], "min_count": 5}
TRAIN = "import sys; from likelier.cli import main; sys.argv[0] = 'likelier'; main()"


def epochs(scratch):
    """Of each training that has left a checkpoint: how far it is, and whether it is done."""
    found = []
    for path in scratch.rglob("*.npz"):
        with np.load(path, allow_pickle=False) as kept:
            progress = json.loads(str(kept["progress"]))
        found.append((len(progress["loss"]), progress["done"]))
    return sorted(found)


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_killed_between_epochs_it_ends_with_the_same_bytes(quick_world, tmp_path, monkeypatch):
    content = quick_world.params.model_dump(mode="json", by_alias=True)
    content["models"] = {"mixed": {"family": "mixed", "settings": NET}}
    content["train"] |= {"folds": 2, "splits": ["account"]}
    given, scratch = Params.model_validate(content), tmp_path / "scratch"
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(content))
    trained, metrics = tmp_path / "killed", tmp_path / "killed.json"
    places = {"shards": quick_world.shards, "features": quick_world.features, "trained": trained, "metrics": metrics}
    named = [str(part) for name, place in places.items() for part in (f"--{name}", place)]
    running = subprocess.Popen(
        [sys.executable, "-c", TRAIN, "train", "mixed", "--params", str(tmp_path / "params.yaml"), *named],
        env=os.environ | {"LIKELIER_SCRATCH": str(scratch)},
        stderr=subprocess.DEVNULL,
    )
    try:
        # The first fold is through, and the second one is in the middle.
        while not any(not done and count >= 2 for count, done in epochs(scratch)) or len(epochs(scratch)) < 2:
            assert running.poll() is None, "it ended before it could be killed"
            time.sleep(0.005)
    finally:
        running.send_signal(signal.SIGKILL)
        assert running.wait() == -signal.SIGKILL
    (middle, is_done), (whole, was_done) = epochs(scratch)
    assert (whole, was_done, is_done) == (EPOCHS, True, False)
    assert 2 <= middle < EPOCHS
    assert not trained.exists() and not metrics.exists()

    resumed, resume = [], Checkpoint.resume
    monkeypatch.setattr(
        Checkpoint, "resume", lambda *given: resumed.append(len((progress := resume(*given)).loss)) or progress
    )
    monkeypatch.setenv("LIKELIER_SCRATCH", str(scratch))
    train(given, "mixed", quick_world.shards, [quick_world.features], trained, metrics)
    assert resumed == [EPOCHS, middle, 0]  # two folds, and for good
    monkeypatch.setenv("LIKELIER_SCRATCH", str(tmp_path / "other"))
    train(given, "mixed", quick_world.shards, [quick_world.features], tmp_path / "calm", tmp_path / "calm.json")
    assert resumed[3:] == [0, 0, 0]
    assert files(trained) == files(tmp_path / "calm")
    assert metrics.read_bytes() == (tmp_path / "calm.json").read_bytes()
    assert not epochs(tmp_path)
