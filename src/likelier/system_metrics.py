"""What a long training takes of its machine (processor, memory, GPU, disk, network), in MLflow while it runs.

Only where `MLFLOW_TRACKING_URI` names a server, and only of a training of over a minute. All of it happens in a thread
of its own: a server that fails costs one line on stderr, and never the training.
"""

import hashlib
import logging
import os
import sys
import time
from collections.abc import Callable
from functools import wraps
from inspect import signature
from pathlib import Path
from threading import Event, Thread
from typing import Any, ParamSpec

from likelier.connection import SETTINGS, TRACKING_URI, experiment_of

SWITCH = "MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING"  # MLflow's own; "false": nothing is logged
TRAINING, PREDICTIONS, MODEL = "likelier.training", "likelier.predictions", "likelier.model"  # tags of the run
ENDED = "ended"  # as `TRAINING`: waits for the evaluation that the run belongs to
AFTER = 60.0  # seconds that a short training takes
PATIENCE = 10.0  # seconds that the end of a training waits for the server, at the most

Given = ParamSpec("Given")


def watched(step: Callable[Given, None]) -> Callable[Given, None]:
    """Have a step's machine watched, that has `params`, `name` and `trained`, its folder, among its parameters."""

    @wraps(step)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> None:
        uri = os.environ.get(TRACKING_URI, "")
        if not uri.startswith("http") or os.environ.get(SWITCH, "").lower() == "false":
            return step(*args, **kwargs)
        given = signature(step).bind(*args, **kwargs).arguments
        for key, value in SETTINGS.items():
            os.environ.setdefault(key, value)  # here: a thread must not set a variable while others read some
        watch = Watch(uri, given["params"].registration.name, given["name"], AFTER)
        try:
            step(*args, **kwargs)
        except BaseException:
            watch.end(None)
            raise
        watch.end(given["trained"])
        return None

    return run


def digest(trained: Path) -> str:
    """What an evaluation knows a training by: the SHA-256 of its held-back scores."""
    with (trained / "predictions.parquet").open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


class Watch:
    """Logs the machine to a run of its own, which becomes the model's when its evaluation is registered.

    Parameters
    ----------
    uri : str
        The server's address.
    experiment, model : str
        Names.
    after : float
        Seconds after which it begins.
    """

    def __init__(self, uri: str, experiment: str, model: str, after: float) -> None:
        self._uri, self._experiment, self._model, self._after = uri, experiment, model, after
        self._begun = round(time.time() * 1000)
        self._over = Event()
        self._trained: Path | None = None
        self._thread = Thread(target=self._quietly, name="system metrics", daemon=True)
        self._thread.start()

    def end(self, trained: Path | None, patience: float = PATIENCE) -> None:
        """The training has ended; `trained` is its folder, None where it failed."""
        self._trained = trained
        self._over.set()
        self._thread.join(patience)
        if self._thread.is_alive():
            self._tell("the server is too slow")

    def _quietly(self) -> None:
        if self._over.wait(self._after):
            return
        try:
            self._watch()
        except Exception as error:  # whatever it is, the training goes on
            self._tell((str(error).splitlines() or [type(error).__name__])[0][:200])

    def _watch(self) -> None:
        for name in ("mlflow", "urllib3.connectionpool"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # one line is enough, and it's ours
        from mlflow import MlflowClient
        from mlflow.system_metrics.system_metrics_monitor import SystemMetricsMonitor

        client: Any = MlflowClient(self._uri, self._uri)
        tags = {TRAINING: "running", MODEL: self._model, "mlflow.source.name": "likelier train"}
        number = experiment_of(client, self._experiment)
        run = client.create_run(number, self._begun, tags, f"training {self._model}").info.run_id
        monitor: Any = SystemMetricsMonitor(run, tracking_uri=self._uri)
        monitor.start()
        self._over.wait()
        monitor.finish()
        if self._trained is not None:
            client.set_tag(run, PREDICTIONS, digest(self._trained))
            client.set_tag(run, TRAINING, ENDED)
        client.set_terminated(run, "FAILED" if self._trained is None else "FINISHED")

    def _tell(self, reason: str) -> None:
        print(f"train {self._model}: its system metrics are not in MLflow: {reason}", file=sys.stderr)
