"""What two processes do at once when neither has seen the other: one result, and nothing lost."""

import shutil
import threading
from contextlib import contextmanager

import pytest
from mlflow.exceptions import MlflowException

from likelier import connection
from likelier.connection import Connection
from likelier.registry import DIGEST, Registry, datasets


def test_of_two_versions_of_the_same_the_lower_one_stays(registry, three):
    client = registry._client
    for digest in ("one", "other", "one"):
        client.create_model_version(registry.name, "file:///nowhere", None, tags={DIGEST: digest})
    assert registry._first(6, "one").number == 4
    assert registry._first(5, "other").number == 5
    assert registry._first(4, "one").number == 4
    assert [version.number for version in registry.versions()] == [1, 2, 3, 4, 5]


def test_all_versions_are_found_however_many_a_page_has(registry, three, monkeypatch):
    search = registry._client.search_model_versions
    monkeypatch.setattr(registry._client, "search_model_versions", lambda *given, **named: search(*given, 2, **named))
    assert [version.number for version in registry.versions()] == [1, 2, 3]


def test_an_experiment_that_another_one_has_made_meanwhile_is_taken(registry, name, monkeypatch):
    asked, found = [], type(registry._client).get_experiment_by_name

    def find(client, wanted):
        asked.append(wanted)
        return found(client, wanted) if len(asked) > 1 else None

    made = registry._connection.experiment(name)
    monkeypatch.setattr(type(registry._client), "get_experiment_by_name", find)
    assert registry._connection.experiment(name) == made


def test_two_that_find_no_database_make_one(registry, folder, tmp_path, monkeypatch):
    makes, begin = [], threading.Barrier(2)

    @contextmanager
    def replacing(target, really=connection.replacing):
        makes.append(target)
        with really(target) as partial:
            shutil.copy(folder / "mlflow.db", partial)  # to make the tables takes seconds
            yield partial

    def make():
        begin.wait()
        Connection(tmp_path)

    monkeypatch.setattr(connection, "replacing", replacing)
    both = [threading.Thread(target=make) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert makes == [tmp_path / "mlflow.db"]
    assert Registry("likelier", tmp_path).versions() == []


@pytest.mark.parametrize("broken", ["(sqlite3.IntegrityError) UNIQUE constraint failed: datasets", "server down"])
def test_a_dataset_that_another_one_has_made_meanwhile_is_taken(broken, monkeypatch):
    logged = []

    class Client:
        def log_inputs(self, run, found):
            logged.append((run, found))
            if len(logged) == 1:
                raise MlflowException(broken)

    monkeypatch.setattr(datasets, "inputs", lambda _: ["the posts"])
    if broken == "server down":
        with pytest.raises(MlflowException, match=broken):
            datasets.log(Client(), "run", None)
        assert len(logged) == 1
    else:
        datasets.log(Client(), "run", None)
        assert logged == [("run", ["the posts"])] * 2
