"""A server that is down, refuses or is none, and an export that is killed: one line, no password, nothing half done."""

import os
import signal
import subprocess
import sys

import pytest

from likelier import exporting
from likelier.errors import DatabaseError, ExportError
from likelier.sources.mongodb_server import place
from tests.exporting.ferretdb import free_port
from tests.exporting.made import contents


def told(kind, call):
    with pytest.raises(kind) as error:
        call()
    assert "s3cret" not in str(error.value)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_server_that_is_down(shards, tmp_path):
    port = free_port()
    url = f"mongodb://ann:s3cret@127.0.0.1:{port}/db?serverSelectionTimeoutMS=500"
    text = told(DatabaseError, lambda: exporting.export(shards, url, tmp_path))
    assert text.startswith(f"mongodb://127.0.0.1:{port}: no server answers")


def test_a_wrong_password_and_none(shards, server, tmp_path):
    for url, words in (
        (server.url("db").replace("s3cret", "s3cret2"), "refuses the user name or the password"),
        (f"{server.place}/db", "asks for a user name and a password"),
    ):
        text = told(DatabaseError, lambda url=url: exporting.export(shards, url, tmp_path))
        assert text == f"{server.place}: {words}"


@pytest.mark.parametrize(
    "url",
    [
        "mongodb://ann:s3cret/word@127.0.0.1:27017/db",  # a slash that must be %2F
        "mongodb://ann:s3cret@127.0.0.1:port/db",
        "mongodb://ann:s3cret@127.0.0.1:27017/d b",
        "mongodb://",
    ],
)
def test_an_address_that_is_none(shards, tmp_path, url):
    assert "is no address of MongoDB that can be used" in told(
        DatabaseError, lambda: exporting.export(shards, url, tmp_path)
    )


def test_an_address_from_the_environment(shards, url, tmp_path, monkeypatch):
    assert "set MONGODB_URL" in told(ExportError, lambda: exporting.export(shards, "mongodb", tmp_path))
    monkeypatch.setenv("MONGODB_URL", "http://ann:s3cret@host")
    assert "set MONGODB_URL" in told(ExportError, lambda: exporting.export(shards, "mongodb", tmp_path))
    monkeypatch.setenv("MONGODB_URL", url)
    assert "20 new" in exporting.export(shards, "mongodb", tmp_path, "none")
    assert exporting.forget("mongodb", account_id="7").posts == 5


def test_collections_of_another_program_are_left_alone(shards, url, database, tmp_path):
    database.posts.insert_many([{"title": "one"}, {"title": "two"}])
    text = told(ExportError, lambda: exporting.export(shards, url, tmp_path, mirror=True))
    assert "collection 'posts' of another program" in text
    assert sorted(one["title"] for one in database.posts.find()) == ["one", "two"]


def test_without_pymongo_the_extra_is_named(shards, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pymongo", None)
    text = told(DatabaseError, lambda: exporting.export(shards, "mongodb://host/db", tmp_path))
    assert text == "MongoDB takes an extra: pip install 'likelier[mongodb]'"


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("mongodb://ann:p@ss/w@host:1/db?x=a", "mongodb://host:1"),
        ("mongodb+srv://host/db", "mongodb+srv://host"),
        ("mongodb://a:1,b:2/?replicaSet=r", "mongodb://a:1,b:2"),
    ],
)
def test_a_place_has_no_password(url, where):
    assert place(url) == where


KILLED = """
import os, signal, sys
from pathlib import Path
from pymongo.collection import Collection
from likelier import exporting

method, name, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
whole, calls = getattr(Collection, method), []

def killed(self, *arguments, **options):
    calls.extend([1] if self.name == name else [])
    if len(calls) == number:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(self, *arguments, **options)

setattr(Collection, method, killed)
exporting.export(Path(sys.argv[4]), "mongodb", Path("unused"))
"""


@pytest.mark.parametrize(
    ("method", "name", "number"),
    [("bulk_write", "posts", 2), ("insert_one", "pictures.files", 8)],
)
def test_an_export_that_was_killed_is_completed_by_the_next(
    shards, url, database, read_back, tmp_path, monkeypatch, method, name, number
):
    monkeypatch.setenv("MONGODB_URL", url)
    command = [sys.executable, "-c", KILLED, method, name, str(number), str(shards)]
    killed = subprocess.run(command, env=os.environ | {"MONGODB_URL": url}, capture_output=True, timeout=120)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert database.posts.count_documents({}) < 20
    assert " new" in exporting.export(shards, "mongodb", tmp_path)
    assert contents(read_back("mongodb", tmp_path).folder) == contents(shards)
    files = {one["_id"] for one in database["pictures.files"].find()}
    assert {one["files_id"] for one in database["pictures.chunks"].find()} == files
    assert len(files) == 19
