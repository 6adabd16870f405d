"""A logged model of MLflow: what a version serves, or of a model that isn't registered its settings and figures."""

import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from likelier import __version__
from likelier.registry import doubled
from likelier.signature import signature

EXTERNAL = "mlflow.model.isExternal"  # its files lie elsewhere
CODE = Path(__file__).parents[1] / "pyfunc.py"


def declare(
    client: Any,
    run: Any,
    name: str,
    settings: Mapping[str, str],
    kind: str = "model",
    folder: Path | None = None,
    *,
    again: bool = False,
) -> str:
    """The number of a run's logged model, which is made when it isn't there.

    Parameters
    ----------
    client : MlflowClient
    run : Run
        That the model is of.
    name, settings, kind : str and mapping
        What MLflow's page shows of it.
    folder : Path or None
        What `Artifact.save` wrote; None: only figures are kept of it.
    again : bool
        Whether an earlier attempt may have made it.
    """
    from mlflow.entities import LoggedModelOutput

    number, experiment = run.info.run_id, run.info.experiment_id
    found = client.search_logged_models([experiment], f"source_run_id = '{number}'") if again else []
    tags = {EXTERNAL: "true"} if folder is None else {}
    logged = next(iter(found), None) or client.create_logged_model(
        experiment, name, number, tags, dict(settings), model_type=kind
    )
    if str(logged.status) != "READY":
        if folder is not None:
            _upload(client, logged.model_id, number, folder, name)
        if logged.model_id not in {one.model_id for one in (run.outputs.model_outputs if run.outputs else [])}:
            with doubled.allowed():  # a second time is an error
                client.log_outputs(number, [LoggedModelOutput(logged.model_id, 0)])
        client.finalize_logged_model(logged.model_id, "READY")
    return str(logged.model_id)


def _upload(client: Any, model: str, run: str, folder: Path, name: str) -> None:
    import mlflow
    from mlflow.models import Model

    with tempfile.TemporaryDirectory() as place, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for an example of its input: that would be a post
        kept = Path(place) / "model"
        mlflow.pyfunc.save_model(
            path=str(kept),
            python_model=str(CODE),
            artifacts={"artifact": str(folder)},
            signature=signature(),
            pip_requirements=[f"likelier=={__version__}"],
            mlflow_model=Model(artifact_path=name, run_id=run, model_uuid=model, model_id=model),
        )
        _without_paths(kept)
        client.log_model_artifacts(model, str(kept))


def _without_paths(kept: Path) -> None:
    """MLflow writes down where code and files came from on this machine; loading needs only what they are called."""
    from mlflow.models import Model

    described = Model.load(str(kept))
    flavor = described.flavors["python_function"]
    flavor["model_code_path"] = CODE.name
    for told in flavor["artifacts"].values():
        told["uri"] = told["path"]
    described.save(str(kept / "MLmodel"))
