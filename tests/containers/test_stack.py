"""The local stack for real: a champion goes through MLflow into PostgreSQL and the S3 store, and the service ranks."""

import os
import subprocess
import sys

import httpx
import pytest
from containers import stand_ins
from containers.command import compose, docker, inspected, wait
from containers.stack import Stack
from containers.test_service_in_a_container import drawn

pytestmark = [pytest.mark.docker, pytest.mark.slow]

LIKELIER = (sys.executable, "-c", "from likelier.cli import main; main()")
OBJECTS = """
import boto3, os
store = boto3.client("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"])
print(sorted(found["Key"] for found in store.list_objects_v2(Bucket="mlflow").get("Contents", ())))
"""


@pytest.fixture(scope="module")
def stack(bridges, images, tmp_path_factory):
    if (command := compose()) is None:
        pytest.skip("there is no docker compose")
    others = stand_ins.provide(images.base, tmp_path_factory.mktemp("stand-ins"))
    up = Stack(command, others | {"PIPELINE_IMAGE": images.pipeline, "SERVE_IMAGE": images.serve})
    try:
        up.call("up", "--detach")
        yield up
    finally:
        up.call("down", "--volumes", "--timeout", "5")


def likelier(stack, folder, *arguments):
    """The command on this machine, against the stack's registry."""
    environment = os.environ | {"MLFLOW_TRACKING_URI": stack.address("MLFLOW_PORT")}
    done = subprocess.run(
        [*LIKELIER, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def champion(stack, plain, params, tmp_path_factory):
    """What `register` says of the models that a run on this machine has trained."""
    service = stack.container("service")
    url = f"{stack.address('SERVICE_PORT')}/readyz"

    def answers():
        try:
            return httpx.get(url, timeout=5).status_code
        except httpx.TransportError:
            return 0

    wait(lambda: answers() == 503, service, 60)  # without a champion it answers, and isn't ready
    metrics = tmp_path_factory.mktemp("metrics") / "register.json"
    read = ("--shards", "data/shards", "--features", "data/features", "--models", "models")
    measured = ("--evaluation", "metrics/evaluate.json", "--report", "reports/scorecard")
    said = likelier(stack, plain, "register", *read, *measured, "--metrics", metrics, "--params", params)
    wait(lambda: answers() == 200, service, 60)
    return said


def test_every_part_is_healthy_and_the_bucket_was_made(stack):
    assert [stack.health(name) for name in ("database", "store", "mlflow")] == ["healthy"] * 3
    assert stack.state("bucket")["ExitCode"] == 0


def test_mlflow_shows_its_page_here_and_to_no_other_name(stack):
    page = httpx.get(f"{stack.address('MLFLOW_PORT')}/", timeout=10)
    assert page.status_code == 200
    assert "MLflow" in page.text
    refused = httpx.get(f"{stack.address('MLFLOW_PORT')}/", headers={"Host": "elsewhere.example"}, timeout=10)
    assert refused.status_code == 403


def test_service_is_ready_with_a_champion_and_ranks_for_who_has_the_key(stack, champion):
    assert "is version 1: champion" in champion
    asked = {"files": [("pictures", (f"{level}.jpg", drawn(level))) for level in (60, 250)], "timeout": 60}
    url = f"{stack.address('SERVICE_PORT')}/rank"
    key = {"Authorization": f"Bearer {stack.settings['LIKELIER_API_KEY']}"}
    answer = httpx.post(url, headers=key, **asked)
    assert answer.status_code == 200, answer.text
    assert sorted(row["picture"] for row in answer.json()["order"]) == [0, 1]
    assert httpx.post(url, **asked).status_code == 401
    wait(lambda: stack.health("service") == "healthy", stack.container("service"), 60)


def test_models_are_listed_from_this_machine_and_kept_when_the_stack_is_made_anew(stack, champion, plain):
    listed = likelier(stack, plain, "models", "list")
    assert "champion" in listed
    stack.call("rm", "--stop", "--force", "mlflow", "database", "store")
    stack.call("up", "--detach")
    wait(lambda: stack.health("mlflow") == "healthy", stack.container("mlflow"), 60)
    assert likelier(stack, plain, "models", "list") == listed


def test_artifacts_are_in_the_store_and_only_the_stack_reaches_it(stack, champion):
    held = docker("exec", stack.container("mlflow"), "python", "-c", OBJECTS)
    assert "model.json" in held
    for name in ("database", "store"):
        told = inspected("container", stack.container(name))
        assert list(told["NetworkSettings"]["Networks"]) == ["likelier-inside"]
        assert not any(told["NetworkSettings"]["Ports"].values())
    assert inspected("network", "likelier-inside")["Internal"] is True
