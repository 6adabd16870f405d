"""Each step, killed in the middle by the signal that no process can catch: what it publishes is whole, and run again
it ends with the bytes of the session's undisturbed (quick) run.

A kill leaves what it leaves to the next attempt, so that a step has to cope with several.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import yaml
from comparable import comparable

from likelier.registry import CHAMPION, Registry

pytestmark = pytest.mark.slow

MODEL = "linear"


class Killer:
    """Runs the command line and kills it; see `killing.py`."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("killing.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, folder, arguments, moment=None):
        asked = {"folder": str(folder), "arguments": arguments, "moment": moment}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        assert told["status"] in ((0, -9) if moment else (0,)), (folder / "log").read_text()
        return told

    def close(self):
        self._process.stdin.close()
        self._process.wait(30)


@pytest.fixture(scope="module")
def killer():
    started = Killer()
    yield started
    started.close()


def at(number, seconds=0.0, published=False):
    return {"number": number, "seconds": seconds, "published": published}


# When something is first written; in the middle; a little later, wherever it is then; when the new output is about
# to take the old one's name; and when only the metrics are missing.
MOMENTS = (at(1), at(9), at(2, 0.2), at(2, published=True), at(3, published=True))

READ = "--shards {world}/data/shards"
BOTH = f"{READ} --features {{world}}/data/features"
# Of each step: its arguments (inputs of the world, outputs of its own), the folder that it publishes, its metrics.
STEPS = {
    "ingest": ("--shards data/shards", "data/shards", "ingest"),
    "validate": (f"{READ} --report reports/validation", "reports/validation", "validate"),
    "featurize": (f"{READ} --features data/features", "data/features", "featurize"),
    "explore": (f"{BOTH} --report reports/exploration", "reports/exploration", "explore"),
    f"train {MODEL}": (f"{BOTH} --trained models/{MODEL}", f"models/{MODEL}", f"train/{MODEL}"),
    "evaluate": (f"{BOTH} --models {{world}}/models --report reports/scorecard", "reports/scorecard", "evaluate"),
}


def write_params(world, folder):
    """In the world's order of models, which is that of the report."""
    content = world.params.model_dump(mode="json", by_alias=True)
    (folder / "params.yaml").write_text(yaml.safe_dump(content, sort_keys=False))


def command(step, world, folder):
    told, _, metrics = STEPS[step]
    write_params(world, folder)
    return [*step.split(), *told.format(world=world.folder).split(), "--metrics", f"metrics/{metrics}.json"]


def digests(folder):
    """Of a file, or of what is in a folder; empty where there is nothing."""
    files = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(file.relative_to(folder)): hashlib.sha256(comparable(file)).hexdigest() for file in files}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_is_killed_publishes_nothing_half_written_and_ends_with_the_same_bytes(
    step, quick_world, killer, tmp_path
):
    output = STEPS[step][1]
    arguments = command(step, quick_world, tmp_path)
    metrics = arguments[-1]
    whole = {name: digests(quick_world.folder / name) for name in (output, metrics)}
    old = {}
    if step != "featurize":  # it adds to its folder; all others put a new one in the place of the old
        for part in ("one", "two/three"):
            (tmp_path / output / part).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / output / part).write_text("of an earlier run")
        old = digests(tmp_path / output)
    killed = 0
    for moment in MOMENTS:
        killed += killer.run(tmp_path, arguments, moment)["status"] == -9
        assert digests(tmp_path / metrics) in ({}, whole[metrics]), moment
        found = digests(tmp_path / output)
        if step == "featurize":
            shown = {file: digest for file, digest in found.items() if not file.startswith(".")}
            assert shown.items() <= whole[output].items(), moment
        else:
            assert found in ({}, old, whole[output]), moment
    assert killed >= 3
    killer.run(tmp_path, arguments)
    assert {name: digests(tmp_path / name) for name in whole} == whole
    left = [path for path in tmp_path.rglob(".*") if path.name.endswith((".partial", ".gone", ".archive"))]
    assert left == []


def test_a_killed_register_is_completed_by_the_next_one(quick_world, killer, tmp_path):
    write_params(quick_world, tmp_path)
    whole = quick_world.folder
    given = f"{BOTH} --models {{world}}/models --report {{world}}/reports/scorecard".format(world=whole)
    evaluation = ["--evaluation", str(whole / "metrics/evaluate.json"), "--metrics", "metrics/register.json"]
    arguments = ["register", *given.split(), *evaluation]
    # While the data base is made, while the files are stored, before the metrics.
    moments = [at(1, seconds) for seconds in (0.1, 0.6, 1.5)] + [at(5), at(15), at(1, published=True)]
    killed = 0
    for moment in moments:
        killed += killer.run(tmp_path, arguments, moment)["status"] == -9
        assert digests(tmp_path / "metrics") == {} or killed < len(moments)
    assert killed >= 3
    killer.run(tmp_path, arguments)
    assert digests(tmp_path / "metrics/register.json") == digests(whole / "metrics/register.json")
    registry = Registry("likelier", tmp_path / "registry")
    assert [version.number for version in registry.versions()] == [1]
    assert registry.champion()[0].number == 1
    assert registry.aliased(CHAMPION).number == 1


def test_the_workers_of_a_killed_featurize_end_with_it(quick_world, killer, tmp_path):
    arguments = command("featurize", quick_world, tmp_path)
    told = killer.run(tmp_path, [*arguments, "--set", "featurize.workers=2"], at(2))
    assert told["status"] == -9
    end = time.monotonic() + 60
    while left := [one for one in psutil.process_iter() if _session(one.pid) == told["session"]]:
        assert time.monotonic() < end, left
        time.sleep(0.2)


def _session(number):
    try:
        return os.getsid(number)
    except ProcessLookupError:
        return None
