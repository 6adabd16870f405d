"""MLflow's server on PostgreSQL with an S3 store, both real: it decides as SQLite does, and its failures are told."""

import json
import secrets
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import pytest
import serving_process
from serving_process import start, stop
from stores.mlflow_server import mlflow_server
from typer.testing import CliRunner

from likelier import champion, posts, versions
from likelier.artifact import Artifact
from likelier.cli import app
from likelier.errors import ArtifactError, RegistryError
from likelier.registry import CHALLENGER, CHAMPION, PREVIOUS, Registry
from likelier.steps.register import register

pytestmark = pytest.mark.slow

MODELS = ("constant", "linear", "time_only")  # the first champion; one that beats it; one that doesn't beat that
MIN_LIFT = -0.05
STORE_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "MLFLOW_S3_ENDPOINT_URL")


@pytest.fixture(scope="session")
def servers(database, store, tmp_path_factory):
    """Two servers: one hands files through, the other leaves them to those who ask. Both begin at once."""
    folder = tmp_path_factory.mktemp("servers")
    with ExitStack() as stack:
        begun = {
            name: stack.enter_context(mlflow_server(folder, database, store, proxied))
            for name, proxied in (("proxied", True), ("direct", False))
        }
        yield {name: server.ready() for name, server in begun.items()}


@dataclass
class Place:
    """A registry with a name of its own, and what registers in it."""

    world: object
    folder: Path
    name: str

    def register(self, model: str) -> dict[str, object]:
        """Register one of the world's models as if it had been measured to be the best."""
        measured = json.loads((self.world.folder / "metrics/evaluate.json").read_text())
        evaluation, metrics = self.folder / "evaluate.json", self.folder / "register.json"
        evaluation.write_text(json.dumps(measured | {"best_model": model}))
        content = self.world.params.model_dump(mode="json", by_alias=True)
        # Eight accounts tell no two models apart: one that is likely better is good enough here.
        content["register"] |= {"name": self.name, "min_lift": MIN_LIFT}
        given = type(self.world.params).model_validate(content)
        trained = [self.world.folder / "models" / model]
        report = self.world.folder / "reports/scorecard"
        register(given, self.world.shards, [self.world.features], trained, evaluation, report, metrics)
        told = json.loads(metrics.read_text())
        told.pop("latency")  # no two runs share it
        return told

    def registry(self) -> Registry:
        return Registry(self.name, self.folder / "registry")

    def aliases(self) -> dict[str, int]:
        return {alias: version.number for version in self.registry().versions() for alias in version.aliases}

    def models(self, *arguments: str) -> str:
        """`likelier models`: what it prints, or the error that the command line turns into exit code 2."""
        named = ["--registered-name", self.name, "--workdir", str(self.folder)]
        told = CliRunner().invoke(app, ["models", *arguments, *named])
        if told.exception is not None and not isinstance(told.exception, SystemExit):
            raise told.exception
        assert told.exit_code == 0, told.output
        return told.output


@pytest.fixture
def place(world, tmp_path, monkeypatch):
    """Make a place in an environment: none is SQLite in a folder."""

    import boto3
    from mlflow.store.artifact import s3_artifact_repo

    def make(environment: dict[str, str], name: str | None = None) -> Place:
        for variable in ("MLFLOW_TRACKING_URI", *STORE_VARIABLES):
            monkeypatch.delenv(variable, raising=False)
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")  # no cloud is asked for a key
        boto3.setup_default_session()  # a process has one key; this one has several
        s3_artifact_repo._cached_get_s3_client.cache_clear()
        name = name or f"tested-{secrets.token_hex(4)}"
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        monkeypatch.chdir(folder)
        return Place(world, folder, name)

    return make


@pytest.fixture(scope="session")
def decided():
    """What each kind of registry has decided."""
    return {}


