"""What MLflow shows of an evaluation, read back through its client from a real store in SQLite."""

import getpass
import json
import time

import pandas as pd
import pytest

from likelier import posts, system_metrics
from likelier.params import Params
from likelier.registry import Registry, runs
from likelier.registry.evaluation import Evaluation
from likelier.registry.runs import Runs
from likelier.registry.stale import end_stale
from likelier.system_metrics import Watch

ENTRIES = {"best": {}, "net": {}, "plain": {"baseline": True}}
PLACES = {"best": 0.7, "net": 0.6, "plain": 0.5}
PARAMS = Params(models={name: {"family": "recency", **entry} for name, entry in ENTRIES.items()})
NAME = "shown"
KEPT = "held_back_scores.parquet"


def figure(value):
    return {"value": value, "low": value - 0.1, "high": value + 0.1}


def measured():
    """As `evaluate` writes it."""
    splits = {
        split: {
            "models": {name: {"pair_accuracy": figure(value), "ndcg": figure(0.9)} for name, value in PLACES.items()},
            "leaky": split == "random",
            "rows": 30,
            "accounts": 4,
            "pairs": 100,
        }
        for split in ("account", "random")
    }
    roles = {"best": "model", "net": "model", "plain": "baseline"}
    return {"best_model": "best", "confidence": 0.95, "roles": roles, "splits": splits}


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluated")
    frame = pd.DataFrame(
        {
            "post_id": [f"zebra-post-{number}" for number in range(40)],
            "account_id": [f"zebra-account-{number % 4}" for number in range(40)],
            "taken_at": pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(range(40), unit="D"),
            "kind": "image",
            "source": "test",
        }
    )
    posts.write(frame, posts.POSTS, folder / "shards" / "posts-0000.parquet")
    trained = []
    for name, entry in PARAMS.models.items():
        artifact = folder / name / "artifact"
        (artifact / "model").mkdir(parents=True)
        featurize = PARAMS.featurize.model_dump(mode="json")
        if name == "net":  # what is served must find its own; of the others only figures are kept
            featurize["backbone"] = "/home/zebra/own.onnx"
        content = {"name": name, "entry": entry.model_dump(mode="json"), "featurize": featurize, "target": "lift"}
        (artifact / "artifact.json").write_text(json.dumps(content | {"seed": 7}))
        described = {"name": name, "baseline": entry.baseline, "rows": 36}
        (folder / name / "model.json").write_text(json.dumps(described))
        (folder / name / "predictions.parquet").write_bytes(b"scores")
        trained.append(folder / name)
    (folder / "net/artifact/model/curves.csv").write_text("epoch,loss,validation_loss\n1,0.5,0.6\n2,0.4,0.5\n")
    (folder / KEPT).write_bytes(b"kept")
    return Evaluation.of(PARAMS, measured(), trained, folder / "shards")


def register(folder, evaluation, name):
    registry = Registry(name, folder)
    best = evaluation.best
    if not (found := registry.versions()):
        registry.add(best.folder / "artifact", "digest", {}, {}, {}, [best.folder.parent / KEPT], evaluation)
        found = registry.versions()
    registry.record(evaluation, found[0])
    return registry


class Seen:
    """Everything of one experiment, through MLflow's client."""

    def __init__(self, folder, name):
        import mlflow

        Registry(name, folder)  # it is the one that MLflow asks from here on
        self.client = mlflow.MlflowClient()
        self.number = self.client.get_experiment_by_name(name).experiment_id
        self.runs = self.client.search_runs([self.number], order_by=["attributes.start_time DESC"])
        self.models = {one.name: one for one in self.client.search_logged_models([self.number])}
        shown = [run for run in self.runs if "likelier.role" in run.data.tags]
        self.above = next(run for run in shown if run.data.tags["likelier.role"] == "evaluation")
        self.below = {run.info.run_name: run for run in shown if run is not self.above}


@pytest.fixture(scope="module")
def seen(folder, evaluation):
    register(folder, evaluation, NAME)
    return Seen(folder, NAME)


def test_each_model_has_a_run_below_that_of_its_evaluation_the_best_on_top(seen):
    assert list(seen.below) == ["best", "net", "plain"]
    assert {run.data.tags["mlflow.parentRunId"] for run in seen.below.values()} == {seen.above.info.run_id}
    assert {run.info.status for run in seen.runs} == {"FINISHED"}
    assert [run.data.tags["likelier.role"] for run in seen.below.values()] == ["model", "model", "baseline"]
    told = seen.above.data
    assert (told.params["best_model"], told.params["posts"], told.params["accounts"]) == ("best", "40", "4")
    assert (told.params["first"], told.params["last"]) == ("2024-01-01", "2024-02-09")
    assert told.metrics["account/pair_accuracy"] == 0.7
    lines = told.tags["mlflow.note.content"].splitlines()
    table = [line.split("|")[1:4] for line in lines if line.startswith("| [")]
    assert [(cells[0].strip()[:6], cells[2].strip()) for cells in table] == [
        ("[best]", "0.700 [0.600, 0.800]"),
        ("[net](", "0.600 [0.500, 0.700]"),
        ("[plain", "0.500 [0.400, 0.600]"),
    ]


