"""Runs whose process was killed: MLflow would show them as running for ever."""

import time
from typing import Any

MINUTES = 30  # without a sign of life; a run that goes on in spite of it ends as finished all the same


def end_stale(client: Any, experiment: str) -> None:
    """End those runs of an experiment that no process writes any more, as killed."""
    oldest = round((time.time() - 60 * MINUTES) * 1000)
    begun = f"attributes.status = 'RUNNING' and attributes.start_time < {oldest}"
    for run in client.search_runs([experiment], begun):
        number, told = run.info.run_id, next(iter(run.data.metrics), None)
        points = client.get_metric_history(number, told) if told else []
        if all(point.timestamp < oldest for point in points):
            client.set_terminated(number, "KILLED")