@pytest.mark.parametrize("kind", ["sqlite", "proxied", "direct"])
def test_a_server_decides_as_sqlite_does(kind, decided, request, place):
    there = place({} if kind == "sqlite" else request.getfixturevalue("servers")[kind].environment)
    told = [there.register(model) for model in MODELS]
    assert [one["version"] for one in told] == [1, 2, 3]
    assert told[0]["reason"].startswith("champion, the first one;")
    assert told[1]["promoted"] and told[1]["over"] == 1 and told[1]["lift"]["low"] > MIN_LIFT
    assert not told[2]["promoted"] and told[2]["over"] == 2
    assert there.register(MODELS[2]) == told[2]  # known by its digest
    assert there.aliases() == {CHAMPION: 2, PREVIOUS: 1, CHALLENGER: 3}
    decided[kind] = told
    assert told == decided.get("sqlite", told)
    _shows_each_evaluation(there)
    _is_in_service_and_back(there)
    if kind != "sqlite":
        store, environment = request.getfixturevalue("store"), request.getfixturevalue("servers")[kind].environment
        kept = store.names(f"mlflow-{kind}")
        assert sum(name.endswith("artifacts/artifact/artifact.json") for name in kept) >= 3
        assert not list(there.folder.rglob("artifact.json"))
        assert (kind == "direct") == ("AWS_SECRET_ACCESS_KEY" in environment)


def _shows_each_evaluation(there):
    """What MLflow's page reads: one run for each of the evaluations, with the model's below; figures by dataset."""
    import mlflow

    registry = there.registry()
    client = mlflow.MlflowClient()
    number = client.get_experiment_by_name(there.name).experiment_id
    runs = client.search_runs([number])
    above = {run.info.run_id: run for run in runs if run.data.tags["likelier.role"] == "evaluation"}
    below = {run.info.run_id: run for run in runs if run.info.run_id not in above}
    assert len(above) == len(below) == 3 and {run.info.status for run in runs} == {"FINISHED"}
    assert {run.data.tags["mlflow.parentRunId"] for run in below.values()} == set(above)
    assert not any("mlflow.user" in run.data.tags for run in runs)
    for version in registry.versions():
        run = below[version.run_id]
        (output,) = run.outputs.model_outputs
        of = {one.key: one for one in client.get_logged_model(output.model_id).metrics}
        assert of["account/pair_accuracy"].value == run.data.metrics["account/pair_accuracy"]
        datasets = {one.dataset.name: one.dataset.digest for one in run.inputs.dataset_inputs}
        assert datasets[of["account/pair_accuracy"].dataset_name] == of["account/pair_accuracy"].dataset_digest


def _is_in_service_and_back(there):
    lines = there.models("list").splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [["3", "time_only"], ["2", "linear"], ["1", "constant"]]
    # What the registry gives scores as the trained folder does, to the last bit.
    found = champion.find(CHAMPION, there.name, there.folder)
    assert (found.version, found.artifact.name) == (2, "linear")
    frame = posts.read(sorted(there.world.shards.glob("posts-*.parquet"))[0], posts.POSTS).head(5)
    accounts = posts.read(there.world.shards / "accounts.parquet", posts.ACCOUNTS)
    trained = Artifact.load(there.world.folder / "models/linear/artifact")
    np.testing.assert_array_equal(
        found.artifact.score(frame, accounts)["score"], trained.score(frame, accounts)["score"]
    )
    assert "version 1 is champion, in place of version 2" in there.models("rollback")
    assert "version 3 is champion, in place of version 1" in there.models("promote", "3")
    assert there.aliases() == {CHAMPION: 3, PREVIOUS: 1, CHALLENGER: 3}
    _is_written_to_by_one_after_the_other(there)


def _is_written_to_by_one_after_the_other(there):
    registries = [there.registry() for _ in range(2)]
    chosen = [versions.find(registry, number) for registry, number in zip(registries, (1, 2), strict=True)]
    with ThreadPoolExecutor() as pool:
        told = list(pool.map(versions.promote, registries, chosen))
    first = told.index(next(line for line in told if "in place of version 3" in line)) + 1
    second = 3 - first
    assert f"version {second} is champion, in place of version {first}" in told[second - 1]
    assert there.aliases() == {CHAMPION: second, PREVIOUS: first, CHALLENGER: 3}
    assert not registries[0]._client.get_registered_model(there.name).tags  # nothing is left of the turns


