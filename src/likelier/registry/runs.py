"""An evaluation in MLflow: one run above, and below it one for each model that was trained.

The runs are written by MLflow's client, not by ``mlflow.start_run``: that one would add the user's name and the
script's path. All are found again by a tag, so that an evaluation that is registered twice, or was killed in the
middle, has each run once.
"""

import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from likelier.lineage import code_version
from likelier.registry import datasets
from likelier.registry.description import describe
from likelier.registry.evaluation import SPLIT, Contender, Evaluation, Figure
from likelier.registry.logged import declare
from likelier.system_metrics import ENDED, PREDICTIONS, TRAINING, digest
from likelier.version_facts import MEASURES

EVALUATION, ROLE, MODEL, TRAINED = "likelier.evaluation", "likelier.role", "likelier.model", "likelier.trained"
PARENT, NOTE = "mlflow.parentRunId", "mlflow.note.content"
SOURCE, COMMIT = "mlflow.source.name", "mlflow.source.git.commit"
WHOLE = "evaluation"  # the role of the run above
FINISHED = "FINISHED"
UNKNOWN = "unknown"  # code of no commit
LIMIT = 120.0  # seconds for the runs of all models; the version is registered by then
MOST = {"metrics": 900, "params": 100}  # in one batch; MLflow takes no more


