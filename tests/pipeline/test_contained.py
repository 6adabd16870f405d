"""What a run in containers is told before its first container starts."""

import pytest
from conftest import PROJECT

from likelier.errors import LikelierError
from likelier.params import load
from pipeline.containers import Containers, _seen_inside


@pytest.fixture(autouse=True)
def no_daemon(monkeypatch, tmp_path):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path / 'nobody.sock'}")


def given(*overrides):
    return load(PROJECT / "params.yaml", overrides)


def begin(folder, network=None):
    with Containers("likelier-pipeline:latest", network).runner(given(), folder):
        pytest.fail("it began")


def test_daemon_that_does_not_answer_is_told_with_its_address(tmp_path):
    with pytest.raises(LikelierError, match=r"no Docker daemon answers at unix://.*nobody\.sock; start it"):
        begin(tmp_path)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://user:word@mlflow.example", "say with --network on which one the server of MLFLOW_TRACKING_URI is"),
        ("sqlite:////elsewhere/mlflow.db", "sees no registry but a server's; unset it"),
    ],
)
def test_registry_out_of_a_containers_reach_is_told_without_its_secrets(address, words, tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", address)
    with pytest.raises(LikelierError, match=words) as raised:
        begin(tmp_path)
    assert "word" not in str(raised.value)


def test_folder_of_posts_is_seen_at_its_own_place_and_only_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "archive").mkdir()
    params = given("ingest.source=instaloader", "ingest.path=archive")
    inside, (mount,) = _seen_inside(params)
    assert inside.ingest.path == str(tmp_path / "archive")
    assert (mount["Source"], mount["Target"], mount["ReadOnly"]) == (inside.ingest.path, inside.ingest.path, True)
    assert inside.model_copy(update={"ingest": params.ingest}) == params


def test_sample_world_and_a_missing_folder_need_no_mount(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for params in (given("ingest.source=sample"), given("ingest.source=instaloader", "ingest.path=nowhere")):
        assert _seen_inside(params) == (params, [])


def test_containers_do_not_collect(tmp_path):
    params = given("collect.source=instaloader", "ingest.source=instaloader")
    with (
        pytest.raises(LikelierError, match=r"collect first \(`likelier collect`\)"),
        Containers("likelier-pipeline:latest").runner(params, tmp_path),
    ):
        pytest.fail("it began")
