"""Records of what was scored, for finding drift: features, score and model version, opt-in, beside the requests.

They are written by BentoML's monitor in a thread of its own: a full disk or a folder that is missing fails no request.
What is recorded is told in docs/security.md.
"""

import contextvars
import logging
import queue
from collections.abc import Sequence
from datetime import UTC, datetime
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import bentoml
from bentoml.monitoring import DefaultMonitor

from likelier import told
from likelier.judging import Judged
from serving.answered.answers import ModelDetails
from serving.watched import logs, metrics

NAME = "likelier"
WAITING = 1_000  # answers whose records are not written yet; more are dropped, and counted

_records: "Records | None" = None


def start(folder: Path) -> None:
    """Record from now on."""
    global _records
    _records = Records(folder)


def stop() -> None:
    """Write what waits, and record no more."""
    global _records
    if _records is not None:
        _records.close()
    _records = None


def keep(route: str, model: ModelDetails, judged: Judged, rows: int | None = None) -> None:
    """Record what was scored, the first `rows` of it; nothing where records are off."""
    if _records is not None:
        _records.keep(route, model, judged, rows)


class Records:
    """A queue, and the thread that writes from it.

    Parameters
    ----------
    folder : Path
        Where BentoML's monitor makes ``likelier/data`` and ``likelier/schema``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._failing = False
        self._waiting: queue.Queue[list[dict[str, Any]] | None] = queue.Queue(WAITING)
        self._thread = Thread(target=self._write, name="records", daemon=True)
        self._thread.start()

    def keep(self, route: str, model: ModelDetails, judged: Judged, rows: int | None = None) -> None:
        """Record what was scored; never raises, never waits."""
        try:
            self._waiting.put_nowait(records(route, model, judged, rows))
        except queue.Full:
            metrics.RECORDS.labels("dropped").inc()

    def close(self) -> None:
        """Write what waits."""
        try:
            self._waiting.put(None, timeout=5)
        except queue.Full:
            return
        self._thread.join(5)

    def _write(self) -> None:
        while (several := self._waiting.get()) is not None:
            for one in several:
                try:
                    # A record that fails leaves nothing behind for the next one: BentoML keeps it in such variables.
                    contextvars.copy_context().run(_log, one, self._folder)
                except Exception as error:
                    metrics.RECORDS.labels("failed").inc()
                    if not self._failing:  # one line, until it works again
                        logs.write("records_not_written", "error", **logs.failure(error))
                    self._failing = True
                else:
                    metrics.RECORDS.labels("written").inc()
                    self._failing = False


def records(
    route: str, model: ModelDetails, judged: Judged, rows: int | None = None, now: datetime | None = None
) -> list[dict[str, Any]]:
    """One record a scored post, by column.

    Those of one request have one `asked`: photos that are asked about together are alike, and must not count as so many
    strangers. It is drawn for the records alone, and stands neither in the log nor in the answer.
    """
    hour = (now or datetime.now(UTC)).replace(minute=0, second=0, microsecond=0).isoformat()
    head = {"hour": hour, "asked": uuid4().hex, "route": route, "model": model.name, "model_version": model.version}
    scores = judged.scores[["score", "low", "high"]].iloc[:rows].round(4).to_dict("records")
    named = [name for name in judged.features if name in told.units()]
    seen = judged.features[named].iloc[:rows].to_dict("records")
    return [
        {
            **head,
            **{str(key): value for key, value in score.items()},
            **{str(name): told.plain(str(name), value) for name, value in row.items()},
        }
        for score, row in zip(scores, seen, strict=True)
    ]


def _log(record: dict[str, Any], folder: Path) -> None:
    options = {"log_path": str(folder), "log_config_file": str(Path(__file__).with_suffix(".yaml"))}
    with bentoml.monitor(NAME, monitor_class=Monitor, monitor_options=options) as monitor:
        for name, value in record.items():
            role = "prediction" if name in ("score", "low", "high") else "feature"
            unit = told.units().get(name, "category")
            number = name in ("score", "low", "high", "model_version") or unit != "category"
            monitor.log(value, name, role, "numerical" if number else "categorical")


class Monitor(DefaultMonitor):  # type: ignore[misc]
    """BentoML's monitor, without the time to the microsecond and the ids that it adds to a record.

    The schema is written again where it is another one: another model reads other features.
    """

    _schema: dict[str, dict[str, str]] | None = None

    def start_record(self) -> None:
        """Begin a record."""
        self.columns_schema = None
        super().start_record()

    def export_schema(self, columns_schema: dict[str, dict[str, str]]) -> None:
        """Write the schema, if it is a new one."""
        if columns_schema != self._schema:
            super().export_schema(columns_schema)
            self._schema = columns_schema

    def export_data(self, datas: dict[str, Sequence[Any]]) -> None:
        """Write the records."""
        if self.data_logger is None:
            self._init_logger()
        for values in zip(*datas.values(), strict=True):
            self.data_logger.info(dict(zip(datas, values, strict=True)))


class File(TimedRotatingFileHandler):
    """A file whose failures are told to who writes, not to standard error together with the record."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Called from within the failure."""
        raise
