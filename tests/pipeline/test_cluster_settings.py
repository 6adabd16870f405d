"""Every value of `cluster` in the params ends where Kubeflow reads it, in the graph or in its Kubernetes settings."""

import difflib
from pathlib import Path

import pytest
import yaml

import pipeline.settings
from likelier.errors import ParamsError
from likelier.params import Steps, Task, load
from pipeline.compiled import write

PROJECT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden" / "pipeline.yaml"
RENEW = "python -m pipeline compile --output tests/pipeline/golden/pipeline.yaml"
SMALL = (
    "fingerprint",
    "list-shards",
    "list-models",
    "list-models-2",
    "gather",
)  # these go by the settings of `validate`
TASKS = {
    "collect": ["collect"],
    "ingest": ["ingest"],
    "validate": ["validate", *SMALL],
    "featurize": ["featurize"],
    "explore": ["explore"],
    "drift": ["drift"],
    "plan_update": ["plan-update"],
    "train_baselines": ["train"],
    "train_nets": ["train-2"],
    "evaluate": ["evaluate"],
    "register": ["register"],
    "deploy": ["deploy"],
    "report": ["report-outcome"],
}
# One value of each setting that differs from step to step; `one` is the step's place.
SETTINGS = {
    "cpu": lambda one: f"{one + 1}00m",
    "cpu_limit": lambda one: one + 2,
    "memory": lambda one: f"{one + 1}Gi",
    "memory_limit": lambda one: f"{one + 20}Gi",
    "accelerator": lambda one: f"nvidia.com/gpu-{one}",
    "accelerators": lambda one: one + 1,
    "node_selector": lambda one: {"pool": f"pool-{one}", "zone": "a"},
    "tolerations": lambda one: [
        {"key": f"taint-{one}", "value": "yes", "effect": "NoSchedule"},
        {"key": "leaving", "operator": "Exists", "effect": "NoExecute", "seconds": 60 + one},
    ],
    "shared_memory": lambda one: f"{one + 1}Gi",
    "retries": lambda one: one + 1,
    "timeout_seconds": lambda one: 3600 + one,
    "cache": lambda one: True,
}
SECRETS = {
    "mlflow": {"MLFLOW_TRACKING_TOKEN": "token"},
    "s3": {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key"},
    "instagram": {"INSTAGRAM_USER": "user"},
    "graph_api": {"GRAPH_API_TOKEN": "token", "GRAPH_API_USER": "number"},
    "mongodb": {"MONGODB_URL": "url"},
    "deploy": {"LIKELIER_DEPLOY_TOKEN": "token"},
    "report": {"LIKELIER_REPORT_URL": "url"},
}
OWN = {  # whose they are, beside the store's
    "collect": ["instagram", "graph_api"],
    "ingest": ["mongodb"],
    "drift": ["mlflow"],
    "plan-update": ["mlflow"],
    "register": ["mlflow"],
    "deploy": ["mlflow", "deploy"],
    "report-outcome": ["report"],
}
ASK_REGISTRY = ("drift", "plan-update", "register", "deploy")
COLLECTS = {"collect": {"source": "instaloader"}, "ingest": {"source": "instaloader"}}
ALL = COLLECTS | {"update": {"when_needed": True}}


def compiled(folder, cluster):
    """The graph with all that it can have."""
    params = folder / "params.yaml"
    content = yaml.safe_load((PROJECT / "params.yaml").read_text()) | ALL
    content["cluster"] = {"archive_claim": "posts", "deploy": {"url": "https://service/champion"}} | cluster
    params.write_text(yaml.safe_dump(content))
    write(folder / "pipeline.yaml", load(params))
    return list(yaml.safe_load_all((folder / "pipeline.yaml").read_text()))


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    steps = {step: {key: of(place) for key, of in SETTINGS.items()} for place, step in enumerate(TASKS)}
    cluster = {
        "root": "s3://bucket/likelier",
        "ttl_seconds": 600,
        "pull_secret": "registry",
        "service_account": "runner",
        "users_secret": "people",
        "report": {"server": "http://api:8888", "url": "https://hooks/a"},
        "secrets": {name: {"name": name.replace("_", "-"), "keys": keys} for name, keys in SECRETS.items()},
        "steps": steps,
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline.settings, "PINNED", True)
        return compiled(tmp_path_factory.mktemp("all"), cluster)


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """All that can be left out, left out."""
    off = dict.fromkeys(["cpu", "memory", "shared_memory", "timeout_seconds"]) | {"retries": 0, "cache": False}
    return compiled(tmp_path_factory.mktemp("bare"), {"ttl_seconds": None, "steps": dict.fromkeys(TASKS, off)})


def executors(documents):
    return documents[1]["platforms"]["kubernetes"]["deploymentSpec"]["executors"]


def resources(documents, task):
    return documents[0]["deploymentSpec"]["executors"][f"exec-{task}"]["container"].get("resources", {})


def placed(documents, task):
    dags = [documents[0]["root"], *documents[0]["components"].values()]
    (found,) = [dag["dag"]["tasks"][task] for dag in dags if task in dag.get("dag", {}).get("tasks", {})]
    return found


EACH = [(place, step, task) for place, (step, tasks) in enumerate(TASKS.items()) for task in tasks]


def test_no_setting_of_a_step_is_left_untested():
    assert set(SETTINGS) == set(Task.model_fields)
    assert list(TASKS) == [field.alias or name for name, field in Steps.model_fields.items()]


@pytest.mark.parametrize(("place", "step", "task"), EACH)
def test_resources_are_in_the_graph(place, step, task, documents):
    found = resources(documents, task)
    assert found["resourceCpuRequest"] == f"{place + 1}00m"
    assert found["cpuRequest"] == pytest.approx((place + 1) / 10)
    assert found["resourceCpuLimit"] == f"{place + 2}"
    assert found["resourceMemoryRequest"] == f"{place + 1}Gi"
    assert found["resourceMemoryLimit"] == f"{place + 20}Gi"
    accelerator = found["accelerator"]
    assert accelerator["resourceType"] == f"nvidia.com/gpu-{place}"
    assert accelerator["resourceCount"] == f"{place + 1}"


@pytest.mark.parametrize(("place", "step", "task"), EACH)
def test_retries_and_caching_are_in_the_graph(place, step, task, documents):
    found = placed(documents, task)
    waits = {"backoffDuration": "30s", "backoffFactor": 2.0, "backoffMaxDuration": "600s"}
    assert found["retryPolicy"] == {"maxRetryCount": place + 1, **waits}
    assert found["cachingOptions"].get("enableCache", False) == (task not in SMALL)


@pytest.mark.parametrize(("place", "step", "task"), EACH)
def test_nodes_memory_and_time_are_in_the_kubernetes_settings(place, step, task, documents):
    found = executors(documents)[f"exec-{task}"]
    assert found["nodeSelector"]["labels"] == {"pool": f"pool-{place}", "zone": "a"}
    first, second = found["tolerations"]
    assert first == {"key": f"taint-{place}", "operator": "Equal", "value": "yes", "effect": "NoSchedule"}
    assert second == {
        "key": "leaving", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": str(60 + place)
    }  # fmt: skip
    (mount,) = found["emptyDirMounts"]
    assert (mount["mountPath"], mount["medium"], mount["sizeLimit"]) == ("/dev/shm", "Memory", f"{place + 1}Gi")
    assert found["activeDeadlineSeconds"] == str(3600 + place)
    assert [one["secretName"] for one in found["imagePullSecret"]] == ["registry"]


@pytest.mark.parametrize(("place", "step", "task"), EACH)
def test_each_secret_reaches_only_the_tasks_that_need_it(place, step, task, documents):
    names = ["s3", *OWN.get(task, [])]
    expected = {(name.replace("_", "-"), key, variable) for name in names for variable, key in SECRETS[name].items()}
    found = {
        (secret["secretName"], one["secretKey"], one["envVar"])
        for secret in executors(documents)[f"exec-{task}"]["secretAsEnv"]
        for one in secret["keyToEnv"]
    }
    assert found == expected


def test_root_and_time_to_live_are_those_of_the_whole_pipeline(documents, bare):
    assert documents[0]["defaultPipelineRoot"] == "s3://bucket/likelier"
    assert documents[1]["platforms"]["kubernetes"]["pipelineConfig"] == {"resourceTtlOnCompletion": 600}
    assert "defaultPipelineRoot" not in bare[0]
    assert "pipelineConfig" not in bare[1]["platforms"]["kubernetes"]


def mounts(documents, kind):
    return {
        (name.removeprefix("exec-"), one["mountPath"], one.get("secretName", one.get("constant")))
        for name, executor in executors(documents).items()
        for one in executor.get(kind, ())
    }


def test_archive_is_on_a_volume_that_only_collect_and_ingest_see(documents):
    assert mounts(documents, "pvcMount") == {("collect", "/archive", "posts"), ("ingest", "/archive", "posts")}
    for task in ("collect", "ingest"):
        archive = placed(documents, task)["inputs"]["parameters"]["archive"]
        assert archive["runtimeValue"]["constant"] == "/archive/posts"
    assert placed(documents, "ingest")["dependentTasks"] == ["collect"]


def test_session_and_list_of_users_are_files_of_collect_only(documents):
    assert mounts(documents, "secretAsVolume") == {
        ("collect", "/session", "instagram"), ("collect", "/users", "people")
    }  # fmt: skip
    environment = {
        name.removeprefix("exec-"): executor["container"]["env"]
        for name, executor in documents[0]["deploymentSpec"]["executors"].items()
        if executor["container"].get("env")
    }
    assert environment == {"collect": [{"name": "INSTAGRAM_SESSION", "value": "/session/session"}]}


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (["ingest.source=instaloader"], "cluster.archive_claim: names no volume"),
        (["cluster.archive_claim=posts"], "ingest.source: is sample, and collect.source instaloader"),
    ],
)
def test_posts_that_would_be_lost_or_never_read_are_told_before(overrides, words, tmp_path):
    given = load(PROJECT / "params.yaml", ["collect.source=instaloader", *overrides])
    with pytest.raises(ParamsError, match=words):
        write(tmp_path / "pipeline.yaml", given)
    assert list(tmp_path.iterdir()) == []


