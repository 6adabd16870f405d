"""A report as gauges: what is in them, and that no file does harm."""

import json

import pytest
from prometheus_client.parser import text_string_to_metric_families

from likelier.drift import gauges

FIGURE = {"value": 0.6, "low": 0.5, "high": 0.7}
FINDING = {"name": "picture_brightness", "about": "feature", "severity": "critical", "psi": 0.4, "words": ""}
REPORT = {
    "version": 3, "severity": "critical", "not_compared": None, "posts": 600, "findings": [FINDING],
    "performance": {"pair_accuracy": {"new": FIGURE, "reference": FIGURE, "difference": FIGURE}},
}  # fmt: skip


def samples(text):
    found = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(one.name, *(value for _, value in sorted(one.labels.items()))): one.value for one in found}


def test_the_file_for_prometheus_tells_severity_columns_and_performance(tmp_path):
    gauges.write(REPORT, tmp_path / "likelier.prom")
    told = samples((tmp_path / "likelier.prom").read_text())
    assert told["likelier_drift_severity", "3"] == 2
    assert told["likelier_drift_compared", "3"] == 1
    assert told["likelier_drift_posts", "3"] == 600
    assert told["likelier_drift_psi", "feature", "picture_brightness", "3"] == 0.4
    assert told["likelier_drift_column_severity", "feature", "picture_brightness", "3"] == 2
    assert told["likelier_drift_pair_accuracy", "new", "3"] == 0.6
    assert [path.name for path in tmp_path.iterdir()] == ["likelier.prom"]  # no half a file beside it


def test_a_file_adds_no_labels_without_end():
    many = [FINDING | {"name": f"column_{place}"} for place in range(5000)] + [FINDING | {"name": 'x" y'}]
    found = {one.name: one for one in gauges.families(REPORT | {"findings": many})}
    assert len(found["likelier_drift_psi"].samples) == gauges.MOST
    assert not gauges.families(REPORT | {"findings": [FINDING | {"name": "A name"}]})[3].samples


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"version": 3},
        REPORT | {"severity": "?"},
        REPORT | {"findings": [1]},
        REPORT | {"performance": {"coverage": 1}},
        {"version": []},
    ],
)
def test_what_is_no_report_has_no_gauges(report):
    assert gauges.families(report) == []


def test_the_report_of_another_version_has_no_gauges():
    assert gauges.families(REPORT, 4) == []
    assert gauges.families(REPORT, 3)


@pytest.mark.parametrize("content", ["", "{", "[1]", "[" * 100_000, "\udcff"])
def test_a_file_that_is_torn_is_none(tmp_path, content):
    path = tmp_path / "drift.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert gauges.read(path) is None
    assert gauges.read(tmp_path / "missing.json") is None
    assert gauges.read(tmp_path) is None


def test_a_report_is_read_as_it_is(tmp_path):
    (tmp_path / "drift.json").write_text(json.dumps(REPORT))
    assert gauges.read(tmp_path / "drift.json") == REPORT