class Runs:
    """The runs of one evaluation.

    Parameters
    ----------
    client : MlflowClient
    experiment : str
        Its number.
    """

    def __init__(self, client: Any, experiment: str, evaluation: Evaluation) -> None:
        self._client = client
        self._experiment = experiment
        self._evaluation = evaluation
        self._tags = {EVALUATION: evaluation.digest, SOURCE: "likelier register"}
        if (commit := code_version()) != UNKNOWN:
            self._tags[COMMIT] = commit
        found = client.search_runs([experiment], f"tags.`{EVALUATION}` = '{evaluation.digest}'")
        self._found: dict[str, Any] = {}
        self._doubles: list[Any] = []  # of two processes that registered the same evaluation at once
        for run in reversed(found):  # the oldest first
            if self._found.setdefault(run.data.tags.get(MODEL, ""), run) is not run:
                self._doubles.append(run)
        self._begun: set[str] = set()  # by this process
        self._trained: dict[tuple[str, str], Any] | None = None  # by model and digest of its scores

    @property
    def complete(self) -> bool:
        """Whether every run is there and has ended."""
        names = {"", *(one.name for one in self._evaluation.contenders)}
        return all(name in self._found and self._found[name].info.status == FINISHED for name in names)

    def model(self, one: Contender, folder: Path | None = None, files: Sequence[Path] = ()) -> tuple[str, str]:
        """The run of a model and its logged model, which are written if they aren't there: their numbers.

        Parameters
        ----------
        folder : Path or None
            What `Artifact.save` wrote, to be kept with the logged model; None: only settings and figures are.
        files : sequence of Path
            What the run keeps.
        """
        run = self._below(one)
        number = str(run.info.run_id)
        again = one.name not in self._begun
        if run.info.status != FINISHED:
            for file in files:
                self._client.log_artifact(number, str(file))
        model = declare(self._client, run, one.name, one.settings, one.role, folder, again=again)
        if run.info.status != FINISHED:
            self._write(run, one.settings, one.figures, model)
            self._end(one.name)
        return number, model

    def _below(self, one: Contender) -> Any:
        above = self._above()
        tags = {ROLE: one.role, MODEL: one.name, TRAINED: one.digest, PARENT: above.info.run_id}
        # MLflow's page shows the newest first: so the best stands at the top.
        place = self._evaluation.contenders.index(one) + 1
        if one.name not in self._found and (training := self._training(one)):
            self._adopt(training, one, tags)
        return self._run(one.name, one.name, tags, above.info.start_time + place)

    def _training(self, one: Contender) -> Any:
        """The run in which a long training has logged its machine; None: there is none."""
        if self._trained is None:
            ended = self._client.search_runs([self._experiment], f"tags.`{TRAINING}` = '{ENDED}'")
            told = [(run.data.tags.get(MODEL, ""), run.data.tags.get(PREDICTIONS, "")) for run in ended]
            self._trained = dict(zip(reversed(told), reversed(ended), strict=True))
        return self._trained.get((one.name, digest(one.folder))) if self._trained else None

    def _adopt(self, training: Any, one: Contender, tags: Mapping[str, str]) -> None:
        """Make the run of a training that of the model."""
        from mlflow.entities import RunTag

        number = training.info.run_id
        self._client.update_run(number, status="RUNNING", name=one.name)
        every = {**self._tags, **tags, TRAINING: "registered"}
        self._client.log_batch(number, tags=[RunTag(key, value) for key, value in every.items()])
        self._found[one.name] = self._client.get_run(number)

    def finish(self, registered: str, version: int, kept: str) -> None:
        """Write the runs that are still missing, and what the evaluation as a whole found.

        Parameters
        ----------
        registered : str
            The registered model.
        version : int
            The best model's, whose run is `kept`.
        """
        self._single(kept)
        if self.complete:
            return
        runs, begun = {}, time.monotonic()
        for one in reversed(self._evaluation.contenders):
            if time.monotonic() - begun > LIMIT:
                print("register: MLflow is slow; its runs are completed by registering again", file=sys.stderr)
                return
            runs[one.name] = self._number(one)
        above = self._above()
        best = self._evaluation.best
        main = {f"{SPLIT}/{measure}{bound}" for measure in MEASURES for bound in ("", "_low", "_high")}
        data = {key: str(value) for key, value in self._evaluation.facts["data"].items() if value is not None}
        told = {"best_model": best.name, "models": str(len(runs)), "registered_version": str(version), **data}
        self._write(above, told, [one for one in best.figures if one.name in main], None)
        note = describe(self._evaluation, registered, version, self._experiment, runs)
        self._client.set_tag(above.info.run_id, NOTE, note)
        self._end("")

    def _single(self, kept: str) -> None:
        """Remove what is there twice; the version's own run stays."""
        for double in self._doubles:
            key, gone = double.data.tags.get(MODEL, ""), double
            if key and double.info.status != FINISHED:  # somebody may be writing it
                continue
            if double.info.run_id == kept:
                self._found[key], gone = double, self._found[key]
            for model in gone.outputs.model_outputs:
                self._client.delete_logged_model(model.model_id)
            self._client.delete_run(gone.info.run_id)
        above = self._above().info.run_id
        for key, run in self._found.items():
            if key and run.data.tags.get(PARENT) != above:
                self._client.set_tag(run.info.run_id, PARENT, above)

    def _number(self, one: Contender) -> str:
        run = self._found.get(one.name)
        return str(run.info.run_id) if run and run.info.status == FINISHED else self.model(one)[0]

    def _above(self) -> Any:
        name = f"{self._evaluation.best.name}, best of {len(self._evaluation.contenders)}"
        return self._run("", name, {ROLE: WHOLE}, None)

    def _run(self, key: str, name: str, tags: Mapping[str, str], start: int | None) -> Any:
        if key not in self._found:
            every = {**self._tags, **tags}
            self._found[key] = self._client.create_run(self._experiment, start_time=start, tags=every, run_name=name)
            self._begun.add(key)
        return self._found[key]

    def _end(self, key: str) -> None:
        run = self._found[key]
        # That of a training has ended before.
        self._client.set_terminated(run.info.run_id, FINISHED, run.info.end_time)
        self._found[key] = self._client.get_run(run.info.run_id)

    def _write(self, run: Any, params: Mapping[str, str], figures: Iterable[Figure], model: str | None) -> None:
        from mlflow.entities import Metric, Param

        number = run.info.run_id
        datasets.log(self._client, number, self._evaluation)
        given = [] if run.data.params else [Param(key, value) for key, value in params.items()]
        # The time of the run's begin, so that a second attempt writes the same points and not twice as many.
        metrics = [self._metric(one, run, model, Metric) for one in figures]
        for at in range(0, len(given), MOST["params"]):
            self._client.log_batch(number, params=given[at : at + MOST["params"]])
        for at in range(0, len(metrics), MOST["metrics"]):
            self._client.log_batch(number, metrics=metrics[at : at + MOST["metrics"]])

    def _metric(self, one: Figure, run: Any, model: str | None, kind: Any) -> Any:
        on = {} if one.split is None else datasets.key(self._evaluation, one.split)
        begun = run.info.start_time
        return kind(one.name, one.value, begun, one.step, model_id=model, run_id=run.info.run_id, **on)
