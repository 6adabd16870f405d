"""The run of a model that is registered by itself, without an evaluation."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from likelier.registry.evaluation import losses
from likelier.registry.logged import declare
from likelier.registry.runs import FINISHED


def alone(
    client: Any,
    experiment: str,
    name: str,
    folder: Path,
    knobs: Mapping[str, Any],
    figures: Mapping[str, float],
    tags: Mapping[str, str],
    files: Sequence[Path],
) -> str:
    """Write the run and the logged model, and return that one's number; parameters as in `Registry.add`."""
    from mlflow.entities import Metric, Param

    run = client.create_run(experiment, tags=dict(tags), run_name=str(knobs.get("model", name)))
    number, begun = run.info.run_id, run.info.start_time
    settings = {key: str(value) for key, value in knobs.items()}
    client.log_batch(number, params=[Param(key, value) for key, value in settings.items()])
    for file in files:
        client.log_artifact(number, str(file))
    logged = declare(client, run, name, settings, folder=folder)
    points = [(key, float(value), 0) for key, value in figures.items()]
    points += [(one.name, one.value, one.step) for one in losses(folder)]
    client.log_batch(number, [Metric(*point[:2], begun, point[2], model_id=logged) for point in points])
    client.set_terminated(number, FINISHED)
    return logged
