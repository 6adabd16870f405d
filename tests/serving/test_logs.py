"""A line of JSON for each request; nothing of what was sent, however bad the request is."""

import json
import logging

import pytest

from serving.watched import logs

PRIVATE = "private-7f3a"  # in every name, text and path that is sent below


@pytest.fixture
def lines(capfd):
    """What was written since the last time; all of it, and the lines of ours."""

    def read():
        said = "".join(capfd.readouterr())
        return said, [json.loads(line) for line in said.splitlines() if line.startswith("{")]

    return read


def test_a_line_tells_what_a_request_cost_and_nothing_else(service, draw, lines):
    response = service.rank([draw(1), draw(2)], {"captions": "a"})
    _, (line,) = lines()
    assert set(line) == {
        "time", "level", "event", "request_id", "method", "route", "status", "milliseconds", "bytes_in", "bytes_out",
        "pictures", "model",
    }  # fmt: skip
    assert (line["level"], line["event"], line["method"], line["route"]) == ("info", "request", "POST", "/rank")
    assert (line["status"], line["pictures"], line["model"]) == (200, 2, "likelier version 1 (xgboost)")
    assert line["bytes_in"] == int(response.request.headers["content-length"])
    assert line["bytes_out"] == len(response.content)
    assert 0 < line["milliseconds"] < 60_000
    assert line["request_id"] == response.headers["x-request-id"]


def asked(service, draw):
    """Good and bad requests, each with something private."""
    good = draw(1)
    name = f"{PRIVATE}.jpg"
    whole = service.rank([(name, good)], {"captions": PRIVATE, "category": PRIVATE})
    assert whole.status_code == 200
    yield whole
    yield service.rank([(name, PRIVATE.encode())], {"captions": PRIVATE})
    yield service.rank([good], {PRIVATE: PRIVATE})
    yield service.rank([good], {"followers": PRIVATE})
    yield service.rank([good], {"account": PRIVATE})
    yield service.rank([good], {"time_zone": PRIVATE})
    yield service.rank([good], {"captions": PRIVATE.encode("utf-16")})
    yield service.rank([(name, good)] * 2, {"captions": [PRIVATE] * 3})
    form = {"content-type": f"multipart/form-data; boundary={PRIVATE}"}
    yield service.request("POST", "/rank", content=f"--{PRIVATE}\r\n\0{PRIVATE}: ".encode(), headers=form)
    yield service.request("POST", "/rank", content=PRIVATE.encode(), headers={"content-type": f"text/{PRIVATE}"})
    yield service.request("POST", f"/rank?caption={PRIVATE}", files=[("pictures", (name, b""))])
    yield service.get(f"/{PRIVATE}")
    yield service.get(f"/model/{PRIVATE}?key={PRIVATE}")
    yield service.get(f"/static_content/{PRIVATE}.js")
    yield service.get(f"/rank/../{PRIVATE}/%00%0a")
    yield service.request(PRIVATE.upper(), "/rank")
    headers = dict.fromkeys(("user-agent", "referer", "cookie", "authorization", "x-forwarded-for"), PRIVATE)
    yield service.request("GET", "/model", headers=headers)
    yield service.request("GET", "/model", headers={"x-request-id": f"of {PRIVATE}"})


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_the_log_holds_nothing_of_what_was_sent(service, draw, lines, caplog, level):
    caplog.set_level(level)
    answers = list(asked(service, draw))
    said, written = lines()
    assert len(written) == len(answers)
    assert [line["status"] for line in written] == [answer.status_code for answer in answers]
    assert sum(line["status"] >= 400 for line in written) == len(answers) - 3
    ours = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    assert PRIVATE not in (said + ours).lower()


def test_routes_are_told_by_their_templates(service, lines):
    for path in ("/model", "/openapi.json", "/nothing", "/rank"):
        service.get(path)
    assert [line["route"] for line in lines()[1]] == ["/model", "/openapi.json", "unknown", "/rank"]


def test_health_has_a_line_only_where_it_is_bad(service, lines):
    for path in ("/livez", "/readyz", "/healthz", "/metrics"):
        assert service.get(path).status_code == 200
    assert lines()[1] == []
    assert service.request("POST", "/readyz").status_code == 405
    assert [line["route"] for line in lines()[1]] == ["/readyz"]


@pytest.mark.parametrize(
    ("given", "taken"), [("abc-1.2_3", True), ("x" * 64, True), ("x" * 65, False), ("a b", False), ("", False)]
)
def test_a_request_id_is_taken_where_it_is_a_short_token(service, given, taken):
    answered = service.request("GET", "/nothing", headers={"x-request-id": given}).headers["x-request-id"]
    assert (answered == given) is taken
    assert answered


def test_an_error_is_told_by_its_types_and_its_place_without_its_message():
    try:
        try:
            raise KeyError(PRIVATE)
        except KeyError as error:
            raise RuntimeError(PRIVATE) from error
    except RuntimeError as error:
        told = logs.failure(error)
    assert told["types"] == ["RuntimeError", "KeyError"]
    assert told["frames"][-1].startswith("serving/test_logs.py:")
    assert PRIVATE not in json.dumps(told)
