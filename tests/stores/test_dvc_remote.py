"""A DVC remote on a real S3 store: what one has run and pushed, another pulls, and has nothing left to run."""

import hashlib
import json
import os
import shutil
import subprocess

import pytest
import yaml
from conftest import BIN, PROJECT

pytestmark = pytest.mark.slow

OUTPUTS = ("data/shards", "data/features", "models", "reports", "metrics")


@pytest.fixture(scope="module")
def project(quick_world, store, tmp_path_factory):
    """A git repository with the project's stages, the session's quick world as what they have made, and a remote."""
    folder = tmp_path_factory.mktemp("remote") / "first"
    folder.mkdir()
    for entry in ("dvc.yaml", ".dvcignore", ".gitignore"):
        shutil.copy(PROJECT / entry, folder / entry)
    shutil.copytree(PROJECT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PROJECT / "data/raw", folder / "data/raw", ignore=lambda _, names: set(names) - {"README.md"})
    (folder / "params.yaml").write_text(quick_world.params.dump())
    for place in ("data/archive", *OUTPUTS):
        shutil.copytree(quick_world.folder / place, folder / place)
    run(folder, "git", "init", "-q")
    run(folder, "dvc", "init", "-q")
    run(folder, "dvc", "config", "core.analytics", "false")
    run(folder, "dvc", "remote", "add", "-d", "store", f"s3://{store.bucket('dvc')}/likelier")
    run(folder, "dvc", "remote", "modify", "store", "endpointurl", store.endpoint)
    run(folder, "dvc", "commit", "--force")  # as if `dvc repro` had run: it gives these bytes (test_dvc_repro.py)
    run(folder, "git", "add", "--all")
    run(folder, "git", "commit", "-q", "-m", "what was run")
    return folder


def run(folder, program, *arguments, fails=False, **environment):
    path = BIN / program if (BIN / program).exists() else program
    told = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "GIT_CONFIG_GLOBAL": os.devnull}
    told |= {f"GIT_{who}_{what}": "tests@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(
        [str(path), *arguments], cwd=folder, env=told | environment, capture_output=True, text=True, timeout=600
    )
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr


def digests(folder, *places):
    files = sorted(file for place in places for file in (folder / place).rglob("*") if file.is_file())
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.name != ".gitignore"
    }


def keys(store):
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION", "AWS_EC2_METADATA_DISABLED")
    return {name: store.environment[name] for name in names}


def test_a_fresh_clone_pulls_everything_and_has_nothing_to_run(project, store, tmp_path):
    run(project, "dvc", "push", **keys(store))
    run(tmp_path, "git", "clone", "-q", str(project), "clone")
    clone = tmp_path / "clone"
    assert digests(clone, *OUTPUTS) == {}  # git has none of it
    run(clone, "dvc", "pull", **keys(store))
    assert digests(clone, *OUTPUTS) == digests(project, *OUTPUTS)
    told = run(clone, "dvc", "repro")
    assert "Running stage" not in told
    stages = yaml.safe_load((project / "dvc.lock").read_text())["stages"]
    assert {name for name in stages if f"Stage '{name}' didn't change" not in told} == set()
    assert len(stages) >= 10
    assert "up to date" in told
    here, there = (json.loads(run(folder, "dvc", "metrics", "show", "--json")) for folder in (project, clone))
    assert here == there


def test_a_store_that_refuses_the_key_gives_nothing(project, store, tmp_path):
    run(tmp_path, "git", "clone", "-q", str(project), "clone")
    wrong = keys(store) | {"AWS_SECRET_ACCESS_KEY": "not-the-secret"}
    told = run(tmp_path / "clone", "dvc", "pull", fails=True, **wrong)
    assert "SignatureDoesNotMatch" in told or "Forbidden" in told or "403" in told or "credentials" in told, told
    assert digests(tmp_path / "clone", *OUTPUTS) == {}
