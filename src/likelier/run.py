"""All steps in one folder, one after the other, without DVC.

The folder looks as the project's own does after ``dvc repro``; a test compares the two.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from likelier import leaks, models
from likelier.connection import TRACKING_URI, sqlite_uri
from likelier.params import Params

ARCHIVE = Path("data/archive")  # as in dvc.yaml


def run(params: Params, workdir: Path) -> None:
    """Collect, ingest, validate, featurize, explore, train every model, evaluate and register.

    Parameters
    ----------
    workdir : Path
        Created when it isn't there. A registry is kept in it, unless `MLFLOW_TRACKING_URI` names another.
    """
    from likelier.scorecard import summary

    check(params)
    workdir.mkdir(parents=True, exist_ok=True)
    collect_posts(params, workdir)
    refresh(params, workdir)
    learn(params, workdir)
    print(summary(json.loads((workdir / "metrics" / "evaluate.json").read_text(encoding="utf-8"))))
    print(f"scorecard: {workdir / 'reports' / 'scorecard' / 'scorecard.html'}", file=sys.stderr)


def check(params: Params) -> None:
    """See that every model's settings can be used: a wrong one is told before the work begins.

    Raises
    ------
    ParamsError, LeakFound
        One can't.
    """
    for name, entry in params.models.items():
        models.create(name, entry, params.train.seed)
        leaks.check_entry(name, entry)


def collect_posts(params: Params, workdir: Path) -> None:
    """Add what is new to the archive of the folder, where the params ask for it."""
    from likelier.steps.collect import collect

    collect(params, workdir / ARCHIVE, workdir / "metrics" / "collect.json")


def refresh(params: Params, workdir: Path) -> None:
    """Ingest, validate and featurize."""
    from likelier.steps.featurize import featurize
    from likelier.steps.ingest import ingest
    from likelier.steps.validate import validate

    shards, metrics = workdir / "data" / "shards", workdir / "metrics"
    ingest(_reading(params, workdir / ARCHIVE), shards, metrics / "ingest.json")
    validate(params, shards, workdir / "reports" / "validation", metrics / "validate.json")
    featurize(params, shards, workdir / "data" / "features", metrics / "featurize.json")


def learn(params: Params, workdir: Path) -> None:
    """Explore, train every model, evaluate and register."""
    from likelier.steps.evaluate import evaluate
    from likelier.steps.explore import explore
    from likelier.steps.register import register
    from likelier.steps.train import train

    shards, features, metrics = workdir / "data" / "shards", workdir / "data" / "features", workdir / "metrics"
    explore(params, shards, [features], workdir / "reports" / "exploration", metrics / "explore.json")
    trained = [workdir / "models" / name for name in params.models]
    for name, folder in zip(params.models, trained, strict=True):
        train(params, name, shards, [features], folder, metrics / "train" / f"{name}.json")
    evaluation = metrics / "evaluate.json"
    report = workdir / "reports" / "scorecard"
    evaluate(params, shards, [features], trained, report, evaluation)
    with registry_in(workdir):
        register(params, shards, [features], trained, evaluation, report, metrics / "register.json")


def _reading(params: Params, archive: Path) -> Params:
    """Where ``ingest.path`` is the archive of `dvc.yaml`, what this run has collected is read in its stead."""
    if params.collect.source == "none" or Path(params.ingest.path) != ARCHIVE:
        return params
    return params.model_copy(update={"ingest": params.ingest.model_copy(update={"path": str(archive)})})


@contextmanager
def registry_in(workdir: Path) -> Iterator[None]:
    """Keep the registry in `workdir`, unless the environment names another."""
    named = os.environ.get(TRACKING_URI)
    os.environ[TRACKING_URI] = named or sqlite_uri(workdir / "registry")
    try:
        yield
    finally:
        if named is None:
            del os.environ[TRACKING_URI]
