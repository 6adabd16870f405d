"""A service is told of a new champion, once, and of nothing else."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from mlflow import MlflowClient

from likelier.errors import ContractError, LikelierError
from likelier.params import ModelEntry, Params
from likelier.registry import CHAMPION
from likelier.steps.deploy import deploy

PARAMS = Params(models={"good": ModelEntry(family="recency")})
LIFT = {"value": 0.02, "low": 0.01, "high": 0.03}


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append((self.headers.get("Authorization"), content))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def service():
    """A real server on this machine; `heard` is what it was told, `status` what it answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.heard, server.status = [], 204
    server.url = f"http://127.0.0.1:{server.server_port}/champion"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A registry with three versions, none of which is champion."""
    folder = tmp_path_factory.mktemp("registry")
    client = MlflowClient(f"sqlite:///{folder / 'mlflow.db'}")
    experiment = client.create_experiment("likelier", (folder / "artifacts").as_uri())
    client.create_registered_model("likelier")
    for _ in range(3):
        run = client.create_run(experiment).info
        client.create_model_version("likelier", run.artifact_uri, run.run_id)
    return client


@pytest.fixture
def registry(empty, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", empty.tracking_uri)
    monkeypatch.delenv("LIKELIER_DEPLOY_TOKEN", raising=False)
    yield empty
    for number in "123":
        if "likelier.deployed" in empty.get_model_version("likelier", number).tags:
            empty.delete_model_version_tag("likelier", number, "likelier.deployed")
    empty.delete_registered_model_alias("likelier", CHAMPION)


@pytest.fixture
def run(tmp_path, service):
    def run(**decision):
        (tmp_path / "decision.json").write_text(json.dumps(decision))
        deploy(PARAMS, tmp_path / "decision.json", service.url, tmp_path / "metrics.json")
        return json.loads((tmp_path / "metrics.json").read_text())

    return run


def decided(number, promoted=True):
    return {
        "model": "good", "promoted": promoted, "reason": "champion; it is better", "version": number, "over": 1,
        "lift": LIFT,
    }  # fmt: skip


def test_service_is_told_of_a_new_champion_once(registry, service, run, monkeypatch):
    registry.set_registered_model_alias("likelier", CHAMPION, "2")
    monkeypatch.setenv("LIKELIER_DEPLOY_TOKEN", "secret-part")
    assert run(**decided(2)) == {"told": True, "version": 2, "why": "version 2 is the champion"}
    ((who, told),) = service.heard
    assert who == "Bearer secret-part"
    assert told == {
        "name": "likelier", "version": 2, "uri": "models:/likelier/2", "model": "good",
        "reason": "champion; it is better", "over": 1, "lift": LIFT,
    }  # fmt: skip
    # A run on the same posts finds the same version.
    assert run(**decided(2)) == {"told": False, "version": 2, "why": "of version 2 it was told before"}
    assert len(service.heard) == 1


def test_first_champion_stands_over_none(registry, service, run):
    registry.set_registered_model_alias("likelier", CHAMPION, "1")
    run(model="good", promoted=True, reason="champion, the first one", version=1)
    ((who, told),) = service.heard
    assert (who, told["over"], told["lift"]) == (None, None, None)


def test_challenger_is_not_told(registry, service, run):
    registry.set_registered_model_alias("likelier", CHAMPION, "1")
    assert run(**decided(2, promoted=False)) == {"told": False, "version": 2, "why": "no new champion"}
    assert service.heard == []


def test_version_that_was_rolled_back_is_not_told(registry, service, run):
    registry.set_registered_model_alias("likelier", CHAMPION, "1")
    assert run(**decided(3))["why"] == "version 3 is not the champion any more"
    assert service.heard == []


def test_service_that_refuses_is_told_by_the_next_try(registry, service, run, tmp_path, monkeypatch):
    registry.set_registered_model_alias("likelier", CHAMPION, "2")
    monkeypatch.setenv("LIKELIER_DEPLOY_TOKEN", "secret-part")
    service.status = 403
    with pytest.raises(LikelierError, match=r"^cluster.deploy.url: refuses \(403\)$"):
        run(**decided(2))
    assert not (tmp_path / "metrics.json").exists()
    service.status = 200
    assert run(**decided(2))["told"]
    assert len(service.heard) == 2


def test_service_that_is_away_is_told_by_its_param_only(registry, tmp_path, monkeypatch):
    registry.set_registered_model_alias("likelier", CHAMPION, "2")
    monkeypatch.setattr("likelier.webhook.TRIES", 0)
    (tmp_path / "decision.json").write_text(json.dumps(decided(2)))
    with pytest.raises(LikelierError) as raised:
        deploy(PARAMS, tmp_path / "decision.json", "http://127.0.0.1:1/secret-part", tmp_path / "metrics.json")
    assert str(raised.value) == "cluster.deploy.url: can't be reached (NewConnectionError)"


@pytest.mark.parametrize("content", [None, "{", "[]", '{"promoted": true}', '{"promoted": 1, "version": 1}'])
def test_decision_that_is_none(content, tmp_path):
    file = tmp_path / "decision.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ContractError, match=r"decision\.json: is not what `likelier register` writes"):
        deploy(PARAMS, file, "http://127.0.0.1:1", tmp_path / "metrics.json")
