"""What is in the images, and what isn't."""

import json

import pytest
from containers import building
from containers.command import HELD, docker, inspected

pytestmark = [pytest.mark.docker, pytest.mark.slow]

GIGABYTE = 1e9
PLANNED = (
    "/opt/uv/bin/uv sync --project /opt/likelier --locked --no-dev --no-install-project --dry-run "
    "--extra gpu --extra kfp --extra server --extra collect --extra mongodb 2>&1"
)
LEFT_OUT = """
import importlib.util, json, os, shutil, sys, sysconfig
from pathlib import Path
site = Path(sysconfig.get_path("purelib"))
sources = list(site.rglob("*.py"))
places = [Path("/app"), site, Path("/home/likelier"), Path("/tmp")]
print(json.dumps({
    "uid": os.getuid(),
    "modules": [name for name in sys.argv[1:] if importlib.util.find_spec(name)],
    "commands": [name for name in ("uv", "git", "gcc", "dvc", "likelier", "mlflow", "bentoml") if shutil.which(name)],
    "compiled": sum(Path(importlib.util.cache_from_source(path)).exists() for path in sources) / len(sources),
    "headers": (site / "tensorflow" / "include").exists(),
    "here": sorted(os.listdir("/app")),
    "writable": [str(path) for path in places if os.access(path, os.W_OK)],
}))
"""
MODULES = (
    "kfp",
    "boto3",
    "psycopg2",
    "pymongo",
    "bs4",
    "tenacity",
    "dvc_s3",
    "bentoml",
    "deep_translator",
    "pytest",
    "playwright",
    "likelier",
    "tensorflow",
    "xgboost",
)


def seen(image):
    return json.loads(docker("run", "--rm", "--network", "none", *HELD, image, "python", "-c", LEFT_OUT, *MODULES))


@pytest.fixture(scope="module")
def pipeline(images):
    return seen(images.pipeline)


@pytest.fixture(scope="module")
def serve(images):
    return seen(images.serve)


def test_each_holds_what_it_runs_and_no_tools_of_development(pipeline, serve):
    assert pipeline["modules"] == [
        *("kfp", "boto3", "psycopg2", "pymongo", "bs4", "tenacity"),
        *("likelier", "tensorflow", "xgboost"),
    ]
    assert serve["modules"] == ["bentoml", "likelier", "tensorflow", "xgboost"]
    assert pipeline["commands"] == ["dvc", "likelier", "mlflow"]
    assert serve["commands"] == ["dvc", "likelier", "mlflow", "bentoml"]
    assert pipeline["here"] == [".venv", "components", "params.yaml", "pipeline"]
    assert serve["here"] == [".venv", "serving"]


def test_user_is_10001_and_writes_to_tmp_only(pipeline, serve):
    for image in (pipeline, serve):
        assert image["uid"] == 10001
        assert image["writable"] == ["/tmp"]


def test_code_is_compiled(pipeline, serve):
    for image in (pipeline, serve):
        assert image["compiled"] > 0.99  # some packages ship templates of code that is no Python
        assert not image["headers"]


def test_nothing_secret_is_in_the_history_or_the_environment(images):
    for name in (images.pipeline, images.serve):
        told = docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", name)
        told += json.dumps(inspected("image", name)["Config"]["Env"])
        assert not [word for word in ("PASSWORD", "SECRET", "TOKEN", "@") if word in told.upper()]


def test_images_are_no_larger_than_said_and_share_the_large_layer(images):
    layers = [inspected("image", name)["RootFS"]["Layers"] for name in (images.pipeline, images.serve)]
    sizes = {name: inspected("image", name)["Size"] / GIGABYTE for name in (images.pipeline, images.serve)}
    print({name: f"{size:.2f} GB" for name, size in sizes.items()})
    assert max(sizes.values()) < 2.7
    shared = [one for one, other in zip(*layers, strict=False) if one == other]
    own = [layer for layer in layers[1] if layer not in shared]
    assert len(shared) >= 4  # the base, the user, the folder and the packages
    assert len(own) <= 3


def test_command_answers_in_a_container_that_may_do_nothing(images):
    assert "rank" in docker("run", "--rm", "--network", "none", *HELD, images.pipeline)


def test_lock_holds_for_the_image_for_gpus(images, tmp_path):
    """Which is too large to be built here: uv plans it, in the Python of the image."""
    building.build("lock", "likelier-lock:tested", tmp_path / "log.txt", images.bridges)
    network = ("--network", "bridge" if images.bridges else "host")
    planned = docker("run", "--rm", *network, "likelier-lock:tested", "sh", "-c", PLANNED).splitlines()
    names = {line.removeprefix(" + ").partition("==")[0] for line in planned if line.startswith(" + ")}
    assert {"tensorflow", "xgboost", "nvidia-cudnn-cu12", "nvidia-nccl-cu12", "kfp", "boto3"} <= names
    assert not {"tensorflow-cpu", "xgboost-cpu"} & names
