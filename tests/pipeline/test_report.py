"""What the last task of a run says of it: by what the server tells of the tasks, whatever status it has."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from fake_kubeflow import tasks

from components.report_outcome import report_outcome
from pipeline import report as module

JSON = {"Content-Type": "application/json"}
RUN = "/apis/v2beta1/runs/r"
GOING = {"report_outcome": "RUNNING"}  # the task that asks, as the server sees it meanwhile


@contextmanager
def listening(*statuses):
    """A webhook's address, and what it was sent; it answers with each status once, the last again and again."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.append((self.path, self.headers.get("Authorization"), content))
            self.send_response(statuses[min(len(heard), len(statuses)) - 1])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hooks/secret-part", heard
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def ask(kubeflow, host, command, tmp_path, monkeypatch):
    """Report on the run `r`: exit code, what was written, and what was said."""
    monkeypatch.setattr("pipeline.report.POD_TOKEN", tmp_path / "token")
    for variable in (module.POD_TOKEN_AT, "LIKELIER_REPORT_URL"):
        monkeypatch.delenv(variable, raising=False)
    kubeflow.runs = [{"run_id": "r"}]

    def run(*more, asked=host):
        target = tmp_path / "report.json"
        server = ("--host", asked) if asked else ()
        code, out, err = command("report", "r", "--output", str(target), "--every", "0", *server, *more)
        assert out == ""
        return code, json.loads(target.read_text()), err

    return run


def test_run_that_went_well(kubeflow, ask):
    kubeflow.frames = [("RUNNING", tasks("RUNNING", ingest="SKIPPED", register="SUCCEEDED", **GOING))]
    code, told, err = ask()
    assert (code, told["outcome"], told["failed"]) == (0, "succeeded", [])
    assert told["succeeded"] == ["ingest", "register"]
    assert err == "report: run r: succeeded, as did 2 tasks\n"


@pytest.mark.parametrize("status", ["SUCCEEDED", "RUNNING"])
def test_task_that_failed_is_told_whatever_the_server_says_of_the_run(kubeflow, ask, status):
    details = tasks(status, ingest="SUCCEEDED", train__1="SUCCEEDED", train__2="FAILED", **GOING)
    details[8]["error"] = {"code": 1, "message": "exit status 2"}
    kubeflow.frames = [(status, details)]
    code, told, err = ask()
    assert (code, told["outcome"], told["failed"]) == (1, "failed", ["train (2)"])
    assert err == "report: run r: failed: train (2) (exit status 2)\n"


def test_end_that_the_server_hears_of_late_is_waited_for(kubeflow, ask):
    kubeflow.frames = [
        ("RUNNING", tasks("RUNNING", ingest="SUCCEEDED", register="RUNNING", **GOING)),
        ("RUNNING", tasks("RUNNING", ingest="SUCCEEDED", register="FAILED", **GOING)),
    ]
    assert ask()[1]["failed"] == ["register"]


def test_task_without_an_end_is_not_told_as_a_success(kubeflow, ask):
    kubeflow.frames = [("SUCCEEDED", tasks(ingest="SUCCEEDED", register="RUNNING", **GOING))]
    code, told, _ = ask("--patience", "0")
    assert (code, told["outcome"], told["text"]) == (0, "unknown", "run r: no end is known of register")


def test_server_that_names_no_task_tells_nothing(kubeflow, ask):
    kubeflow.frames = [("SUCCEEDED", [])]
    assert ask()[1]["outcome"] == "unknown"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((401, JSON, '{"message": "no"}'), "asks who you are (401)"),
        ((500, JSON, '{"message": "database is locked"}'), "in trouble (500 database is locked)"),
        ((403, JSON, '{"message": "no right"}'), "you may not do this (403 no right)"),
    ],
)
def test_server_that_does_not_tell(kubeflow, ask, answer, words):
    kubeflow.answers[RUN] = answer
    code, told, err = ask("--patience", "0")
    assert (code, told["outcome"], told["succeeded"], told["failed"]) == (0, "unknown", [], [])
    assert words in told["text"]
    assert err == f"report: {told['text']}\n"


