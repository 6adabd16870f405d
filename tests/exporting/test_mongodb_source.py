"""Reading a data base: where it is, what in it can't be used, and how DVC follows it."""

import json
from datetime import UTC, datetime

import pyarrow.parquet as pq
import pytest
import yaml
from conftest import PROJECT

from likelier import exporting
from likelier.errors import DatabaseError, SourceError
from likelier.sources import mongodb, mongodb_address
from tests.exporting.made import contents


@pytest.fixture
def exported(shards, url, tmp_path):
    exporting.export(shards, url, tmp_path / "unused")
    return url


@pytest.mark.parametrize("form", ["file", "folder", "address"])
def test_the_data_base_is_named_by_a_file_or_an_address(
    exported, shards, server, database, read_back, tmp_path, monkeypatch, form
):
    raw = tmp_path / "raw"
    raw.mkdir()
    file = raw / "mongodb.yaml"
    file.write_text(yaml.safe_dump({"url": server.place, "database": database.name}))
    (raw / "time_zones.csv").write_text("username,time_zone\nname_7,Europe/Berlin\n")
    path = {"file": file, "folder": raw, "address": f"{server.place}/{database.name}"}[form]
    # The environment has the user name and the password, and names another data base.
    monkeypatch.setenv("MONGODB_URL", server.url("another"))
    assert contents(read_back("mongodb", path).folder) == contents(shards)


def test_what_cannot_be_used_is_quarantined(exported, database, read_back, tmp_path, monkeypatch):
    change = database.posts.update_one
    change({"_id": "10-1"}, {"$set": {"likes": "12"}})
    change({"_id": "10-2"}, {"$set": {"taken_at": "soon"}})
    change({"_id": "10-3"}, {"$set": {"picture": "text"}})
    change({"_id": "10-4"}, {"$set": {"account_id": None}})
    change({"_id": "7-1"}, {"$set": {"kind": "story"}})
    change({"_id": "7-2"}, {"$unset": {"post_id": ""}})
    database["pictures.chunks"].delete_one({"files_id": database.posts.find_one({"_id": "7-3"})["picture_file"]})
    change({"_id": "7-5"}, {"$set": {"microseconds": ["x"]}})
    change({"_id": "7-4"}, {"$set": {"likes": 7, "taken_at": "2021-05-01T12:00:00Z", "extra": {"a": 1}}})
    database.accounts.update_one({"_id": "7"}, {"$set": {"followers": "many"}})
    database.accounts.delete_one({"_id": "Zoé"})
    monkeypatch.setenv("MONGODB_URL", exported)
    back = read_back("mongodb", tmp_path)
    rows = pq.read_table(back.folder / "quarantine.parquet").to_pylist()
    reasons = {(row["file"], row["post_id"]): row["reason"].partition(":")[0] for row in rows}
    assert reasons == {
        ("posts", "10-1"): "bad value",
        ("posts", "10-2"): "bad value",
        ("posts", "10-3"): "broken picture",
        ("posts", "10-4"): "no owner",
        ("posts", "7-1"): "unknown kind",
        ("posts", None): "no id",
        ("posts", "7-3"): "broken picture",
        ("accounts", None): "bad value",
    }
    metrics = json.loads(back.metrics.read_text())
    assert (metrics["rows_read"], metrics["rows_kept"], metrics["accounts"]) == (21, 13, 5)
    kept = pq.read_table(sorted(back.folder.glob("posts-*"))).to_pylist()
    (changed,) = (row for row in kept if row["post_id"] == "7-4")
    assert (changed["likes"], changed["taken_at"]) == (7.0, datetime(2021, 5, 1, 12, tzinfo=UTC))


def test_an_empty_data_base_is_told(url, monkeypatch, tmp_path):
    monkeypatch.setenv("MONGODB_URL", url)
    with pytest.raises(SourceError, match="holds no posts"):
        list(mongodb.read(tmp_path))


def test_a_server_that_asks_for_a_password_is_told(server):
    with pytest.raises(DatabaseError, match="asks for a user name and a password"):
        list(mongodb.read(f"{server.place}/posts"))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("url: mongodb://ann:secret@host/db", "kept there for all to read; set MONGODB_URL"),
        ("host: localhost", "must have the keys url and database"),
        ("url: 7", "must be texts"),
        ("- url", "must have the keys"),
        ("url: [", "can't be read as YAML"),
        ("url: postgresql://host/db", "no address of MongoDB"),
        ("", "no address of MongoDB"),
        (None, "is missing"),
    ],
)
def test_a_faulty_file_is_told(tmp_path, monkeypatch, content, told):
    monkeypatch.delenv("MONGODB_URL", raising=False)
    if content is not None:
        (tmp_path / "mongodb.yaml").write_text(content)
    with pytest.raises(SourceError, match=told) as error:
        mongodb_address.find(tmp_path)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("address", ["mongodb://ann:secret@host/db", "mysql://ann:secret@host/db"])
def test_an_address_in_the_params_holds_no_password(address):
    from pathlib import Path

    with pytest.raises(SourceError) as error:
        mongodb_address.find(Path(address))
    assert "secret" not in str(error.value)


def test_dvc_follows_the_file_that_names_the_data_base(tmp_path, monkeypatch):
    from dvc.repo import Repo

    monkeypatch.chdir(tmp_path)
    params = yaml.safe_load((PROJECT / "params.yaml").read_text(encoding="utf-8"))
    params["ingest"] |= {"source": "mongodb", "path": "data/raw"}
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(params))
    (tmp_path / "dvc.yaml").write_text((PROJECT / "dvc.yaml").read_text(encoding="utf-8"))
    file = tmp_path / "data/raw/mongodb.yaml"
    file.parent.mkdir(parents=True)
    seen = set()
    with Repo.init(no_scm=True) as repo:
        for database in ("one", "another"):
            file.write_text(f"url: mongodb://localhost:27017/{database}\n")
            (dep,) = (dep for dep in repo.stage.load_one("dvc.yaml", "ingest").deps if dep.def_path == "data/raw")
            dep.save()
            seen.add(dep.hash_info.value)
    assert len(seen) == 2
