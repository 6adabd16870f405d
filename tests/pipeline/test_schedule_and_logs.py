"""Recurring runs, and what the tasks of a run printed, on a server that answers as Kubeflow's does."""

import yaml
from fake_kubeflow import tasks


def test_recurring_run_is_made_listed_and_deleted(kubeflow, host, command):
    code, out, _ = command("schedule", "--host", host, "--cron", "30 3 * * 1", "--set", "train.seed=11")
    assert (code, out) == (0, "recurring_run-0  likelier  0 30 3 * * 1  ENABLED\n")
    (made,) = kubeflow.recurring_runs
    assert made["trigger"] == {"cron_schedule": {"cron": "0 30 3 * * 1"}}
    assert made["no_catchup"] is True
    assert made["max_concurrency"] == "1"
    assert made["mode"] == "ENABLE"
    assert made["pipeline_spec"] == {"pipeline_spec": {"root": {}}, "platform_spec": {}}
    assert yaml.safe_load(made["runtime_config"]["parameters"]["params"])["train"]["seed"] == 11
    code, _, err = command("schedule", "--host", host, "--cron", "0 4 * * *")
    assert (code, len(kubeflow.recurring_runs)) == (2, 1)
    assert "a recurring run likelier is there already" in err
    assert command("schedule", "--host", host, "--list")[1] == out
    assert command("schedule", "--host", host, "--delete", "likelier")[0] == 0
    assert kubeflow.recurring_runs == []
    assert "no recurring run likelier" in command("schedule", "--host", host, "--delete", "likelier")[2]


def test_logs_of_tasks(kubeflow, host, command):
    kubeflow.runs = [{"run_id": "r"}]
    kubeflow.frames = [("FAILED", tasks("FAILED", ingest="SUCCEEDED", train="FAILED"))]
    kubeflow.logs = {"likelier-x-0": "ingest: 160 posts\n", "likelier-x-system-container-impl-1": "train: no\n"}
    assert command("logs", "r", "--host", host)[:2] == (0, "== ingest\ningest: 160 posts\n== train\ntrain: no\n")
    assert command("logs", "r", "--host", host, "--task", "train")[1] == "== train\ntrain: no\n"
    assert "run r: has no task gather" in command("logs", "r", "--host", host, "--task", "gather")[2]
    kubeflow.frames = [("FAILED", tasks("FAILED", train="FAILED", report_outcome="FAILED"))]
    kubeflow.logs = {"likelier-x-1": "report: run r: failed: train"}
    told = "== report-outcome\nreport: run r: failed: train\n"
    assert command("logs", "r", "--host", host, "--task", "report-outcome")[1] == told
    assert command("status", "r", "--host", host)[1].splitlines()[-1] == "run r: FAILED: train"
    kubeflow.logs = {}
    code, out, err = command("logs", "r", "--host", host)
    assert (code, out) == (2, "")
    assert "the server has no logs of it" in err


def test_log_of_a_task_that_was_tried_again_is_that_of_its_last_try(kubeflow, host, command):
    kubeflow.runs = [{"run_id": "r"}]
    kubeflow.frames = [("SUCCEEDED", tasks(train="SUCCEEDED"))]
    executor = next(row for row in kubeflow.frames[0][1] if row["display_name"] == "executor")
    executor |= {
        "pod_name": "likelier-x-0",
        "child_tasks": [{"pod_name": "likelier-x-8"}, {"pod_name": "likelier-x-9"}],
    }
    kubeflow.logs = {"likelier-x-8": "first try", "likelier-x-9": '{"try": 2}'}
    assert command("logs", "r", "--host", host)[:2] == (0, '== train\n{"try": 2}\n')


def test_page_in_place_of_a_log_is_no_log(kubeflow, host, command):
    kubeflow.runs = [{"run_id": "r"}]
    html = (200, {"Content-Type": "text/html"}, "<html>")
    for pod in ("likelier-x-0", "likelier-x-system-container-impl-0"):
        kubeflow.answers[f"/apis/v1alpha1/runs/r/nodes/{pod}/log"] = html
    code, out, err = command("logs", "r", "--host", host)
    assert (code, out) == (2, "")
    assert "answers with a web page" in err
