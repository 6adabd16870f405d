"""Which model is served: said by the environment."""

import os
import sys
from pathlib import Path

from likelier import champion
from likelier.errors import LikelierError
from likelier.registry import CHAMPION
from serving.answers import ModelDetails
from serving.scorer import Scorer


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
    found = champion.find(os.environ.get("LIKELIER_ARTIFACT") or CHAMPION, name, workdir)
    model = ModelDetails(
        name=found.artifact.name if found.version is None else name,
        label=found.label,
        version=found.version,
        target=found.artifact.target,
        coverage=found.artifact.coverage,
        family=found.artifact.entry.family,
        features=found.artifact.kinds,
    )
    return Scorer(found.artifact, model)


def _reason(error: Exception) -> str:
    told = (str(error).splitlines() or [""])[0][:300]
    if isinstance(error, LikelierError | OSError):
        return told
    return f"the model cannot be used ({type(error).__name__}: {told}); mend its folder or the registry"


def _say(line: str) -> None:
    print(f"likelier: {line}", file=sys.stderr, flush=True)
