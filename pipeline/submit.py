"""The compiled graph and its params, handed to a Kubeflow server."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from likelier.params import Params
from pipeline.cluster import Cluster


def compiled(params: Params) -> dict[str, Any]:
    """The graph and its Kubernetes settings, as the API takes them."""
    from pipeline.compiled import write

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pipeline.yaml"
        write(file, params)
        documents = list(yaml.safe_load_all(file.read_text(encoding="utf-8")))
    return dict(zip(("pipeline_spec", "platform_spec"), documents, strict=False))


def submit(cluster: Cluster, params: Params, experiment: str, name: str | None = None) -> str:
    """Start a run.

    Parameters
    ----------
    experiment : str
        The experiment that it is shown under; made where there is none.
    name : str, optional
        What it is called; else with the present time.

    Returns
    -------
    str
        The run's id.
    """
    from kfp_server_api import RunServiceApi, V2beta1Run

    run = V2beta1Run(
        display_name=name or f"likelier {datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
        experiment_id=experiment_id(cluster, experiment),
        pipeline_spec=compiled(params),
        runtime_config=runtime(params),
        service_account=params.cluster.service_account,
    )
    return str(cluster.ask(RunServiceApi(cluster.client).run_service_create_run, run).run_id)


def runtime(params: Params) -> Any:
    """The graph's only input."""
    from kfp_server_api import V2beta1RuntimeConfig

    return V2beta1RuntimeConfig(parameters={"params": params.dump()})


def experiment_id(cluster: Cluster, name: str) -> str:
    """The id of the experiment of this name, made where there is none."""
    from kfp_server_api import ExperimentServiceApi, V2beta1Experiment

    api = ExperimentServiceApi(cluster.client)
    same = json.dumps({"predicates": [{"operation": "EQUALS", "key": "display_name", "string_value": name}]})
    listed = cluster.ask(api.experiment_service_list_experiments, filter=same, **scope(cluster))
    for experiment in listed.experiments or ():
        if experiment.display_name == name:
            return str(experiment.experiment_id)
    made = V2beta1Experiment(display_name=name, namespace=cluster.namespace)
    return str(cluster.ask(api.experiment_service_create_experiment, made).experiment_id)


def scope(cluster: Cluster) -> dict[str, str]:
    """What a list is asked for: the namespace, where there is one."""
    return {"namespace": cluster.namespace} if cluster.namespace else {}
