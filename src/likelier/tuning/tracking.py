"""A search as MLflow shows it: one run, and below it one run a trial."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from likelier.connection import Connection

PARENT = "mlflow.parentRunId"
NAME = "mlflow.runName"
TRIAL, STUDY = "likelier.trial", "likelier.study"


class Tracked:
    """The run of one study, found again by the study's name.

    Parameters
    ----------
    experiment : str
        Name of the experiment.
    study : str
        Name of the study.
    knobs, tags : mapping
        What the run keeps of the search.
    """

    def __init__(self, experiment: str, study: str, knobs: Mapping[str, Any], tags: Mapping[str, str]) -> None:
        self._connection = Connection(Path("registry"))
        self._client = self._connection.client
        self._experiment = self._connection.experiment(experiment)
        with self._connection.told():
            known = self._client.search_runs([self._experiment], f"tags.`{STUDY}` = '{study}'")
            if known:
                self._run = known[0].info.run_id
                self._client.update_run(self._run, status="RUNNING")
            else:
                all_tags = {NAME: study, STUDY: study, **tags}
                self._run = self._client.create_run(self._experiment, tags=all_tags).info.run_id
                self._client.log_batch(self._run, params=_params(knobs))
            children = self._client.search_runs(
                [self._experiment],
                f"tags.`{PARENT}` = '{self._run}' and attributes.status = 'FINISHED'",
                max_results=5000,
            )
            self._told = {int(run.data.tags[TRIAL]) for run in children}

    def trial(self, number: int, state: str, settings: Mapping[str, Any], steps: Mapping[int, float]) -> None:
        """Log a finished trial, unless it is there: its settings, and the pair accuracy after each fold."""
        if number in self._told:
            return
        from mlflow.entities import Metric

        with self._connection.told():
            tags = {PARENT: self._run, NAME: f"trial {number}", TRIAL: str(number), "likelier.state": state}
            run = self._client.create_run(self._experiment, tags=tags).info.run_id
            now = int(time.time() * 1000)
            metrics = [Metric("pair_accuracy", value, now, step) for step, value in sorted(steps.items())]
            self._client.log_batch(run, metrics, _params(settings))
            self._client.set_terminated(run)
        self._told.add(number)

    def end(self, found: Mapping[str, Any], figures: Mapping[str, float], written: bool) -> None:
        """Log what the search found and how it was confirmed."""
        with self._connection.told():
            # A search that goes on may find something else: MLflow's params can't be changed, tags can.
            for key, value in found.items():
                self._client.set_tag(self._run, f"found.{key}", str(value))
            self._client.set_tag(self._run, "likelier.written", str(written).lower())
            for key, value in figures.items():
                self._client.log_metric(self._run, key, value)
            self._client.set_terminated(self._run)


def _params(values: Mapping[str, Any]) -> list[Any]:
    from mlflow.entities import Param

    return [Param(key, str(value)) for key, value in values.items()]
