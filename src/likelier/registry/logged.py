"""What MLflow keeps of a model that is registered: its run with params, figures and files, and the model itself."""

import csv
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from likelier import __version__
from likelier.signature import signature


def log(
    name: str,
    experiment: str,
    folder: Path,
    knobs: Mapping[str, Any],
    figures: Mapping[str, float],
    tags: Mapping[str, str],
    files: list[Path],
) -> str:
    """Log an artifact's folder with its run, and return the address of the logged model.

    Parameters are those of `likelier.registry.Registry.add`.
    """
    import mlflow

    with mlflow.start_run(experiment_id=experiment, run_name=str(knobs.get("model", name)), tags=dict(tags)):
        mlflow.log_params(dict(knobs))
        mlflow.log_metrics(dict(figures))
        for epoch, losses in _learning_curve(folder):
            mlflow.log_metrics(losses, step=epoch)
        for file in files:
            mlflow.log_artifact(str(file))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks for an example of its input: that would be a post
            logged = mlflow.pyfunc.log_model(
                name=name,
                python_model=str(Path(__file__).parents[1] / "pyfunc.py"),
                artifacts={"artifact": str(folder)},
                signature=signature(),
                pip_requirements=[f"likelier=={__version__}"],
            )
    return str(logged.model_uri)


def _learning_curve(artifact: Path) -> Iterator[tuple[int, dict[str, float]]]:
    """The losses of each epoch, of a model that tells them."""
    path = artifact / "model" / "curves.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield int(row.pop("epoch")), {name: float(value) for name, value in row.items()}
