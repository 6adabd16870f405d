"""What Prometheus reads; its size doesn't depend on what is asked for."""

import json

import pytest
from prometheus_client.openmetrics import parser as open_metrics
from prometheus_client.parser import text_string_to_metric_families

from serving.http import routes


@pytest.fixture
def samples(service):
    """Every sample by name and labels."""

    def read():
        text = service.get("/metrics").text
        found = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        return {(sample.name, *sorted(sample.labels.items())): sample.value for sample in found}

    return read


def requests(route, status, method="POST"):
    return ("likelier_requests_total", ("method", method), ("route", route), ("status", status))


def test_requests_durations_and_pictures_are_counted(service, draw, samples):
    before = samples()
    service.rank([draw(1), draw(2)])
    service.rank([b"not a picture"])
    after = samples()

    def more(key):
        return after[key] - before.get(key, 0)

    assert more(requests("/rank", "200")) == 1
    assert more(requests("/rank", "422")) == 1
    assert more(requests("/metrics", "200", "GET")) == 1
    assert more(("likelier_pictures_total", ("route", "/rank"))) == 2
    assert more(("likelier_request_seconds_count", ("method", "POST"), ("route", "/rank"))) == 2
    assert more(("likelier_request_seconds_sum", ("method", "POST"), ("route", "/rank"))) > 0
    assert after[("likelier_requests_inside",)] == 1  # the one that asks


def test_the_model_and_the_process_are_told(samples, artifact):
    told = samples()
    assert told["likelier_model_info", ("family", "xgboost"), ("name", "likelier"), ("version", "1")] == 1
    assert told[("likelier_ready",)] == 1
    assert told[("likelier_model_loaded_timestamp_seconds",)] > 1.7e9
    assert told[("process_resident_memory_bytes",)] > 50e6


def test_what_nobody_has_heard_of_adds_nothing(service, samples):
    def unknown(number):
        service.get(f"/nothing/{number}")
        service.request("POST", f"/model/{number}")
        service.request(f"METHOD{number}", "/rank")
        service.get(f"/static_content/{number}")

    unknown(0)
    before = set(samples())
    for number in range(1, 51):
        unknown(number)
    assert set(samples()) == before
    methods = {label[1] for key in before for label in key[1:] if label[0] == "method"}
    assert methods <= {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"}


def test_open_metrics_are_given_to_who_asks_for_them(service):
    answer = service.request("GET", "/metrics", headers={"accept": "application/openmetrics-text; version=1.0.0"})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    names = {family.name for family in open_metrics.text_string_to_metric_families(answer.text)}
    assert {"likelier_requests", "likelier_request_seconds", "likelier_model_info"} <= names


def test_none_of_bentomls_own_are_left(service):
    assert "bentoml" not in service.get("/metrics").text


REPORT = {
    "version": 1, "severity": "warning", "not_compared": None, "posts": 600, "performance": None,
    "findings": [{"name": "picture_dark", "about": "feature", "severity": "warning", "psi": 0.1}],
}  # fmt: skip


def test_the_drift_of_the_model_in_service_is_told_and_no_other_file_does_harm(samples, service, tmp_path, monkeypatch):
    path = tmp_path / "drift.json"
    monkeypatch.setattr(routes.app.state, "drift", path, raising=False)

    def told(content):
        path.write_text(content)
        return {key[0]: value for key, value in samples().items() if key[0].startswith("likelier_drift")}

    assert told(json.dumps(REPORT))["likelier_drift_severity"] == 1
    assert told(json.dumps(REPORT))["likelier_drift_report_timestamp_seconds"] > 1.7e9
    assert told(json.dumps(REPORT | {"version": 2})) == {}  # of another version
    assert told(json.dumps(REPORT)[:50]) == {}  # torn
    assert told(json.dumps(REPORT | {"severity": "critical"}))["likelier_drift_severity"] == 2
    path.unlink()
    assert not [key for key in samples() if key[0].startswith("likelier_drift")]
