"""The YAML that Kubeflow gets: every step in its place, one image, nothing cached, nothing of this machine."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from likelier.params import load
from pipeline.compiled import write

PROJECT = Path(__file__).parents[2]
GIVEN = load(PROJECT / "params.yaml")

# What each task waits for; a loop stands for the tasks in it.
GRAPH = {
    "ingest": set(),
    "fingerprint": {"ingest"},
    "validate": {"fingerprint", "ingest"},
    "list-shards": {"ingest", "validate"},
    "list-models": set(),  # all that are no nets
    "list-models-2": set(),
    "for-loop-2": {"ingest", "list-shards"},
    "gather": {"for-loop-2"},
    "explore": {"fingerprint", "gather", "ingest"},
    "for-loop-3": {"fingerprint", "gather", "ingest", "list-models"},
    "for-loop-4": {"fingerprint", "gather", "ingest", "list-models-2"},
    "evaluate": {"fingerprint", "for-loop-3", "for-loop-4", "gather", "ingest"},
    "register": {"evaluate", "for-loop-3", "for-loop-4", "gather", "ingest"},
}
END = "report-outcome"  # the task at the end, whatever became of the others
LOOPS = {"for-loop-2": "featurize", "for-loop-3": "train", "for-loop-4": "train-2"}


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    file = tmp_path_factory.mktemp("compiled") / "pipeline.yaml"
    write(file, GIVEN)
    assert [path.name for path in file.parent.iterdir()] == ["pipeline.yaml"]
    return file.read_text()


@pytest.fixture(scope="module")
def spec(text):
    return next(yaml.safe_load_all(text))


@pytest.fixture(scope="module")
def settings(text):
    return list(yaml.safe_load_all(text))[1]["platforms"]["kubernetes"]["deploymentSpec"]["executors"]


def steps(spec):
    """All tasks but the one at the end."""
    return spec["components"]["comp-exit-handler-1"]["dag"]["tasks"]


def test_report_comes_at_the_end_whatever_became_of_the_others(spec):
    tasks = spec["root"]["dag"]["tasks"]
    assert set(tasks) == {"exit-handler-1", END}
    assert tasks[END]["dependentTasks"] == ["exit-handler-1"]
    assert tasks[END]["triggerPolicy"] == {"strategy": "ALL_UPSTREAM_TASKS_COMPLETED"}
    # The status that Kubeflow would hand it isn't asked for.
    assert "taskFinalStatus" not in str(tasks[END])
    assert not spec["components"]["comp-exit-handler-1"]["dag"].get("outputs")


def test_every_task_waits_for_what_it_needs(spec):
    tasks = steps(spec)
    assert {name: set(task.get("dependentTasks", ())) for name, task in tasks.items()} == GRAPH
    for loop, task in LOOPS.items():
        assert set(spec["components"][f"comp-{loop}"]["dag"]["tasks"]) == {task}


def test_loops_run_over_shards_models_and_nets(spec):
    tasks = steps(spec)
    lists = {loop: tasks[loop]["parameterIterator"]["items"]["inputParameter"] for loop in LOOPS}
    assert lists == {
        "for-loop-2": "pipelinechannel--list-shards-Output",
        "for-loop-3": "pipelinechannel--list-models-Output",
        "for-loop-4": "pipelinechannel--list-models-2-Output",
    }


def test_features_of_a_shard_go_by_its_own_digest_and_all_else_by_that_of_all_posts(spec):
    def told(dag, task):
        return spec["components"][f"comp-{dag}"]["dag"]["tasks"][task]["inputs"]["parameters"]["data"]

    own = told("for-loop-2", "featurize")
    assert own == {
        "componentInputParameter": "pipelinechannel--list-shards-Output-loop-item",
        "parameterExpressionSelector": 'parseJson(string_value)["digest"]',
    }
    for task in ("validate", "explore", "evaluate"):
        assert told("exit-handler-1", task)["taskOutputParameter"]["producerTask"] == "fingerprint"
    for dag, task in (("for-loop-3", "train"), ("for-loop-4", "train-2")):
        assert told(dag, task)["componentInputParameter"] == "pipelinechannel--fingerprint-Output"


def test_params_are_the_only_input_and_a_text(spec):
    parameters = spec["root"]["inputDefinitions"]["parameters"]
    assert {name: parameter["parameterType"] for name, parameter in parameters.items()} == {"params": "STRING"}


def test_every_task_runs_in_the_one_image(spec):
    executors = spec["deploymentSpec"]["executors"]
    tasks = {END, *GRAPH, *LOOPS.values()} - set(LOOPS)
    assert set(executors) == {f"exec-{task}" for task in tasks}
    assert {executor["container"]["image"] for executor in executors.values()} == {"likelier-pipeline:latest"}


def test_nothing_is_cached_where_the_image_may_be_another_tomorrow(spec):
    dags = [spec["root"], *(spec["components"][f"comp-{dag}"] for dag in ("exit-handler-1", *LOOPS))]
    inner = {name: task for dag in dags for name, task in dag["dag"]["tasks"].items()}
    tasks = {name: task for name, task in inner.items() if name not in ("exit-handler-1", *LOOPS)}
    assert set(tasks) == {END, *GRAPH, *LOOPS.values()} - set(LOOPS)
    assert {name for name, task in tasks.items() if task["cachingOptions"].get("enableCache")} == set()
    assert all("cachingOptions" in task for task in tasks.values())  # left out, it would be cached


def test_registry_address_comes_from_the_cluster(settings):
    (config,) = settings["exec-register"]["configMapAsEnv"]
    assert config["configMapName"] == "likelier"
    assert config["keyToEnv"] == [{"configMapKey": "MLFLOW_TRACKING_URI", "envVar": "MLFLOW_TRACKING_URI"}]


def test_nothing_of_this_machine_is_in_it(text, tmp_path):
    for place in (PROJECT, Path.home(), Path(sys.prefix)):
        assert str(place) not in text
    assert not re.search(r"(?<![\w.$}])/(?:home|root|tmp|usr|work|Users)/", text)


def test_same_graph_gives_the_same_bytes(text, tmp_path):
    write(tmp_path / "again.yaml", GIVEN)
    assert (tmp_path / "again.yaml").read_text() == text


def command(*arguments, folder):
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def test_image_is_chosen_on_the_command_line(tmp_path):
    image = "registry.example/likelier-pipeline@sha256:0123"
    done = command("compile", "--output", str(tmp_path / "p.yaml"), "--image", image, folder=PROJECT)
    assert done.returncode == 0, done.stderr
    spec = next(yaml.safe_load_all((tmp_path / "p.yaml").read_text()))
    assert {one["container"]["image"] for one in spec["deploymentSpec"]["executors"].values()} == {image}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "--set", "ingest.sauce=sample"), "unknown key 'ingest.sauce'"),
        (("run", "--params", "nowhere.yaml"), "nowhere.yaml: no such params file"),
        (("compile", "--set", "cluster.steps.train_nets.cpu=many"), "params.yaml: cluster.steps.train_nets.cpu: "),
        (("compile", "--output", "/proc/nowhere/p.yaml"), "/proc/nowhere: No such file or directory"),
    ],
)
def test_mistakes_are_told_in_one_line(arguments, words):
    done = command(*arguments, folder=PROJECT)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("pipeline: ")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
