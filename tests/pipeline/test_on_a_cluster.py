"""Submit, follow, schedule, status and logs against a server that answers as Kubeflow's does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from fake_kubeflow import tasks

from likelier.params import load

PROJECT = Path(__file__).parents[2]
IMAGE = "registry.example/likelier-pipeline@sha256:" + "fedcba9876543210" * 4


def lines(text):
    """Lines of progress, without the time."""
    return [line.split(" ", 1)[1] for line in text.splitlines()]


def test_submitted_graph_is_the_compiled_one_with_its_image_and_params(kubeflow, host):
    overrides = ["--set", "train.seed=11", "--set", "cluster.service_account=runner"]
    overrides += ["--set", "cluster.pull_secret=pull"]
    told = subprocess.run(
        [sys.executable, "-m", "pipeline", "submit", "--host", host, "--image", IMAGE, *overrides],
        cwd=PROJECT,
        env={name: value for name, value in os.environ.items() if not name.startswith(("KF", "LIKELIER"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    (run,) = kubeflow.runs
    assert told.stdout == f"{run['run_id']}\n"
    executors = run["pipeline_spec"]["pipeline_spec"]["deploymentSpec"]["executors"]
    assert {executor["container"]["image"] for executor in executors.values()} == {IMAGE}
    settings = run["pipeline_spec"]["platform_spec"]["platforms"]["kubernetes"]["deploymentSpec"]["executors"]
    assert set(settings) == set(executors)
    assert {one["imagePullSecret"][0]["secretName"] for one in settings.values()} == {"pull"}
    assert run["service_account"] == "runner"
    assert yaml.safe_load(run["runtime_config"]["parameters"]["params"]) == yaml.safe_load(
        load(PROJECT / "params.yaml", ["train.seed=11"]).dump()
    )
    assert [one["display_name"] for one in kubeflow.experiments] == ["likelier"]
    assert run["experiment_id"] == kubeflow.experiments[0]["experiment_id"]


def test_run_is_followed_with_a_line_for_each_change(kubeflow, host, command):
    kubeflow.frames = [
        ("RUNNING", tasks("RUNNING", ingest="RUNNING")),
        ("RUNNING", tasks("RUNNING", ingest="SUCCEEDED", featurize__1="RUNNING", featurize__2="PENDING")),
        ("RUNNING", tasks("RUNNING", ingest="SUCCEEDED", featurize__1="RUNNING", featurize__2="PENDING")),
        ("SUCCEEDED", tasks(ingest="SUCCEEDED", featurize__1="SUCCEEDED", featurize__2="SUCCEEDED")),
    ]
    code, out, err = command("submit", "--host", host, "--every", "0", "--name", "tonight")
    assert code == 0
    assert out == "run-0\n"
    assert kubeflow.runs[0]["display_name"] == "tonight"
    assert lines(err) == [
        "ingest: RUNNING",
        "ingest: SUCCEEDED",
        "featurize: RUNNING",
        "featurize (2): PENDING",
        "featurize: SUCCEEDED",
        "featurize (2): SUCCEEDED",
        "run-0: SUCCEEDED, as did 3 tasks",
    ]


def test_second_run_goes_to_the_same_experiment_and_need_not_be_followed(kubeflow, host, command):
    for _ in range(2):
        assert command("submit", "--host", host, "--no-follow")[0] == 0
    assert len(kubeflow.experiments) == 1
    assert len(kubeflow.runs) == 2
    assert not [path for method, path in kubeflow.asked if path.startswith("/apis/v2beta1/runs/")]


def test_reason_of_the_server_is_told(kubeflow, host, command):
    kubeflow.runs = [{"run_id": "r"}]
    kubeflow.frames = [("FAILED", tasks("FAILED", train="FAILED"))]
    kubeflow.frames[0][1][1]["error"] = {"code": 2, "message": "pod was\nevicted"}
    assert command("status", "r", "--host", host)[1].splitlines()[-1] == "run r: FAILED: train (pod was evicted)"


def test_interrupted_follow_leaves_the_run_alone(kubeflow, host, command, monkeypatch):
    def interrupt(seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.follow.time.sleep", interrupt)
    kubeflow.frames = [("RUNNING", tasks("RUNNING", ingest="RUNNING"))]
    code, _, err = command("submit", "--host", host)
    assert code == 130
    assert "run run-0 goes on" in err
    assert [path for method, path in kubeflow.asked if method != "GET"] == [
        "/apis/v2beta1/experiments",
        "/apis/v2beta1/runs",
    ]


@pytest.mark.parametrize(
    ("said", "details", "words"),
    [
        ("FAILED", tasks("FAILED", ingest="SUCCEEDED", train="FAILED"), "FAILED: train"),
        ("SUCCEEDED", tasks(ingest="SUCCEEDED", train="FAILED"), "FAILED, though the server says SUCCEEDED: train"),
        ("SUCCEEDED", tasks("FAILED", ingest="SUCCEEDED"), "FAILED, though the server says SUCCEEDED: root"),
        (
            "FAILED",
            tasks("FAILED", train="SUCCEEDED", report_outcome="FAILED"),
            "FAILED: report-outcome, root, executor (2)",
        ),
        ("SUCCEEDED", [], "FAILED, though the server says SUCCEEDED: it names no task that succeeded"),
        ("CANCELED", tasks("FAILED", ingest="CANCELED"), "CANCELED: ingest"),
    ],
)
def test_run_that_did_not_go_well_is_told_by_its_tasks(kubeflow, host, command, said, details, words):
    kubeflow.frames = [(said, details)]
    code, _, err = command("submit", "--host", host, "--every", "0")
    assert code == 1
    assert err.splitlines()[-1] == f"run run-0: {words}"
    code, out, _ = command("status", "run-0", "--host", host)
    assert code == 1
    assert out.splitlines()[-1] == f"run run-0: {words}"


def test_task_that_succeeded_when_tried_again_is_no_failure(kubeflow, host, command):
    attempts = [
        {"task_id": str(place), "display_name": f"executor({place})", "state": state}
        for place, state in enumerate(("FAILED", "SUCCEEDED"))
    ]
    kubeflow.runs = [{"run_id": "r"}]
    kubeflow.frames = [("SUCCEEDED", tasks(train="SUCCEEDED") + attempts)]
    assert command("status", "r", "--host", host)[:2] == (0, "train: SUCCEEDED\nrun r: SUCCEEDED, as did 1 tasks\n")


def test_status_of_a_run_that_goes_on(kubeflow, host, command):
    kubeflow.runs = [{"run_id": "r"}]
    kubeflow.frames = [("RUNNING", tasks("RUNNING", ingest="SUCCEEDED", validate="RUNNING"))]
    code, out, _ = command("status", "r", "--host", host)
    assert code == 0
    assert out.splitlines() == ["ingest: SUCCEEDED", "validate: RUNNING", "run r: RUNNING; 2 tasks so far"]


def test_server_may_be_away_for_a_while(kubeflow, host, monkeypatch):
    from pipeline.access import Access
    from pipeline.cluster import Cluster, Unreachable
    from pipeline.follow import follow

    kubeflow.runs = [{"run_id": "r"}]
    path = "/apis/v2beta1/runs/r"
    kubeflow.answers[path] = (503, {"Content-Type": "text/plain"}, "no healthy upstream")
    waits = []

    def wait(seconds):
        waits.append(seconds)
        if len(waits) == 3:
            del kubeflow.answers[path]

    monkeypatch.setattr("pipeline.follow.time.sleep", wait)
    assert follow(Cluster(Access(host)), "r", print, every=2).good
    assert waits == [2, 2, 2]
    kubeflow.answers[path] = (503, {"Content-Type": "text/plain"}, "no healthy upstream")
    with pytest.raises(Unreachable, match="in trouble"):
        follow(Cluster(Access(host)), "r", print, every=0, patience=0)
