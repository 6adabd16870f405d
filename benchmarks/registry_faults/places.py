"""The stores of the matrix, and the models that are registered in them."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

TESTS = Path(__file__).parents[2] / "tests"
sys.path.append(str(TESTS))  # whose servers these are

from benchmarks.registry_faults.proxy import Proxy  # noqa: E402

NOISE = {"first": 0.8, "better": 0.2, "also_better": 0.25, "worse": 2.0, "equal": 0.8}
BASE = "base"
# A fault of the network is told within seconds, not after three times a quarter of a minute.
ASKING = {"MLFLOW_HTTP_REQUEST_TIMEOUT": "4", "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "1"}

Done = dict[str, Any]  # what `acting.py` tells of a command


class Actors:
    """Processes that run commands."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "benchmarks.registry_faults.acting"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, *asked: dict[str, Any]) -> list[Done]:
        """Run commands that begin at once, to their ends."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        told: list[Done] = json.loads(self._process.stdout.readline())
        return told

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


@dataclass
class Place:
    """One store: how the commands reach it, and how it is looked at."""

    store: str
    folder: Path  # with the made world
    actors: Actors
    uri: str  # past the proxy
    environment: dict[str, str]
    parts: dict[str, Any] = field(default_factory=dict)  # proxies, the database, the S3 store
    rows: int = 0

    def register(self, name: str, model: str, moment: str = "") -> dict[str, Any]:
        """`likelier register`, as an action."""
        told = "--shards shards --features features --models models --report report"
        arguments = [*told.split(), "--evaluation", f"{model}.json", "--metrics", f"{name}-{model}.json"]
        return self.act(["register", *arguments, "--set", f"register.name={name}"], moment)

    def models(self, name: str, *arguments: str, moment: str = "") -> dict[str, Any]:
        """`likelier models`, as an action."""
        return self.act(["models", *arguments, "--registered-name", name], moment)

    def act(self, arguments: list[str], moment: str = "") -> dict[str, Any]:
        """A command, as an action."""
        environment = ASKING | self.environment
        return {
            "arguments": arguments, "folder": str(self.folder), "environment": environment, "moment": moment
        }  # fmt: skip

    def registry(self, name: str) -> Any:
        """For the one who looks."""
        from likelier.registry import Registry

        before = os.environ.get("MLFLOW_TRACKING_URI")
        os.environ["MLFLOW_TRACKING_URI"] = self.uri
        try:
            return Registry(name, self.folder / "registry")
        finally:  # what this process does besides belongs in another registry
            if before is None:
                del os.environ["MLFLOW_TRACKING_URI"]
            else:
                os.environ["MLFLOW_TRACKING_URI"] = before

    def fresh(self, versions: int = 1) -> str:
        """A registered model of so many versions of the first model; 2 is champion and 1 the one before, or 1 alone."""
        self.rows += 1
        name = f"row-{self.rows}"
        base, registry = self.registry(BASE), self.registry(name)
        client = registry._client
        (kept,) = client.search_model_versions(f"name='{BASE}'")
        client.create_registered_model(name)
        for number in range(1, versions + 1):
            tags = {key: value for key, value in base.versions()[0].tags.items() if key != "likelier.digest"}
            tags["likelier.digest"] = str(number)
            client.create_model_version(name, kept.source, kept.run_id, tags, model_id=kept.source.split("/")[-1])
        client.set_registered_model_alias(name, "champion", str(min(2, versions)))
        if versions > 1:
            client.set_registered_model_alias(name, "previous", "1")
        return name


def make(folder: Path) -> None:
    """A made world with models as good as their noise lets them be, each with an evaluation that it has won."""
    from gate import made

    frame = made.world(1)
    (folder / "shards").mkdir(parents=True)
    made.shards_of(frame, folder / "shards")
    for seed, (name, noise) in enumerate(NOISE.items()):
        made.trained(frame, folder / "models" / name, noise, seed=seed)
        figures = {"pair_accuracy": {"value": 0.6, "low": 0.5, "high": 0.7}}
        measured = {"best_model": name, "splits": {"account": {"models": {name: figures}}}}
        (folder / f"{name}.json").write_text(json.dumps(measured))
    (folder / "report").mkdir()
    (folder / "report" / "model_card.md").write_text("# made\n")
    entries = {name: {"family": "recency"} for name in NOISE}
    # Nothing is learned from these features: the models are as good as was asked for.
    few = dict.fromkeys(("meaning", "picture", "faces", "embedding", "pixels"), False) | {"workers": 1}
    content = {"models": entries, "evaluate": {"resamples": 200}, "featurize": few}
    (folder / "params.yaml").write_text(yaml.safe_dump(content))


def _begun(place: Place) -> Place:
    told = "featurize --shards shards --features features --metrics featurize.json"
    for asked in (place.act(told.split()), place.register(BASE, "first")):
        (done,) = place.actors.run(asked)
        assert done["code"] == 0, done["said"]
    return place


@contextmanager
def sqlite(actors: Actors) -> Iterator[Place]:
    """A registry in a file."""
    with tempfile.TemporaryDirectory(prefix="likelier-faults-") as name:
        folder = Path(name)
        make(folder)
        uri = f"sqlite:///{folder / 'registry' / 'mlflow.db'}"
        yield _begun(Place("SQLite", folder, actors, uri, {"MLFLOW_TRACKING_URI": uri}))


@contextmanager
def server(actors: Actors) -> Iterator[Place]:
    """A server on PostgreSQL and S3, with a proxy before it and another before its S3 store."""
    from stores.mlflow_server import mlflow_server
    from stores.postgres import postgres
    from stores.s3 import s3

    with tempfile.TemporaryDirectory(prefix="likelier-faults-") as name, ExitStack() as stack:
        folder = Path(name)
        make(folder)
        database, store = stack.enter_context(postgres()), stack.enter_context(s3())
        files = Proxy(store.port)
        stack.callback(files.close)
        direct, store.port = store.port, files.server.server_port  # the server asks the store through the proxy
        served = stack.enter_context(mlflow_server(folder, database, store, proxied=True)).ready()
        store.port = direct
        asked = Proxy(int(served.address.rsplit(":", 1)[1]))
        stack.callback(asked.close)
        parts = {"server": asked, "files": files, "database": database, "store": store}
        through = {"MLFLOW_TRACKING_URI": asked.address}
        yield _begun(Place("server", folder, actors, served.address, through, parts))
