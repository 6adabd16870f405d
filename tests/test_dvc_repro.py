"""`dvc repro` as a data scientist runs it, in a project of its own: twice from scratch, once with kills."""

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
from conftest import BIN, PROJECT, TINY

from likelier import params as parameters

pytestmark = pytest.mark.slow

QUICK = ("featurize.meaning=false", "featurize.embedding=false")  # no stage depends on which kinds there are
WRITTEN = ("data/archive", "data/shards", "data/features", "models", "metrics", "reports")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Make a project with the tiny world in its params, and no git."""

    def make(name):
        folder = tmp_path_factory.mktemp(name)
        for entry in ("dvc.yaml", "src", ".dvcignore"):
            source = PROJECT / entry
            if source.is_dir():
                shutil.copytree(source, folder / entry, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder / entry)
        shutil.copytree(PROJECT / "data/raw", folder / "data/raw", ignore=lambda _, names: set(names) - {"README.md"})
        given = parameters.load(PROJECT / "params.yaml", [*TINY, *QUICK])
        content = yaml.safe_load(given.dump())
        few = ("constant", "time_only", "xgboost")
        content["models"] = {key: value for key, value in content["models"].items() if key in few}
        (folder / "params.yaml").write_text(yaml.safe_dump(content))
        dvc(folder, "init", "--no-scm", "-q").wait()
        dvc(folder, "config", "core.analytics", "false").wait()
        return folder

    return make


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


@pytest.fixture(scope="module")
def finished(project):
    folder = project("whole")
    repro(folder)
    return folder


def test_a_second_repro_does_nothing_and_a_changed_knob_only_its_own_model(finished):
    started = time.perf_counter()
    output = repro(finished)
    seconds = time.perf_counter() - started
    assert "Data and pipelines are up to date" in output
    assert "Running stage" not in output
    assert seconds < 30  # about one second on a machine of its own
    content = yaml.safe_load((finished / "params.yaml").read_text())
    content["models"]["xgboost"]["settings"]["rounds"] += 1
    before = (finished / "params.yaml").read_text()
    (finished / "params.yaml").write_text(yaml.safe_dump(content))
    told = dvc(finished, "status", "--json").communicate()[0]
    (finished / "params.yaml").write_text(before)
    changed = set(json.loads(told[told.index("{") :]))
    assert changed == {"train@xgboost", "evaluate", "register"}


def test_killed_again_and_again_it_ends_with_the_same_bytes(project, finished):
    folder = project("killed")
    for stage in ("ingest", "featurize", "train@xgboost", "register"):  # every step by itself: steps/test_killed.py
        running = dvc(folder, "repro")
        for line in running.stdout:
            if f"Running stage '{stage}'" in line:
                time.sleep(1.0 if stage == "register" else 1.5)
                break
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    repro(folder)
    assert digests(folder) == digests(finished)


def test_the_metrics_are_those_of_likelier_run(finished, tmp_path):
    command = [
        str(BIN / "likelier"),
        "run",
        "--params",
        str(finished / "params.yaml"),
        "--workdir",
        str(tmp_path / "w"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    ours, theirs = digests(tmp_path / "w"), digests(finished)
    assert {name for name in theirs if name.startswith("metrics/")} <= set(ours)
    assert ours == theirs
