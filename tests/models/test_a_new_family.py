"""One new file and one entry add a model: done here in a copy of the project, and nothing else is touched."""

import os
import shutil
import subprocess
import sys

import pytest
import yaml
from conftest import PROJECT

pytestmark = pytest.mark.slow

FAMILY = '''"""The mean target of the nearest posts."""

import json
from pathlib import Path

import numpy as np
from pydantic import Field

from likelier.filling import Filling
from likelier.models import Examples, Floats, Model
from likelier.params import Section


class Settings(Section):
    """Knobs of the nearest posts."""

    neighbours: int = Field(default=5, ge=1)


class Estimator(Model):
    """By plain distance of the filled features."""

    Settings = Settings

    def fit(self, examples: Examples, target: Floats) -> None:
        self.filling, self.points = Filling.fit(examples.features, examples.account, 5)
        self.target = target

    def predict(self, examples: Examples) -> Floats:
        here = self.filling.transform(examples.features)
        far = ((here[:, None] - self.points[None]) ** 2).sum(axis=2)
        near = np.argsort(far, axis=1, kind="stable")[:, : self.settings.neighbours]
        return self.target[near].mean(axis=1)

    def save(self, folder: Path) -> None:
        self.filling.save(folder)
        content = {"points": self.points.tolist(), "target": self.target.tolist()}
        (folder / "posts.json").write_text(json.dumps(content), encoding="utf-8")

    def restore(self, folder: Path) -> None:
        self.filling = Filling.load(folder)
        content = json.loads((folder / "posts.json").read_text(encoding="utf-8"))
        self.points, self.target = (np.array(content[name], dtype=float) for name in ("points", "target"))
'''


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project with the new file and the new entry; the rest of its params is for seconds only."""
    folder = tmp_path_factory.mktemp("project")
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PROJECT / "src", folder / "src", ignore=unwanted)
    (folder / "tests" / "models").mkdir(parents=True)
    for name in ("pyproject.toml", "tests/conftest.py", "tests/models/test_contract.py"):
        shutil.copy(PROJECT / name, folder / name)
    (folder / "src/likelier/models/neighbour_mean.py").write_text(FAMILY)
    params = yaml.safe_load((PROJECT / "params.yaml").read_text())
    params["ingest"] |= {"sample": {"accounts": 6, "posts": 8}}
    params["featurize"] |= dict.fromkeys(("faces", "embedding", "meaning", "picture", "pixels"), False) | {"workers": 1}
    params["train"] |= {"splits": ["account"]}
    params["evaluate"] |= {"resamples": 100, "sets_per_account": 5}
    params["models"] = {
        "constant": {"family": "constant", "baseline": True},
        "neighbours": {"family": "neighbour_mean", "settings": {"neighbours": 3}},
    }
    (folder / "params.yaml").write_text(yaml.safe_dump(params))
    return folder


def ran(project, *command):
    environment = {**os.environ, "PYTHONPATH": str(project / "src")}
    return subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_it_runs_with_the_others_and_is_registered(project):
    done = ran(project, "-c", "from likelier.cli import main; main()", "run")
    assert done.returncode == 0, done.stderr
    assert {"neighbours", "constant"} <= {line.split()[0] for line in done.stdout.splitlines()}
    assert "neighbours is version 1" in done.stderr


def test_the_contract_test_picks_it_up_by_itself(project):
    chosen = ("-k", "neighbours or every_file", "-q", "-p", "no:cacheprovider", "-p", "no:logging")
    done = ran(project, "-m", "pytest", "tests/models/test_contract.py", *chosen)
    assert done.returncode == 0, done.stdout
    assert int(done.stdout.rpartition(" passed")[0].split()[-1]) >= 7, done.stdout  # one of each test of the contract


def test_a_wrong_knob_of_it_is_named(project):
    asked = ("run", "--set", "models.neighbours.settings.neighbours=0")
    done = ran(project, "-c", "from likelier.cli import main; main()", *asked)
    assert done.returncode == 2 and "models.neighbours.settings.neighbours: " in done.stderr