def test_service_is_told_after_register_with_its_registry(documents):
    asked = placed(documents, "deploy")
    assert asked["dependentTasks"] == ["register"]
    assert asked["inputs"]["parameters"]["url"]["runtimeValue"]["constant"] == "https://service/champion"
    assert asked["inputs"]["artifacts"]["decision"]["taskOutputArtifact"]["producerTask"] == "register"
    for task in ASK_REGISTRY:
        (config,) = executors(documents)[f"exec-{task}"]["configMapAsEnv"]
        assert config["configMapName"] == "likelier"


def test_report_asks_the_server_for_its_own_run_and_tells_the_webhook(documents):
    asked = placed(documents, "report-outcome")
    found = {name: one["runtimeValue"]["constant"] for name, one in asked["inputs"]["parameters"].items()}
    assert found == {"run": "{{$.pipeline_job_uuid}}", "server": "http://api:8888", "webhook": "https://hooks/a"}
    label = executors(documents)["exec-report-outcome"]["podMetadata"]["labels"]
    assert label == {"access-ml-pipeline": "true"}


def test_no_kind_of_kubernetes_setting_is_left_untested(documents):
    kinds = {kind for executor in executors(documents).values() for kind in executor}
    assert kinds == {
        "activeDeadlineSeconds", "configMapAsEnv", "emptyDirMounts", "imagePullSecret", "nodeSelector", "podMetadata",
        "pvcMount", "secretAsEnv", "secretAsVolume", "tolerations",
    }  # fmt: skip
    assert set(documents[1]["platforms"]["kubernetes"]) == {"deploymentSpec", "pipelineConfig"}


