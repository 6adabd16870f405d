"""What stands between a command and a Kubeflow server is told in one line, with exit code 2."""

import socket

import pytest
from fake_kubeflow import refused

HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/json"}
HEALTH = "/apis/v2beta1/healthz"
RUNS = "/apis/v2beta1/runs"


def test_nobody_answers(command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    refused(command("submit", "--host", f"http://127.0.0.1:{port}"), "can't be reached (Connection refused)")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, HTML, "<html>Kubeflow</html>"), "answers with a web page, not as Kubeflow's API does"),
        ((200, JSON, '{"status": "ok"}'), "answers, but not as Kubeflow Pipelines 2 does"),
        ((200, JSON, '["multi_user"]'), "answers, but not as Kubeflow Pipelines 2 does"),
        ((200, JSON, "multi_user"), "answers, but not as Kubeflow Pipelines 2 does"),
        ((404, HTML, "no"), "has no API of Kubeflow Pipelines 2 there (404)"),
        ((404, JSON, '{"code": 5, "message": "Not Found"}'), "has no API of Kubeflow Pipelines 2 there (404)"),
        ((200, JSON, '{"multi_user": false, "tag_name": "1.8.22"}'), "runs Kubeflow Pipelines 1.8.22"),
        ((200, JSON, '{"multi_user": false, "tag_name": "3.0.0"}'), "this speaks with version 2 only"),
        ((200, JSON, '{"multi_user": true, "tag_name": "2.17.0"}'), "say yours with --namespace"),
        ((302, {"Location": "https://dex.example/login"}, ""), "sends on to https://dex.example/login"),
        ((401, JSON, '{"message": "no"}'), "asks who you are (401); give a token with --token-file or KFP_TOKEN"),
        ((403, {"Content-Type": "text/plain"}, "RBAC: access denied"), "you may not do this (403"),
        ((503, {"Content-Type": "text/plain"}, "no healthy upstream"), "in trouble (503"),
    ],
)
def test_server_is_of_another_kind_or_refuses(kubeflow, host, command, answer, words):
    kubeflow.answers[HEALTH] = answer
    refused(command("submit", "--host", host), words)
    assert kubeflow.runs == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((400, JSON, '{"code": 3, "message": "Invalid input error: unknown template format"}'), "refuses (400 Invalid"),
        (
            (403, JSON, '{"message": "User a is not authorized to create runs\\nin b"}'),
            "not authorized to create runs in b",
        ),
        ((500, JSON, '{"message": "secrets \\"pull\\" not found"}'), 'in trouble (500 secrets "pull" not found)'),
        ((200, HTML, "<html>"), "answers with a web page"),
    ],
)
def test_run_is_refused(kubeflow, host, command, answer, words):
    kubeflow.answers[RUNS] = answer
    refused(command("submit", "--host", host), words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("submit", "--host", "kubeflow.example"), "--host kubeflow.example: no address"),
        (("submit", "--host", "https://a:b@kubeflow.example"), "a password has no place in an address"),
        (("submit", "--host", "http://localhost:1", "--set", "train.sead=1"), "unknown key 'train.sead'"),
        (("submit", "--host", "http://localhost:1", "--token-file", "nowhere"), "nowhere: No such file"),
        (("submit", "--host", "http://localhost:1", "--token-file", "/dev/null"), "/dev/null: holds no token"),
        (("submit", "--host", "http://localhost:1", "--client-cert", "a.pem"), "--client-cert and --client-key belong"),
        (("submit", "--host", "http://localhost:1", "--ca-cert", "nowhere.pem"), "nowhere.pem: No such file"),
        (("schedule", "--host", "http://localhost:1"), "say one of --cron, --list and --delete"),
        (("schedule", "--host", "http://localhost:1", "--cron", "@daily"), "--cron '@daily': has 1 fields"),
    ],
)
def test_mistakes_are_told_before_anybody_is_asked(command, arguments, words):
    refused(command(*arguments), words)


def test_image_must_be_pinned(command, monkeypatch, host, kubeflow):
    monkeypatch.setattr("components.image.IMAGE", "likelier-pipeline:latest")
    refused(command("submit", "--host", host), "image likelier-pipeline:latest: not pinned")
    assert kubeflow.asked == []


def test_unknown_run(host, command):
    refused(command("status", "r", "--host", host), "refuses (404 ResourceNotFoundError: Run r not found)")
    refused(command("logs", "r", "--host", host), "Run r not found")