def test_the_service_takes_the_champion_from_the_server_and_follows_it(servers, place, tmp_path, monkeypatch):
    monkeypatch.setattr(serving_process, "SECONDS", 300.0)
    there = place(servers["proxied"].environment)
    there.register("constant")
    served = start(
        tmp_path,
        MLFLOW_TRACKING_URI=servers["proxied"].address,
        LIKELIER_MODEL=there.name,
        LIKELIER_POLL="1",
        LIKELIER_PROCESSES="0",
    )
    try:
        assert _version_in_service(served, 1)["name"]
        there.register("linear")
        _version_in_service(served, 2)
    finally:
        stop(served.process)


def _version_in_service(served, number):
    end = time.monotonic() + 120
    while True:
        told = httpx.get(f"{served.address}/model", timeout=30)
        if told.status_code == 200 and told.json()["version"] == number:
            return told.json()
        assert time.monotonic() < end, served.log.read_text()
        time.sleep(0.5)


def fails(place, *words):
    """One line that says what is wrong; nothing is champion that could not be stored and read."""
    with pytest.raises(RegistryError) as told:
        place.register("constant")
    line = str(told.value)
    assert "\n" not in line and len(line) < 600
    for word in words:
        assert word in line
    assert not (place.folder / "register.json").exists()
    return line


DIRECT_FAILURES = {
    "a wrong secret": ({"AWS_SECRET_ACCESS_KEY": "not-the-secret"}, "SignatureDoesNotMatch"),
    "an unknown key": ({"AWS_ACCESS_KEY_ID": "nobody"}, "access key ID"),
    "no key": ({"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}, "credentials"),
    "no store there": ({"MLFLOW_S3_ENDPOINT_URL": "http://127.0.0.1:9"}, "127.0.0.1:9"),
}


@pytest.mark.parametrize("what", DIRECT_FAILURES)
def test_a_store_that_refuses_is_told_and_nothing_is_champion(what, servers, place):
    changed, word = DIRECT_FAILURES[what]
    whole = servers["direct"].environment
    there = place({key: value for key, value in (whole | changed).items() if value is not None})
    line = fails(there, "S3 store", word, "AWS_")
    assert whole["AWS_SECRET_ACCESS_KEY"] not in line and "not-the-secret" not in line
    there = place(whole, there.name)
    assert there.registry().versions() == []


def test_the_driver_of_the_store_is_named_where_it_is_missing(servers, place, monkeypatch):
    there = place(servers["direct"].environment)
    monkeypatch.setitem(sys.modules, "boto3", None)  # so that importing it fails
    fails(there, "boto3", "pip install 'likelier[server]'")


def test_what_does_not_come_back_from_the_store_is_never_champion(servers, store, place, monkeypatch):
    there = place(servers["direct"].environment)
    add, lost = Registry.add, []

    def add_and_lose(registry, *given, **named):
        version = add(registry, *given, **named)
        lose(there, store, version.number)
        lost.append(version.number)
        return version

    with monkeypatch.context() as patch:
        patch.setattr(Registry, "add", add_and_lose)
        with pytest.raises((ArtifactError, RegistryError)):
            there.register("constant")
    assert lost == [1]
    assert there.aliases() == {}
    there.register("linear")
    there.register("time_only")
    lose(there, store, 3)
    with pytest.raises((ArtifactError, RegistryError)):
        there.models("promote", "3")
    assert there.aliases()[CHAMPION] == 2


def lose(place, store, number):
    """Remove a version's files from the store."""
    import mlflow

    place.registry()
    address = mlflow.MlflowClient().get_model_version_download_uri(place.name, str(number))
    bucket, _, below = address.removeprefix("s3://").partition("/")
    names = store.names(bucket, below)
    assert any(name.endswith("artifact.json") for name in names)
    for name in names:
        store.client().delete_object(Bucket=bucket, Key=name)


def test_a_server_whose_store_or_database_is_away_is_told_and_comes_back(servers, store, database, place):
    there = place(servers["proxied"].environment)
    store.stop()
    try:
        fails(there, servers["proxied"].address)
    finally:
        store.start()
    assert there.registry().versions() == []
    assert there.register("constant")["version"] == 1
    database.stop()
    try:
        with pytest.raises(RegistryError) as told:
            there.models("list")
        assert servers["proxied"].address in str(told.value) and database.password not in str(told.value)
    finally:
        database.start()
    assert there.aliases() == {CHAMPION: 1}
