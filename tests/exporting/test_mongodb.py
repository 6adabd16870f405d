"""Over a real connection, with a server that speaks MongoDB's protocol."""

import hashlib
import shutil
from datetime import UTC, datetime

import pyarrow.parquet as pq
import pytest

from likelier import exporting, params, posts
from likelier.errors import ExportError
from likelier.forgetting.forget import forget
from tests.exporting.made import ODD, contents, picture


@pytest.fixture
def to_mongodb(shards, url, tmp_path):
    def export(pictures=None, mirror=False, of=shards):
        return exporting.export(of, url, tmp_path / "unused", pictures, mirror)

    return export


@pytest.fixture
def back(read_back, url, monkeypatch, tmp_path):
    def ingested():
        monkeypatch.setenv("MONGODB_URL", url)
        return read_back("mongodb", tmp_path).folder

    return ingested


def without(shards, folder, account):
    """The same shards, and one account less."""
    folder.mkdir()
    for file in shards.glob("*.parquet"):
        rows = [row for row in pq.read_table(file).to_pylist() if row["account_id"] != account]
        if rows or file.name == "quarantine.parquet":
            schema = posts.POSTS if file.name.startswith("posts-") else pq.read_schema(file)
            posts.write(rows, schema, folder / file.name)
    return folder


@pytest.mark.parametrize("pictures", ["gridfs", "bytes"])
def test_what_is_read_back_are_the_same_shards(shards, to_mongodb, back, pictures):
    told = to_mongodb(pictures)
    assert told == (
        "export: posts: 20 new, 0 changed, 0 as they were, 0 removed; "
        "accounts: 5 new, 0 changed, 0 as they were, 0 removed; 19 pictures written"
    )
    assert contents(back()) == contents(shards)


def test_a_second_export_changes_nothing_and_says_so(to_mongodb, database):
    to_mongodb()
    names = ("posts", "accounts", "pictures.files", "pictures.chunks")
    before = {name: list(database[name].find().sort("_id")) for name in names}
    assert to_mongodb() == "export: nothing to do: 20 posts and 5 accounts are there as they are in the shards"
    assert {name: list(database[name].find().sort("_id")) for name in names} == before


def test_a_document_says_what_the_row_says(to_mongodb, database):
    to_mongodb("bytes")
    found = database.posts.find_one({"post_id": "7-1"})
    assert found["taken_at"] == datetime(2021, 3, 28, 2, 30, tzinfo=UTC)
    assert found["microseconds"] == {"taken_at": 1, "snapshot_at": 456}
    assert (found["caption"], found["hashtags"], found["mentions"]) == (ODD, ["täg"], ["someone"])
    assert (found["likes"], found["comments"], found["comments_disabled"]) == (None, 0.0, False)
    assert (found["picture"], found["picture_in"], found["picture_file"]) == (picture(1), "document", None)
    assert found["picture_sha256"] == hashlib.sha256(picture(1)).hexdigest()
    other = database.posts.find_one({"post_id": "7-2"})
    assert (other["mentions"], other["hashtags"], other["snapshot_at"]) == (None, [], None)
    assert "picture" not in other


def test_the_indexes_are_there_and_unique_where_they_must(to_mongodb, database):
    to_mongodb()
    told = {
        name: {key: bool(one.get("unique")) for key, one in database[name].index_information().items()}
        for name in ("posts", "accounts")
    }
    assert told["posts"] == {"_id_": False, "post_id_1": True, "account_id_1": False, "taken_at_1": False}
    assert told["accounts"] == {"_id_": False, "account_id_1": True, "username_1": False}


def test_gridfs_holds_the_pictures_as_any_program_reads_them(to_mongodb, database):
    from gridfs import GridFSBucket

    to_mongodb()
    found = database.posts.find_one({"post_id": "7-3"})
    assert "picture" not in found
    assert GridFSBucket(database, "pictures").open_download_stream(found["picture_file"]).read() == picture(3, "PNG")
    assert database["pictures.files"].count_documents({}) == 19


def test_another_way_of_keeping_pictures_takes_the_place_of_the_last(shards, to_mongodb, database, back):
    to_mongodb("gridfs")
    assert "16 changed" in to_mongodb("bytes")
    assert database["pictures.files"].count_documents({}) == database["pictures.chunks"].count_documents({}) == 0
    to_mongodb("none")
    assert database.posts.count_documents({"picture": {"$exists": True}}) == 0
    to_mongodb("gridfs")
    assert contents(back()) == contents(shards)


