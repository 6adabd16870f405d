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

_ARCHIVE = Path("data/archive")  # as in dvc.yaml


def run(params: Params, workdir: Path) -> None:
    """Collect, ingest, validate, featurize, explore, train every model, evaluate and register.

    Parameters
    ----------
    workdir : Path
        Created when it isn't there. A registry is kept in it, unless `MLFLOW_TRACKING_URI` names another.
    """
    from likelier.scorecard import summary
    from likelier.steps.collect import collect
    from likelier.steps.evaluate import evaluate
    from likelier.steps.explore import explore
    from likelier.steps.featurize import featurize
    from likelier.steps.ingest import ingest
    from likelier.steps.register import register
    from likelier.steps.train import train
    from likelier.steps.validate import validate

    for name, entry in params.models.items():  # a wrong setting is told before the work begins
        models.create(name, entry, params.train.seed)
        leaks.check_entry(name, entry)
    workdir.mkdir(parents=True, exist_ok=True)
    shards, features, metrics = workdir / "data" / "shards", workdir / "data" / "features", workdir / "metrics"
    archive = workdir / "data" / "archive"
    collect(params, archive, metrics / "collect.json")
    ingest(_reading(params, archive), shards, metrics / "ingest.json")
    validate(params, shards, workdir / "reports" / "validation", metrics / "validate.json")
    featurize(params, shards, features, metrics / "featurize.json")
    explore(params, shards, [features], workdir / "reports" / "exploration", metrics / "explore.json")
    trained = [workdir / "models" / name for name in params.models]
    for name, folder in zip(params.models, trained, strict=True):
        train(params, name, shards, [features], folder, metrics / "train" / f"{name}.json")
    evaluation = metrics / "evaluate.json"
    report = workdir / "reports" / "scorecard"
    evaluate(params, shards, [features], trained, report, evaluation)
    with _registry_in(workdir):
        register(params, shards, [features], trained, evaluation, report, metrics / "register.json")
    print(summary(json.loads(evaluation.read_text(encoding="utf-8"))))
    print(f"scorecard: {report / 'scorecard.html'}", file=sys.stderr)


def _reading(params: Params, archive: Path) -> Params:
    """Where ``ingest.path`` is the archive of `dvc.yaml`, what this run has collected is read in its stead."""
    if params.collect.source == "none" or Path(params.ingest.path) != _ARCHIVE:
        return params
    return params.model_copy(update={"ingest": params.ingest.model_copy(update={"path": str(archive)})})


@contextmanager
def _registry_in(workdir: Path) -> Iterator[None]:
    """Keep the registry in `workdir`, unless the environment names another."""
    named = os.environ.get(TRACKING_URI)
    os.environ[TRACKING_URI] = named or sqlite_uri(workdir / "registry")
    try:
        yield
    finally:
        if named is None:
            del os.environ[TRACKING_URI]
