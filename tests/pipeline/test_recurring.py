"""What keeps a model up to date: a run collects what is new, trains where it is due, and promotes through the gate."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from mlflow import MlflowClient

from likelier import params as parameters
from likelier.sources import sample

PROJECT = Path(__file__).parents[2]
IMAGE = "registry.example/likelier-pipeline@sha256:" + "fedcba9876543210" * 4
NEW = 3  # posts
PARAMS = {
    "collect": {"source": "instaloader"},
    "ingest": {"source": "instaloader", "shard_mb": 3},
    # What is told of the words and seen on the pictures goes the same way as these: test_local_run.py.
    "featurize": dict.fromkeys(("caption", "picture", "faces", "embedding", "meaning", "pixels"), False)
    | {"workers": 1},
    "evaluate": {"resamples": 100, "sets_per_account": 5, "reference": None},
    "register": {"min_lift": -0.2},  # twelve accounts tell little
    "models": {"constant": {"family": "constant", "baseline": True}, "linear": {"family": "linear"}},
}
# In the place of the network, in every process: what is in a folder is what is there to be collected.
NETWORK = """
import os
from pathlib import Path
from shutil import copy2
from likelier.collecting import Summary

def collect(wanted, archive, progress):
    summary = Summary()
    for file in sorted(path for path in Path(os.environ["NETWORK"]).rglob("*") if path.is_file()):
        target = archive / file.relative_to(os.environ["NETWORK"])
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            copy2(file, target)
            summary.posts_new += file.name.endswith("_UTC.json.xz")
    summary.count("complete" if summary.posts_new else "nothing_new")
    return summary
"""
INSTEAD = """
import sys
from importlib.util import spec_from_file_location
from pathlib import Path

class Instead:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "likelier.collecting.instaloader":
            return spec_from_file_location(name, Path(__file__).with_name("network.py"))