def test_server_in_trouble_is_asked_again(kubeflow, ask, monkeypatch):
    kubeflow.frames = [("RUNNING", tasks("RUNNING", register="SUCCEEDED", **GOING))]
    kubeflow.answers[RUN] = (500, JSON, "{}")
    monkeypatch.setattr("pipeline.report.time.sleep", lambda seconds: kubeflow.answers.clear())
    assert ask()[1]["outcome"] == "succeeded"


def test_without_a_server_nobody_is_asked(kubeflow, ask):
    code, told, err = ask(asked=None)
    assert (code, told["outcome"], err) == (0, "unknown", "report: no server to ask\n")
    assert kubeflow.asked == []


def test_token_of_the_pod_is_shown_to_the_server_and_to_nobody_else(kubeflow, ask, tmp_path, monkeypatch):
    kubeflow.token = "of-the-pod"
    kubeflow.frames = [("RUNNING", tasks("RUNNING", register="SUCCEEDED", **GOING))]
    (tmp_path / "token").write_text("of-the-pod\n")
    with listening(200) as (address, heard):
        assert ask("--webhook", address)[1]["outcome"] == "succeeded"
    assert heard[0][1] is None
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("wrong-one")
    monkeypatch.setenv(module.POD_TOKEN_AT, str(elsewhere))
    _, told, err = ask()
    assert (told["outcome"], "doesn't take the token" in told["text"]) == ("unknown", True)
    assert "wrong-one" not in err


def test_webhook_is_sent_what_is_written(kubeflow, ask, monkeypatch):
    kubeflow.frames = [("SUCCEEDED", tasks(ingest="SUCCEEDED", train="FAILED", **GOING))]
    with listening(503, 200) as (address, heard):
        monkeypatch.setenv("LIKELIER_REPORT_URL", address)
        code, told, _ = ask()
    assert code == 1
    assert [content for _, _, content in heard] == [told, told]  # it was busy at first
    assert told == {
        "run": "r", "outcome": "failed", "succeeded": ["ingest"], "failed": ["train"],
        "text": "run r: failed: train",
    }  # fmt: skip


def test_webhook_that_refuses_changes_nothing_and_stays_secret(kubeflow, ask):
    with listening(403) as (address, heard):
        code, told, err = ask("--webhook", address)
    assert (code, told["outcome"], len(heard)) == (0, "succeeded", 1)
    assert err.splitlines()[1] == "report: webhook: refuses (403); nobody was told"
    _, _, err = ask("--webhook", "ftp://example.org/secret-part")
    assert "webhook: no address" in err
    assert "secret-part" not in err


def test_component_fails_where_the_run_did(kubeflow, host, tmp_path):
    kubeflow.runs = [{"run_id": "r"}]
    kubeflow.frames = [("SUCCEEDED", tasks(ingest="SUCCEEDED", train="FAILED", **GOING))]
    logged = {}
    report = SimpleNamespace(path=str(tmp_path / "report"))
    metrics = SimpleNamespace(path=str(tmp_path / "metrics"), metadata={}, log_metric=logged.__setitem__)
    with listening(200) as (address, heard), pytest.raises(SystemExit, match="report: run r: failed: train"):
        report_outcome.python_func("r", host, address, report, metrics)
    assert metrics.metadata == {"outcome": "failed"}
    assert logged == {"succeeded_tasks": 1, "failed_tasks": 1}
    assert json.loads((tmp_path / "metrics").read_text()) == {"outcome": "failed", **logged}
    assert heard[0][2]["failed"] == ["train"]


def test_component_without_a_server_says_so_and_succeeds(tmp_path, capfd):
    report = SimpleNamespace(path=str(tmp_path / "report"))
    metrics = SimpleNamespace(path=str(tmp_path / "metrics"), metadata={}, log_metric=lambda name, value: None)
    report_outcome.python_func("r", "", "", report, metrics)
    assert metrics.metadata == {"outcome": "unknown"}
    assert capfd.readouterr().err == "report: no server to ask\n"