def test_what_is_not_set_is_not_in_the_graph(bare):
    expected = {"exec-collect": {"pvcMount"}, "exec-ingest": {"pvcMount"}}
    expected |= {f"exec-{task}": {"configMapAsEnv"} for task in ASK_REGISTRY}
    expected |= {"exec-report-outcome": {"podMetadata"}}
    assert {name: set(one) for name, one in executors(bare).items()} == expected
    for _, _, task in EACH:
        assert resources(bare, task) == {}
        assert "retryPolicy" not in placed(bare, task)


def test_a_task_of_a_cached_step_is_told_the_digest_of_the_posts(documents):
    for _, _, task in EACH:
        asked = placed(documents, task)
        told = "data" in asked["inputs"].get("parameters", {})
        cached = asked["cachingOptions"].get("enableCache", False)
        # These are cached by whoever asks for it.
        assert told == (cached and task not in ("collect", "ingest", *ASK_REGISTRY, "report-outcome"))


def test_by_default_steps_with_effects_are_not_cached(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline.settings, "PINNED", True)
    documents = compiled(tmp_path, {})
    cached = {task for _, _, task in EACH if placed(documents, task)["cachingOptions"].get("enableCache")}
    assert cached == {"validate", "featurize", "explore", "train", "train-2", "evaluate"}


