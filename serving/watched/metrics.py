"""What Prometheus reads at `GET /metrics`: a registry of our own, every set of labels bounded by the code.

BentoML's own metrics label raw paths, so that anyone could make them grow; they are switched off.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from likelier.drift import gauges

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 90)

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "likelier_requests", "Answered requests, by route and status.", ("route", "method", "status"), registry=REGISTRY
)
DURATION = Histogram(
    "likelier_request_seconds",
    "How long they took.",
    ("route", "method"),
    buckets=SECONDS,
    registry=REGISTRY,
)
PICTURES = Counter("likelier_pictures", "Pictures that were looked at.", ("route",), registry=REGISTRY)
INSIDE = Gauge("likelier_requests_inside", "Requests that are not answered yet, this one too.", registry=REGISTRY)
RECORDS = Counter("likelier_records", "Records of scored posts.", ("outcome",), registry=REGISTRY)
ProcessCollector(registry=REGISTRY)


def count(route: str, method: str, status: int, seconds: float, pictures: int) -> None:
    """One request more."""
    REQUESTS.labels(route, method, str(status)).inc()
    DURATION.labels(route, method).observe(seconds)
    if pictures and status < 400:
        PICTURES.labels(route).inc(pictures)


async def answer(request: Request) -> Response:
    """The text format, or OpenMetrics where it is asked for."""
    encode, content_type = choose_encoder(request.headers.get("accept", ""))
    families = _Together(REGISTRY, _Model(request), _Drift(request))
    return Response(encode(families), headers={"Content-Type": content_type})


class _Model(Collector):
    """The model in service, as it is when asked."""

    def __init__(self, request: Request) -> None:
        keeper = request.app.state.keeper
        self._scorer = None if keeper is None else keeper.scorer

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("likelier_ready", "1 with a model, 0 without.", value=float(self._scorer is not None))
        if self._scorer is not None:
            model = self._scorer.model
            info = GaugeMetricFamily(
                "likelier_model_info", "The model in service.", labels=("name", "version", "family")
            )
            info.add_metric((model.name, str(model.version or ""), model.family), 1)
            yield info
            loaded = "likelier_model_loaded_timestamp_seconds"
            yield GaugeMetricFamily(loaded, "When it was loaded.", value=self._scorer.loaded_at)


class _Drift(Collector):
    """What `likelier drift` has found of the model in service; nothing where its report is missing or torn."""

    def __init__(self, request: Request) -> None:
        keeper = request.app.state.keeper
        self._version = None if keeper is None or keeper.scorer is None else keeper.scorer.model.version
        self._path: Path | None = getattr(request.app.state, "drift", None)

    def collect(self) -> Iterator[Metric]:
        if self._path is None or self._version is None:
            return
        try:
            about = self._path.stat()
        except OSError:
            return
        found = gauges.families(_report(self._path, about.st_mtime_ns, about.st_size) or {}, self._version)
        yield from found
        if found:
            written = "likelier_drift_report_timestamp_seconds"
            yield GaugeMetricFamily(written, "When the report was written.", value=about.st_mtime)


@lru_cache(maxsize=1)
def _report(path: Path, changed: int, size: int) -> dict[str, Any] | None:
    """The report as it is since it has changed."""
    return gauges.read(path)


class _Together(CollectorRegistry):
    """Our registry, and what is true of this request's app."""

    def __init__(self, *collectors: Collector) -> None:
        super().__init__(auto_describe=False)
        for collector in collectors:
            self.register(collector)
