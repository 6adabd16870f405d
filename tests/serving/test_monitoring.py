"""Records of what was scored: what is in them, what is not, and that they never fail a request."""

import json
import time
from datetime import UTC, datetime

import pytest
from bentoml._internal.monitoring.api import _MONITOR_INSTANCES  # one a process, but for tests

from likelier.judging import Question
from serving.asked.inputs import Asked
from serving.http import routes
from serving.watched import metrics, monitoring

NOW = datetime(2026, 3, 1, 18, 47, 12, 345, tzinfo=UTC)


@pytest.fixture
def recorded(tmp_path):
    """Switch records on for a test; gives what was written once the records are closed."""
    folder = tmp_path / "records"
    _MONITOR_INSTANCES.pop("likelier", None)
    monitoring.start(folder)

    def written():
        monitoring.stop()
        file = folder / "likelier" / "data" / "data.0.log"
        return [json.loads(line) for line in file.read_text().splitlines()]

    yield written
    monitoring.stop()


def outcome(name):
    return metrics.RECORDS.labels(name)._value.get()


def test_each_scored_post_is_a_record_without_anything_that_was_sent(service, draw, recorded, tmp_path):
    fields = {
        "captions": "private caption", "category": "private category", "followers": "123456",
        "at": "2024-03-01T10:00:00Z",
    }  # fmt: skip
    ranked = service.rank([("private-name.jpg", draw(1)), ("b.jpg", draw(2))], fields)
    assert service.request("POST", "/predict", files=[("pictures", ("x", draw(3)))], data=fields).status_code == 200
    assert service.request("POST", "/best-time", files=[("pictures", ("x", draw(3)))], data=fields).status_code == 200
    found = recorded()
    assert [one["route"] for one in found] == ["/rank", "/rank", "/predict", "/best-time"]
    for one in found:
        assert (one["model"], one["model_version"]) == ("likelier", 1)
        assert one["hour"].endswith(":00:00+00:00")
        assert one["low"] < one["score"] < one["high"]
        assert one["account_followers"] == 11.7  # log(123457) is 11.72
        assert 0 < one["picture_brightness"] < 1
        assert not {"timestamp", "request_id", "trace_id", "account_category"} & set(one)
        assert not [name for name in one if name.startswith(("meaning", "embedding", "words"))]
    together, alone, _ = (found[place]["asked"] for place in (0, 2, 3))
    assert found[1]["asked"] == together != alone
    assert together not in ranked.headers.values()
    by_picture = {row["picture"]: row["score"] for row in ranked.json()["order"]}
    assert [one["score"] for one in found[:2]] == pytest.approx([by_picture[0], by_picture[1]], abs=1e-4)
    everything = "".join(file.read_text() for file in tmp_path.rglob("*") if file.is_file())
    assert "private" not in everything
    schema = json.loads((tmp_path / "records/likelier/schema/schema.0.log").read_text())
    assert {"name": "score", "role": "prediction", "type": "numerical"} in schema["columns"]


def test_nothing_is_recorded_by_default(service, draw, tmp_path):
    before = outcome("written")
    assert service.rank([draw(1)]).status_code == 200
    assert outcome("written") == before


def test_a_folder_that_cannot_be_written_fails_no_request(service, draw, tmp_path, capfd):
    (tmp_path / "a-file").write_text("in the way")
    _MONITOR_INSTANCES.pop("likelier", None)
    monitoring.start(tmp_path / "a-file")
    try:
        before = outcome("failed")
        for _ in range(3):
            assert service.rank([draw(1)]).status_code == 200
        end = time.monotonic() + 10
        while outcome("failed") < before + 3 and time.monotonic() < end:
            time.sleep(0.02)
        assert outcome("failed") == before + 3
        said = capfd.readouterr()
        assert (said.out + said.err).count("records_not_written") == 1
        assert "Traceback" not in said.out + said.err
    finally:
        monitoring.stop()


def test_records_that_cannot_be_written_in_time_are_dropped(monkeypatch, service, draw, tmp_path):
    monkeypatch.setattr(monitoring, "WAITING", 1)
    monkeypatch.setattr(monitoring, "_log", lambda record, folder: time.sleep(0.5))
    monitoring.start(tmp_path)
    before = outcome("dropped")
    try:
        start = time.monotonic()
        for _ in range(4):
            monitoring.keep("/rank", routes.app.state.keeper.scorer.model, judged(draw))
        assert time.monotonic() - start < 20
        assert outcome("dropped") > before
    finally:
        monitoring._records = None


def judged(draw):
    scorer = routes.app.state.keeper.scorer
    prepared = scorer.prepare_now(Asked([draw(1)], [None], None, NOW, {}))
    return scorer.judge_now([(Question(prepared.rows, prepared.account), True)])[0]


def test_the_hour_is_all_that_is_told_of_the_time(service, draw):
    (one,) = monitoring.records("/predict", routes.app.state.keeper.scorer.model, judged(draw), now=NOW)
    assert one["hour"] == "2026-03-01T18:00:00+00:00"
