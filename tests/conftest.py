"""What every test shares: telemetry off, and two small worlds that went through all steps."""

import os

os.environ.pop("MLFLOW_TRACKING_URI", None)  # no test writes into a registry that isn't its own
os.environ.update(
    MLFLOW_DISABLE_TELEMETRY="true",
    GX_ANALYTICS_ENABLED="false",
    BENTOML_DO_NOT_TRACK="True",
    DVC_NO_ANALYTICS="1",
    ITERATIVE_DO_NOT_TRACK="1",
    MLFLOW_ALLOW_PICKLE_DESERIALIZATION="false",
    OMP_WAIT_POLICY="PASSIVE",  # threads that wait for each other leave the cores to the other half of the suite
)

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from likelier import params as parameters

PROJECT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent

LONGEST = "test_dvc_repro.py"
TINY_NET = "models.mixed.settings={epochs: 1, halvings: 4, filters: [2], dense: [4], min_count: 5}"
# Small enough for seconds, large enough that every split has accounts to compare.
TINY = (
    "ingest.sample.accounts=8",
    "ingest.sample.posts=8",
    "ingest.sample.hidden_likes=0.05",
    "ingest.sample.broken_pictures=0.04",
    "ingest.shard_mb=1",
    "featurize.workers=1",  # a second process takes longer to start than to compute these
    "validate.min_posts=5",
    "evaluate.resamples=100",
    "evaluate.sets_per_account=5",
    "register.min_lift=-1",  # eight accounts tell no two models apart
    "models.xgboost.settings.rounds=20",
    "models.xgboost.settings.min_count=5",
    TINY_NET,
)
# Where it only counts that two ways lead to the same bytes: a baseline, a model and a net, on what is seen quickly.
QUICK = (
    *("featurize.meaning=false", "featurize.embedding=false", "featurize.faces=false"),
    *("ingest.shard_mb=1.5", "train.folds=3"),
)
FEW = {
    "constant": {"family": "constant", "baseline": True},
    "linear": {"family": "linear"},
    "mlp": {"family": "mlp", "settings": {"epochs": 1}},
}


@dataclass(frozen=True)
class World:
    """A finished run: its folder, and what it was run with."""

    folder: Path
    params: parameters.Params

    @property
    def shards(self) -> Path:
        return self.folder / "data" / "shards"

    @property
    def features(self) -> Path:
        return self.folder / "data" / "features"


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    """MLflow leaves the address of the last registry in the environment: the next test must not write there."""
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """The tiny sample world after `likelier run`; to be read, never to be written to. All workers share one."""
    return finished(tmp_path_factory, "world", parameters.load(PROJECT / "params.yaml", TINY))


@pytest.fixture(scope="session")
def quick_world(tmp_path_factory):
    """The same with few features and few models."""
    content = parameters.load(PROJECT / "params.yaml", [*TINY, *QUICK]).model_dump(mode="json", by_alias=True)
    return finished(tmp_path_factory, "quick_world", parameters.Params.model_validate(content | {"models": FEW}))


def finished(tmp_path_factory, name, given):
    from likelier.run import run

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / name, shared / f"{name}-is-there"
    with FileLock(shared / f"{name}.lock"):
        if not done.exists():
            with pytest.MonkeyPatch.context() as environment:  # whatever another fixture of the session has named
                environment.delenv("MLFLOW_TRACKING_URI", raising=False)
                run(given, folder)
            done.touch()
    return World(folder, given)


def pytest_collection_modifyitems(items):
    """The longest first: with two workers, nothing long is left for the end.

    The very first is one that needs no world: while it runs, the other worker makes the world for both.
    """
    items.sort(key=lambda item: (item.get_closest_marker("slow") is None, "world" in item.fixturenames))
    items.sort(key=lambda item: item.path.name != LONGEST)
