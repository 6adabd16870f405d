"""A drift report as Prometheus gauges: for a textfile collector, and for the service's own metrics.

A feature's name is the only label that grows, and models have a known number of them; a file that says otherwise is
cut off.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from likelier.drift.findings import SEVERITIES

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

MOST = 500  # columns with gauges of their own: more than any model reads without words and embeddings
LARGEST = 16_000_000  # bytes of a report
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
ABOUT = ("feature", "prediction", "mix", "pictures", "performance")


def read(path: Path) -> dict[str, Any] | None:
    """A report; None where there is none, or where it is not one."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return None
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return report if isinstance(report, dict) else None


def families(report: Mapping[str, Any], version: int | None = None) -> "list[GaugeMetricFamily]":
    """The gauges of a report; none where it isn't of this version (None: any), or not what `likelier drift` writes."""
    try:
        if version is not None and report["version"] != version:
            return []
        return list(_families(report))
    except (KeyError, TypeError, ValueError, AttributeError):
        return []


def _families(report: Mapping[str, Any]) -> "Iterator[GaugeMetricFamily]":
    from prometheus_client.core import GaugeMetricFamily as Gauge

    of = [str(int(report["version"]))]
    severity = Gauge("likelier_drift_severity", "0 none, 1 warning, 2 critical.", labels=("version",))
    severity.add_metric(of, SEVERITIES.index(report["severity"]))
    compared = Gauge("likelier_drift_compared", "0: there was too little to compare.", labels=("version",))
    compared.add_metric(of, float(report["not_compared"] is None))
    posts = Gauge("likelier_drift_posts", "New posts, or records, that were compared.", labels=("version",))
    posts.add_metric(of, int(report["posts"]))
    columns = Gauge(
        "likelier_drift_column_severity",
        "As likelier_drift_severity, of one column.",
        labels=("version", "about", "column"),
    )
    psi = Gauge("likelier_drift_psi", "Population stability index.", labels=("version", "about", "column"))
    for one in report["findings"][:MOST]:
        if not NAME.fullmatch(one["name"]) or one["about"] not in ABOUT:
            continue
        labels = [*of, one["about"], one["name"]]
        columns.add_metric(labels, SEVERITIES.index(one["severity"]))
        if one["psi"] is not None:
            psi.add_metric(labels, float(one["psi"]))
    yield from (severity, compared, posts, columns, psi)
    if report["performance"]:
        yield from _performance(report["performance"], of)


def _performance(figures: Mapping[str, Any], of: list[str]) -> "Iterator[GaugeMetricFamily]":
    from prometheus_client.core import GaugeMetricFamily as Gauge

    for name, told in (("pair_accuracy", "Pairs of posts in order"), ("coverage", "Likes inside the interval")):
        if name in figures:
            gauge = Gauge(f"likelier_drift_{name}", f"{told}, a share.", labels=("version", "posts"))
            for which in ("new", "reference"):
                gauge.add_metric([*of, which], float(figures[name][which]["value"]))
            yield gauge


def write(report: Mapping[str, Any], path: Path) -> None:
    """Write the gauges for the textfile collector of Prometheus's node exporter, whole or not at all."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.registry import Collector

    from likelier.atomic import replacing

    class Found(Collector):
        def collect(self) -> "Iterator[GaugeMetricFamily]":
            yield from families(report)

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Found())
    with replacing(path) as partial:
        partial.write_bytes(generate_latest(registry))