def test_what_changed_is_written_and_what_others_added_stays(to_mongodb, database):
    to_mongodb()
    database.posts.update_one({"_id": "7-1"}, {"$set": {"likes": 99.0, "my_label": "good"}})
    database.posts.delete_one({"_id": "10-5"})
    database["pictures.files"].delete_one({"_id": database.posts.find_one({"_id": "7-3"})["picture_file"]})
    told = to_mongodb()
    assert "posts: 1 new, 1 changed, 18 as they were" in told
    assert "1 pictures written" in told
    found = database.posts.find_one({"_id": "7-1"})
    assert (found["likes"], found["my_label"]) == (None, "good")
    assert to_mongodb().startswith("export: nothing to do")


def test_rows_that_are_gone_stay_unless_a_mirror_is_asked_for(shards, to_mongodb, database, tmp_path):
    to_mongodb()
    database.posts.insert_one({"_id": "foreign", "title": "of another program"})
    fewer = without(shards, tmp_path / "fewer", "a.b")
    assert to_mongodb(of=fewer).startswith("export: nothing to do: 15 posts and 4 accounts")
    assert database.posts.count_documents({"account_id": "a.b"}) == 5
    told = to_mongodb(mirror=True, of=fewer)
    assert "15 as they were, 5 removed" in told
    assert database.posts.count_documents({"account_id": "a.b"}) == 0
    assert database.accounts.count_documents({}) == 4
    assert database["pictures.files"].count_documents({"_id": {"$regex": "/a.b/"}}) == 0
    assert database["pictures.files"].count_documents({}) == 14
    assert database.posts.count_documents({"_id": "foreign"}) == 1


def test_what_has_no_room_in_a_document(shards, to_mongodb, database, tmp_path, monkeypatch):
    from likelier.exporting import documents

    # Sixteen megabytes take this server half a minute.
    monkeypatch.setattr(documents, "MAX_BYTES", 1500)
    large = without(shards, tmp_path / "large", "nobody")
    file = sorted(large.glob("posts-*"))[0]
    rows = pq.read_table(file).to_pylist()
    rows[2]["caption"] = "x" * 2000
    posts.write(rows, posts.POSTS, file)
    with pytest.raises(ExportError, match=rf"19 new.*; left out, as larger than .* bytes: {file.name} row 2$"):
        to_mongodb("bytes", of=large)
    assert database.posts.count_documents({}) == 19
    assert database.posts.count_documents({"picture_in": "gridfs"}) > 10


@pytest.mark.parametrize("whom", [{"username": "@NAME_A.B"}, {"account_id": "a.b"}])
@pytest.mark.parametrize("pictures", ["gridfs", "bytes"])
def test_an_account_is_forgotten_down_to_its_pictures(to_mongodb, url, database, whom, pictures):
    to_mongodb(pictures)
    database["pictures.chunks"].insert_one({"files_id": "posts/a.b/a.b-9/0", "n": 0, "data": b"half written"})
    gone = exporting.forget(url, **whom)
    assert (gone.posts, gone.accounts, gone.pictures) == (5, 1, 5 if pictures == "gridfs" else 0)
    for name in ("posts", "accounts", "pictures.files", "pictures.chunks"):
        assert not any("a.b" in str(one) for one in database[name].find())
    assert database.posts.count_documents({}) == 15
    assert database["pictures.files"].count_documents({}) == (14 if pictures == "gridfs" else 0)
    assert exporting.forget(url, **whom).posts == 0


def test_forgetting_an_account_reaches_the_data_base_of_the_environment(
    to_mongodb, url, database, shards, tmp_path, monkeypatch
):
    to_mongodb()
    project = tmp_path / "project"
    shutil.copytree(shards, project / "data" / "shards")
    monkeypatch.chdir(project)
    given = params.Params.model_validate({"models": {"c": {"family": "constant"}}})
    told = []
    forget(given, "name_a.b", project, told.append, dry_run=True)
    assert database.posts.count_documents({"account_id": "a.b"}) == 5  # nothing was asked of it
    monkeypatch.setenv("MONGODB_URL", url)
    forget(given, "name_a.b", project, told.append)
    assert database.posts.count_documents({}) == 15
    assert database.posts.count_documents({"account_id": "a.b"}) == 0
    assert "take it out of the data base of MONGODB_URL" in told
    assert not any(url in line for line in told)