def test_figures_of_each_split_and_epoch_are_those_of_the_run_and_of_its_logged_model(seen):
    (version,) = seen.client.search_model_versions(f"name = '{NAME}'")
    assert version.run_id == seen.below["best"].info.run_id
    assert [file.path for file in seen.client.list_artifacts(version.run_id)] == [KEPT]
    for name, run in seen.below.items():
        expected = {"account/pair_accuracy": PLACES[name], "account/pair_accuracy_low": PLACES[name] - 0.1}
        expected |= {"account/ndcg": 0.9, "leaky_random/pair_accuracy_high": PLACES[name] + 0.1}
        assert {key: run.data.metrics[key] for key in expected} == pytest.approx(expected)
        assert "account/ndcg_low" not in run.data.metrics  # its interval stands in the scorecard
        model = seen.models[name]
        assert [one.model_id for one in run.outputs.model_outputs] == [model.model_id]
        assert (str(model.status), model.model_type) == ("READY", run.data.tags["likelier.role"])
        of = {one.key: (one.value, one.dataset_name) for one in model.metrics}
        assert of["account/pair_accuracy"] == (PLACES[name], "posts, account split")
        assert of["leaky_random/pair_accuracy"] == (PLACES[name], "posts, leaky_random split")
        assert model.params == run.data.params
        assert model.params["family"] == "recency" and model.params["posts_learned"] == "36"
    assert seen.below["net"].data.params["featurize.backbone"] == "(a place, not kept)"
    losses = seen.client.get_metric_history(seen.below["net"].info.run_id, "validation_loss")
    assert [(one.step, one.value) for one in losses] == [(1, 0.6), (2, 0.5)]


def test_of_two_points_with_as_many_accounts_one_is_shown(folder, evaluation):
    points = [{"accounts": accounts, "value": accounts / 10} for accounts in (1.7, 2.2, 4.0)]
    trained = [one.folder for one in evaluation.contenders]
    found = Evaluation.of(PARAMS, measured() | {"learning_curves": {"net": points}}, trained, folder / "shards")
    (net,) = (one for one in found.contenders if one.name == "net")
    shown = [(one.step, one.value) for one in net.figures if one.name.startswith("by_accounts/")]
    assert shown == [(2, 2.2 / 10), (4, 0.4)]


def test_datasets_have_counts_and_columns_and_no_rows(seen, evaluation):
    for run in seen.runs:
        found = {one.dataset.name: (one.tags[0].value, one.dataset) for one in run.inputs.dataset_inputs}
        contexts = {name: context for name, (context, _) in found.items()}
        assert contexts == {
            "posts": "training",
            "posts, account split": "evaluation",
            "posts, leaky_random split": "evaluation",
        }
        learned, split = found["posts"][1], found["posts, account split"][1]
        assert evaluation.data.startswith(learned.digest) and len(learned.digest) == 16
        assert json.loads(learned.profile)["num_rows"] == 40
        assert json.loads(split.profile) == {"num_rows": 30, "accounts": 4, "pairs": 100}
        columns = json.loads(learned.schema)["mlflow_colspec"]
        assert {"taken_at", "caption"} <= {column["name"] for column in columns}


def test_mlflow_is_told_no_user_no_script_and_no_path_of_this_machine(seen, folder, evaluation):
    for told in [*(run.data.tags for run in seen.runs), *(model.tags for model in seen.models.values())]:
        assert "mlflow.user" not in told
        assert told.get("mlflow.source.name", "likelier register") == "likelier register"
    assert {run.info.user_id for run in seen.runs} <= {"unknown", ""}
    trained = str(evaluation.best.folder.parent).encode()
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert b"zebra" not in content, file
            assert trained not in content, file
            assert b"site-packages" not in content and b"/src/likelier" not in content, file
            assert getpass.getuser() == "root" or getpass.getuser().encode() not in content, file


def test_registering_it_again_adds_nothing(seen, folder, evaluation):
    register(folder, evaluation, NAME)
    again = Seen(folder, NAME)
    assert [run.info.run_id for run in again.runs] == [run.info.run_id for run in seen.runs]
    assert [one.model_id for one in again.models.values()] == [one.model_id for one in seen.models.values()]
    assert len(again.client.search_model_versions(f"name = '{NAME}'")) == 1


KILLED = ("log_artifact", "log_model_artifacts", "finalize_logged_model", "log_batch", "set_terminated", "set_tag")


