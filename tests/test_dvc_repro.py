"""`dvc repro` as a data scientist runs it, in a project of its own: killed again and again, finished, and run again."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import time

import pytest
import yaml
from comparable import comparable
from conftest import BIN, PROJECT

pytestmark = pytest.mark.slow

WRITTEN = ("data/archive", "data/shards", "data/features", "models", "metrics", "reports")
KILLED = ("featurize", "train@linear", "register")  # every step by itself: steps/test_killed.py


@pytest.fixture(scope="module")
def finished(quick_world, tmp_path_factory):
    """The project with the params of the quick world, and no git, after kills in the middle of three stages."""
    folder = tmp_path_factory.mktemp("project")
    for entry in ("dvc.yaml", ".dvcignore"):
        shutil.copy(PROJECT / entry, folder / entry)
    shutil.copytree(PROJECT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PROJECT / "data/raw", folder / "data/raw", ignore=lambda _, names: set(names) - {"README.md"})
    (folder / "params.yaml").write_text(quick_world.params.dump())
    dvc(folder, "init", "--no-scm", "-q").wait()
    dvc(folder, "config", "core.analytics", "false").wait()
    for stage in KILLED:
        running = dvc(folder, "repro")
        for line in running.stdout:
            if f"Running stage '{stage}'" in line:
                time.sleep(1.0 if stage == "register" else 1.5)
                break
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    repro(folder)
    return folder


def dvc(folder, *arguments, **options):
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("MLFLOW_TRACKING_URI", None)
    return subprocess.Popen(
        [str(BIN / "dvc"), *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        **options,
    )


def repro(folder):
    running = dvc(folder, "repro")
    output, _ = running.communicate(timeout=400)
    assert running.returncode == 0, output
    return output


def digests(folder):
    files = sorted(file for place in WRITTEN for file in (folder / place).rglob("*") if file.is_file())
    return {
        str(file.relative_to(folder)): hashlib.sha256(comparable(file)).hexdigest()
        for file in files
        if file.name != ".gitignore"
    }


def test_killed_again_and_again_it_ends_with_the_bytes_of_likelier_run(finished, quick_world):
    ours, theirs = digests(quick_world.folder), digests(finished)
    assert {name.partition("/")[0] for name in theirs} == {name.partition("/")[0] for name in WRITTEN}
    assert ours == theirs


def test_a_second_repro_does_nothing_and_a_changed_knob_only_its_own_model(finished):
    started = time.perf_counter()
    output = repro(finished)
    seconds = time.perf_counter() - started
    assert "Data and pipelines are up to date" in output
    assert "Running stage" not in output
    assert seconds < 30  # about one second on a machine of its own
    before = (finished / "params.yaml").read_text()
    content = yaml.safe_load(before)
    content["models"]["linear"]["settings"] = {"min_count": 7}
    (finished / "params.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
    told = dvc(finished, "status", "--json").communicate()[0]
    (finished / "params.yaml").write_text(before)
    changed = set(json.loads(told[told.index("{") :]))
    assert changed == {"train@linear", "evaluate", "register"}


def test_an_update_of_what_is_current_runs_no_stage_and_leaves_the_lock_file(finished, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(finished, folder, symlinks=True)
    command = [str(BIN / "likelier"), "update"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    assert "\nnot trained: " in done.stdout
    assert "0 labelled posts that version 1 has not learned from" in done.stdout
    assert "Running stage" not in done.stderr
    assert (folder / "dvc.lock").read_bytes() == (finished / "dvc.lock").read_bytes()
    assert json.loads((folder / "metrics/update.json").read_text())["retrain"] is False