sys.meta_path.insert(0, Instead)
"""


def pipeline(*arguments, **environment):
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("KF", "LIKELIER", "MLFLOW_TRACK"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=PROJECT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


def late(folder):
    """The files of one account's newest three posts."""
    (place, *_) = sorted(path for path in folder.iterdir() if path.is_dir())
    for name in sorted(path.name for path in place.glob("*_UTC.json.xz"))[-NEW:]:
        yield from place.glob(f"{name.removesuffix('.json.xz')}*")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The folders of three runs: the first, one to which new posts are too few, and one to which they are enough."""
    folder = tmp_path_factory.mktemp("recurring")
    (folder / "sitecustomize.py").write_text(INSTEAD)
    (folder / "network.py").write_text(NETWORK)
    (folder / "users.txt").write_text("somebody\n")
    (folder / "params.yaml").write_text(yaml.safe_dump(PARAMS))
    (folder / "tomorrow").mkdir()
    sample.write(parameters.Sample(accounts=12, posts=8, broken_pictures=0.0), folder / "tomorrow")
    shutil.copytree(folder / "tomorrow", folder / "today")
    for file in list(late(folder / "today")):
        file.unlink()
    found = []
    for day, least in (("today", 1), ("tomorrow", NEW + 1), ("tomorrow", 1)):
        pipeline(
            *("run", "--params", str(folder / "params.yaml"), "--workdir", str(folder / "run")),
            *("--set", f"ingest.path={folder / 'archive'}", "--set", f"collect.users={folder / 'users.txt'}"),
            *("--set", "update.when_needed=true", "--set", f"update.min_new_posts={least}"),
            PYTHONPATH=os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]),
            NETWORK=str(folder / day),
        )
        found.append(max((folder / "run").glob("likelier-*"), key=lambda path: path.name))
    return found


def metrics(run, task):
    (file,) = [*run.glob(f"{task}/metrics"), *run.glob(f"condition-*/{task}/metrics")]
    return json.loads(file.read_text())


@pytest.mark.slow
def test_second_run_collects_and_reads_only_what_is_new_beside_what_it_has(runs):
    first, second, third = runs
    assert metrics(first, "collect")["posts_new"] == 12 * 8 - NEW
    assert metrics(second, "collect")["posts_new"] == NEW
    assert metrics(third, "collect")["posts_new"] == 0
    assert [metrics(run, "ingest")["rows_read"] for run in runs] == [12 * 8 - NEW, 12 * 8, 12 * 8]


@pytest.mark.slow
def test_a_run_trains_only_where_posts_and_age_are_reason_enough(runs):
    plans = [metrics(run, "plan-update") for run in runs]
    assert [(plan["retrain"], plan["champion"]) for plan in plans] == [(True, None), (False, 1), (True, 1)]
    assert plans[0]["why"] == "no model has been registered yet"
    assert 0 < plans[1]["new_posts"] == plans[2]["new_posts"] <= NEW
    assert {reason["name"] for reason in plans[2]["reasons"] if reason["holds"]} >= {"age", "new_posts"}
    assert not [*runs[1].rglob("train*"), *runs[1].rglob("register*")]
    assert metrics(runs[1], "drift")["version"] == 1


@pytest.mark.slow
def test_third_runs_challenger_goes_through_the_gate_against_the_first_runs_champion(runs):
    first, second = (metrics(run, "register") for run in (runs[0], runs[2]))
    assert (first["model"], first["promoted"], first["version"]) == ("linear", True, 1)
    assert first["reason"].startswith("champion, the first one;")
    assert (second["model"], second["version"], second["over"]) == ("linear", 2, 1)
    assert second["promoted"] == all(one["passed"] for one in [second["latency"], *second["conditions"].values()])
    client = MlflowClient(f"sqlite:///{runs[0].parent / 'registry' / 'mlflow.db'}")
    aliases = client.get_registered_model("likelier").aliases
    assert int(aliases["champion"]) == (2 if second["promoted"] else 1)
    # They were compared on all posts that the second run held back, new ones among them.
    before, now = (metrics(run, "evaluate")["splits"]["account"]["rows"] for run in (runs[0], runs[2]))
    assert second["lift"]["rows"] == now > before


@pytest.mark.slow
def test_shards_without_a_new_post_and_their_features_are_the_same_bytes(runs):
    def files(run, name, kind):
        return {path.stem.removeprefix(kind): path.read_bytes() for path in (run / name).glob(f"{kind}*.parquet")}

    shards = [files(run, "ingest/shards", "posts") for run in runs[:2]]
    features = [files(run, "gather/gathered", "features") for run in runs[:2]]
    assert set(shards[0]) == set(shards[1]) == set(features[1])
    same = {name for name, held in shards[0].items() if shards[1][name] == held}
    assert 0 < len(same) < len(shards[0])
    assert same == {name for name, held in features[0].items() if features[1][name] == held}


def test_recurring_run_that_collects_is_made_as_it_will_run(kubeflow, host):
    overrides = ("collect.source=graph_api", "ingest.source=graph_api", "collect.users=/users/users.txt")
    overrides += ("cluster.users_secret=people", "cluster.archive_claim=posts", "cluster.secrets.graph_api.name=token")
    overrides += ("cluster.service_account=runner",)
    sets = [word for override in overrides for word in ("--set", override)]
    done = pipeline("schedule", "--host", host, "--image", IMAGE, "--cron", "0 3 * * *", "--name", "nightly", *sets)
    assert done.stdout == "recurring_run-0  nightly  0 0 3 * * *  ENABLED\n"
    (made,) = kubeflow.recurring_runs
    given = parameters.loads(made["runtime_config"]["parameters"]["params"])
    assert (given.collect.source, given.collect.users) == ("graph_api", "/users/users.txt")
    steps = made["pipeline_spec"]["pipeline_spec"]["components"]["comp-exit-handler-1"]["dag"]["tasks"]
    assert steps["ingest"]["dependentTasks"] == ["collect"]
    caching = {
        name: steps[name]["cachingOptions"].get("enableCache", False) for name in ("collect", "ingest", "validate")
    }
    assert caching == {"collect": False, "ingest": False, "validate": True}
    executors = made["pipeline_spec"]["platform_spec"]["platforms"]["kubernetes"]["deploymentSpec"]["executors"]
    assert {name for name, one in executors.items() if "pvcMount" in one} == {"exec-collect", "exec-ingest"}
    assert {name for name, one in executors.items() if "secretAsEnv" in one} == {"exec-collect"}
    assert (made["max_concurrency"], made["no_catchup"], made["service_account"]) == ("1", True, "runner")
