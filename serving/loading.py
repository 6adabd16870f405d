"""Which model is served: said by the environment."""

import os
import sys
from pathlib import Path

from likelier import champion
from likelier.artifact import Artifact
from likelier.errors import LikelierError, RegistryError
from likelier.registry import Registry
from serving.answers import ModelDetails
from serving.scorer import Scorer

# A registry that doesn't answer is said within a minute, not after MLflow's own seven attempts of two minutes.
PATIENCE = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2", "MLFLOW_HTTP_REQUEST_TIMEOUT": "15"}


def load() -> Scorer | None:
    """The model to serve, warmed up; None where there is none, and the log says why in one line.

    A folder by `LIKELIER_ARTIFACT`; else the champion of the registered model `LIKELIER_MODEL` (``likelier``), in the
    registry at `MLFLOW_TRACKING_URI` or below the folder `LIKELIER_WORKDIR` (the current one).
    """
    try:
        scorer = _found()
        scorer.warm_up()
    except Exception as error:  # whatever is wrong with a model, the service lives on to say that it is not ready
        _say(f"not ready: {_reason(error)}; then start the service again")
        return None
    _say(f"serving {scorer.model.label}")
    return scorer


def _found() -> Scorer:
    name = os.environ.get("LIKELIER_MODEL") or "likelier"
    workdir = Path(os.environ.get("LIKELIER_WORKDIR") or ".")
    if folder := os.environ.get("LIKELIER_ARTIFACT"):
        artifact = champion.find(folder, name, workdir)[1]
        label = f"{artifact.name} from the folder {Path(folder).name}"
        return _scorer(artifact, name=artifact.name, label=label, version=None)
    if not os.environ.get("MLFLOW_TRACKING_URI") and not (workdir / "registry" / "mlflow.db").is_file():
        # Asking would create an empty one.
        raise RegistryError(f"{workdir}: has no registry/; run `dvc repro` or `likelier run` first")
    for key, value in PATIENCE.items():
        os.environ.setdefault(key, value)
    version, artifact = Registry(name, workdir / "registry").champion()
    label = f"{name} version {version.number} ({artifact.name})"
    return _scorer(artifact, name=name, label=label, version=version.number)


def _scorer(artifact: Artifact, name: str, label: str, version: int | None) -> Scorer:
    model = ModelDetails(
        name=name,
        label=label,
        version=version,
        target=artifact.target,
        coverage=artifact.coverage,
        family=artifact.entry.family,
        features=artifact.kinds,
    )
    return Scorer(artifact, model)


def _reason(error: Exception) -> str:
    told = (str(error).splitlines() or [""])[0][:300]
    if isinstance(error, LikelierError | OSError):
        return told
    return f"the model cannot be used ({type(error).__name__}: {told}); mend its folder or the registry"


def _say(line: str) -> None:
    print(f"likelier: {line}", file=sys.stderr, flush=True)