@pytest.mark.parametrize("call", KILLED)
def test_what_was_killed_is_completed_and_nothing_is_doubled(call, seen, folder, evaluation, monkeypatch):
    import mlflow

    name = f"killed-{call.replace('_', '-')}"
    whole = getattr(mlflow.MlflowClient, call)
    for after in (False, True):  # before the call has done its work, and after it
        with monkeypatch.context() as patch:

            def killed(*given, after=after, **named):
                if after:
                    whole(*given, **named)
                raise KeyboardInterrupt

            patch.setattr(mlflow.MlflowClient, call, killed)
            with pytest.raises(KeyboardInterrupt):
                register(folder, evaluation, name)
    register(folder, evaluation, name)
    found = Seen(folder, name)
    assert list(found.below) == ["best", "net", "plain"]
    assert len(found.runs) == 4 and len(found.client.search_logged_models([found.number])) == 3
    assert {run.info.status for run in found.runs} == {"FINISHED"}
    for one, run in found.below.items():
        assert run.data.metrics == seen.below[one].data.metrics
        assert run.data.params == seen.below[one].data.params
        assert len(found.client.get_metric_history(run.info.run_id, "account/pair_accuracy")) == 1
    assert len(found.client.search_model_versions(f"name = '{name}'")) == 1


def test_a_slow_server_is_not_waited_for_and_the_rest_comes_with_the_next(folder, evaluation, monkeypatch, capfd):
    with monkeypatch.context() as patch:
        patch.setattr(runs, "LIMIT", -1.0)
        register(folder, evaluation, "slow")
    assert "completed by registering again" in capfd.readouterr().err
    assert list(Seen(folder, "slow").below) == ["best"]
    register(folder, evaluation, "slow")
    found = Seen(folder, "slow")
    assert list(found.below) == ["best", "net", "plain"]
    assert {run.info.status for run in found.runs} == {"FINISHED"}


def test_of_two_who_register_it_at_once_the_runs_of_the_version_stay(folder, evaluation):
    both = [Runs(registry._client, registry._connection.experiment("twice"), evaluation) for registry in twice(folder)]
    first, second = (one.model(evaluation.best, evaluation.best.folder / "artifact") for one in both)
    registry = Registry("twice", folder)
    registry._client.create_registered_model("twice")
    registry._client.create_model_version("twice", f"models:/{second[1]}", second[0], model_id=second[1])
    (version,) = registry.versions()
    registry.record(evaluation, version)
    found = Seen(folder, "twice")
    assert list(found.below) == ["best", "net", "plain"] and len(found.runs) == 4
    assert found.below["best"].info.run_id == version.run_id == second[0] != first[0]
    assert [one.model_id for name, one in found.models.items() if name == "best"] == [second[1]]
    assert {run.data.tags["mlflow.parentRunId"] for run in found.below.values()} == {found.above.info.run_id}


def twice(folder):
    return [Registry("twice", folder) for _ in range(2)]


def test_the_machine_of_a_long_training_is_shown_in_the_run_of_its_model(folder, evaluation):
    import mlflow

    registry = Registry("trained", folder)
    registry._connection.experiment("trained")  # a server knows where the files of a new one go
    (net,) = (one for one in evaluation.contenders if one.name == "net")
    for trained in (net.folder, None):
        watch = Watch(registry._connection.uri, "trained", "net", after=0.0)
        client, end = mlflow.MlflowClient(), time.monotonic() + 60
        while not monitored(client, "trained"):
            assert time.monotonic() < end
            time.sleep(0.05)
        watch.end(trained, patience=60.0)
    assert {run.info.status for run in monitored(client, "trained")} == {"FINISHED", "FAILED"}
    ended = next(run for run in monitored(client, "trained") if run.info.status == "FINISHED")
    client.log_metric(ended.info.run_id, "system/cpu_utilization_percentage", 50.0)
    register(folder, evaluation, "trained")
    found = Seen(folder, "trained")
    run = found.below["net"]
    assert run.info.run_id == ended.info.run_id and run.info.end_time == ended.info.end_time
    assert run.data.metrics["system/cpu_utilization_percentage"] == 50.0
    assert run.data.metrics["account/pair_accuracy"] == PLACES["net"]
    assert run.data.tags["mlflow.parentRunId"] == found.above.info.run_id
    assert not any("user" in key for key in run.data.tags)


def monitored(client, name):
    experiment = client.get_experiment_by_name(name)
    found = client.search_runs([experiment.experiment_id]) if experiment else []
    return [run for run in found if "likelier.training" in run.data.tags]


def test_a_training_goes_on_where_the_server_fails_and_says_so_in_one_line(monkeypatch, tmp_path, capfd):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    monkeypatch.setattr(system_metrics, "AFTER", 0.0)
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    done = []

    @system_metrics.watched
    def train(params, name, trained):
        time.sleep(0.5)
        done.append(name)

    train(PARAMS, "net", tmp_path)
    assert done == ["net"]
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith("train net: its system metrics are not in MLflow: ") and "127.0.0.1" in line


def test_a_run_without_a_sign_of_life_does_not_run_for_ever(folder):
    import mlflow

    Registry("stale", folder)
    client = mlflow.MlflowClient()
    number = client.create_experiment("stale")
    old = client.create_run(number, start_time=1).info.run_id
    alive = client.create_run(number, start_time=1).info.run_id
    client.log_metric(alive, "system/cpu_utilization_percentage", 50.0)
    young = client.create_run(number).info.run_id
    end_stale(client, number)
    assert [client.get_run(one).info.status for one in (old, alive, young)] == ["KILLED", "RUNNING", "RUNNING"]