def test_training_is_below_the_decision_and_all_that_it_goes_by_above(documents):
    components = documents[0]["components"]
    steps = components["comp-exit-handler-1"]["dag"]["tasks"]
    (due,) = [name for name in steps if name.startswith("condition")]
    assert steps[due]["triggerPolicy"]["condition"] == (
        "inputs.parameter_values['pipelinechannel--plan-update-Output'] == 'yes'"
    )
    below = set(components[f"comp-{due}"]["dag"]["tasks"])
    loops = {name for name in below if name.startswith("for-loop")}
    assert below - loops == {"list-models", "list-models-2", "evaluate", "register", "deploy"}
    assert [set(components[f"comp-{loop}"]["dag"]["tasks"]) for loop in sorted(loops)] == [{"train"}, {"train-2"}]
    assert {"collect", "gather", "explore", "drift", "plan-update"} <= set(steps)
    assert steps["plan-update"]["inputs"]["artifacts"]["drift"]["taskOutputArtifact"]["producerTask"] == "drift"
    assert "plan-update" in steps[due]["dependentTasks"]


def test_params_with_one_kind_of_model_give_one_loop(tmp_path):
    for family, name in (("mlp", "nets"), ("linear", "baselines")):
        params = tmp_path / f"{family}.yaml"
        params.write_text(yaml.safe_dump({"models": {"one": {"family": family}}}))
        write(tmp_path / "one.yaml", load(params))
        spec = next(yaml.safe_load_all((tmp_path / "one.yaml").read_text()))
        tasks = spec["components"]["comp-exit-handler-1"]["dag"]["tasks"]
        asked = tasks["list-models"]["inputs"]["parameters"]
        assert {asked[one]["runtimeValue"]["constant"] for one in ("loop", "loops")} == {name}
        assert [task for task in tasks if task.startswith("for-loop")] == ["for-loop-2", "for-loop-3"]


def test_compiled_graph_is_the_one_that_was_looked_at(tmp_path):
    write(tmp_path / "pipeline.yaml", load(PROJECT / "params.yaml"))
    now, then = (file.read_text().splitlines() for file in (tmp_path / "pipeline.yaml", GOLDEN))
    changed = "\n".join(difflib.unified_diff(then, now, "golden", "now", lineterm="", n=5))
    assert not changed, f"the graph is another; if that is meant, run `{RENEW}`\n{changed}"


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("cluster.root=bucket", "cluster.root"),
        ("cluster.pull_secret=No Name", "cluster.pull_secret"),
        ("cluster.secrets.s3.keys={'a-b': key}", "cluster.secrets.s3.keys"),
        ("cluster.report.url=https://user:word@example.org", "cluster.report.url"),
        ("cluster.report.server=ml-pipeline:8888", "cluster.report.server"),
        ("cluster.steps.train.cpu=1", "unknown key 'cluster.steps.train'"),
        ("cluster.steps.featurize.memory=2GB", "cluster.steps.featurize.memory"),
        ("cluster.steps.featurize.cpu=-1", "cluster.steps.featurize.cpu"),
        ("cluster.steps.register.retries=-1", "cluster.steps.register.retries"),
        ("cluster.steps.validate.timeout_seconds=0", "cluster.steps.validate.timeout_seconds"),
        ("cluster.steps.ingest.tolerations=[{key: a}]", "needs a key and a value"),
        ("cluster.steps.ingest.tolerations=[{operator: Exists, value: a}]", "takes no value"),
        ("cluster.steps.ingest.tolerations=[{operator: Exists, seconds: 1}]", "effect NoExecute"),
    ],
)
def test_value_that_kubernetes_would_refuse_is_told_before(override, words):
    with pytest.raises(ParamsError) as raised:
        load(PROJECT / "params.yaml", [override])
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_settings_of_the_cluster_are_not_handed_to_the_steps():
    given = load(PROJECT / "params.yaml", ["cluster.steps.featurize.memory=9Gi"])
    assert "cluster" not in yaml.safe_load(given.dump())
