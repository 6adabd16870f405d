import base64
import json
import os

import pyarrow.parquet as pq
import pytest

from likelier import exporting
from likelier.errors import ContractError, ExportError, SourceError
from likelier.sources import json_lines
from tests.exporting.made import ODD, contents


@pytest.fixture
def to_json(shards, tmp_path):
    def export(pictures=None, name="export"):
        told = exporting.export(shards, "json", tmp_path / name, pictures)
        return tmp_path / name, told

    return export


def lines(folder, table="posts"):
    return [json.loads(line) for line in (folder / f"{table}.jsonl").read_bytes().splitlines()]


@pytest.mark.parametrize("pictures", ["files", "base64"])
def test_what_is_read_back_are_the_same_shards(shards, to_json, read_back, pictures):
    folder, told = to_json(pictures)
    assert "20 posts and 5 accounts with 19 pictures" in told
    back = read_back("json_lines", folder)
    assert contents(back.folder) == contents(shards)
    metrics = json.loads(back.metrics.read_text())
    assert (metrics["source"], metrics["rows_kept"], metrics["time_zones"]) == ("json_lines", 20, 1)


def test_a_line_says_what_the_row_says(to_json):
    folder, _ = to_json("base64")
    first = next(line for line in lines(folder) if line["post_id"] == "7-1")
    assert first["caption"] == ODD
    assert (first["likes"], first["comments"], first["width"], first["height"]) == (None, 0, 1080, 1349.5)
    assert (first["hashtags"], first["mentions"], first["source"]) == (["täg"], ["someone"], "instaloader")
    assert first["taken_at"] == "2021-03-28T02:30:00.000001+00:00"
    assert base64.b64decode(first["picture"])[:2] == b"\xff\xd8"
    silent = next(line for line in lines(folder, "accounts") if line["account_id"] == "silent")
    assert silent["followers"] is None


def test_pictures_are_files_and_equal_ones_one_file(to_json):
    folder, _ = to_json()
    named = {line.get("picture_file") for line in lines(folder)} - {None}
    named |= {line.get("profile_picture_file") for line in lines(folder, "accounts")} - {None}
    there = {file.relative_to(folder).as_posix() for file in (folder / "pictures").glob("*/*")}
    assert named == there
    assert {name.rpartition(".")[2] for name in named} == {"jpg", "png", "webp"}
    assert len(there) == 4  # of 16 posts and 3 accounts


def test_without_pictures_the_rest_is_the_same(shards, to_json, read_back):
    folder, told = to_json("none")
    assert "with 0 pictures" in told
    back = read_back("json_lines", folder)
    found, wanted = pq.read_table(back.folder), None
    found = pq.read_table(sorted(back.folder.glob("posts-*"))).drop_columns("picture").sort_by("post_id")
    wanted = pq.read_table(sorted(shards.glob("posts-*"))).drop_columns("picture").sort_by("post_id")
    assert found == wanted


def test_exporting_again_writes_the_same_bytes_in_place_of_the_old(to_json):
    folder, _ = to_json()
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    (folder / "pictures" / "left.jpg").write_bytes(b"old")
    to_json()
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_a_folder_of_something_else_is_never_replaced(shards, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("dear")
    with pytest.raises(ExportError, match="is there and no export"):
        exporting.export(shards, "json", tmp_path / "mine")
    assert (tmp_path / "mine/letter.txt").read_text() == "dear"


def test_an_export_that_fails_leaves_the_old_one(to_json, shards, tmp_path):
    folder, _ = to_json()
    before = (folder / "posts.jsonl").read_bytes()
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in shards.glob("*.parquet"):
        (broken / file.name).write_bytes(file.read_bytes())
    (broken / "accounts.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(ContractError, match=r"accounts\.parquet: is not a readable Parquet file"):
        exporting.export(broken, "json", folder)
    assert (folder / "posts.jsonl").read_bytes() == before
    assert not list(tmp_path.glob(".export*"))


@pytest.mark.parametrize(
    ("to", "pictures", "told"),
    [
        ("mysql://ann:secret@host/db", None, "--to mysql://... is no target"),
        ("ann:secret@host", None, "--to is no target"),
        ("json", "gridfs", "--pictures gridfs does not go with json; choose files, base64, none"),
    ],
)
def test_a_wrong_target_is_told_without_its_password(shards, tmp_path, to, pictures, told):
    with pytest.raises(ExportError) as error:
        exporting.export(shards, to, tmp_path / "export", pictures)
    assert str(error.value).startswith(told)
    assert "secret" not in str(error.value)


WRONG = {
    "likes": ("12", "bad value: likes must be a number, and is of type str"),
    "caption": (7, "bad value: caption must be text"),
    "hashtags": ([1], "bad value: hashtags must be text"),
    "mentions": ("@ann", "bad value: mentions must be a list of texts"),
    "taken_at": ("soon", "bad value: taken_at must be a time as in ISO 8601"),
    "comments_disabled": (1, "bad value: comments_disabled must be true or false"),
    "width": (True, "bad value: width must be a number"),
    "account_id": (None, "no owner: account_id is missing"),
    "post_id": (None, "no id: post_id is missing"),
    "picture_file": ("../secret.jpg", "broken picture: picture_file names no file of the folder"),
    "picture": ("?", "broken picture: picture is no Base64"),
}


def test_what_cannot_be_read_is_quarantined_with_its_line_and_reason(to_json, read_back, tmp_path):
    folder, _ = to_json()
    (tmp_path / "secret.jpg").write_bytes(next((folder / "pictures").glob("*/*.jpg")).read_bytes())
    posts = lines(folder)
    for number, (name, (value, _)) in enumerate(WRONG.items()):
        posts[number][name] = value
    raw = [json.dumps(post).encode() for post in posts]
    raw[-1], raw[-2] = b'{"post_id": ', b"[]"
    (folder / "posts.jsonl").write_bytes(b"\n".join(raw))
    back = read_back("json_lines", folder)
    rows = pq.read_table(back.folder / "quarantine.parquet").to_pylist()
    assert [row["row"] for row in rows] == [*range(len(WRONG)), 18, 19]
    assert {row["file"] for row in rows} == {"posts.jsonl"}
    for row, (_, reason) in zip(rows, WRONG.values(), strict=False):
        assert row["reason"].startswith(reason)
    assert rows[-2]["reason"].startswith("another shape")
    assert rows[-1]["reason"].startswith("not JSON")
    assert json.loads(back.metrics.read_text())["rows_read"] == 20


def test_lines_that_people_wrote_need_only_what_a_post_needs(read_back, tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "accounts.jsonl").write_text("")
    post = {"post_id": "1", "account_id": "a", "kind": "image", "taken_at": "2024-05-01T12:00:00Z", "likes": 3, "x": 1}
    other = post | {"post_id": "2", "account_id": "b"}
    third = post | {"post_id": "3"}  # of an account that was read before
    (folder / "posts.jsonl").write_text("".join(json.dumps(one) + "\n" for one in (post, other, third)))
    back = read_back("json_lines", folder)
    rows = pq.read_table(sorted(back.folder.glob("posts-*"))).sort_by("post_id").to_pylist()
    assert [(row["account_id"], row["likes"], row["source"]) for row in rows] == [
        ("a", 3.0, "json_lines"),
        ("b", 3.0, "json_lines"),
        ("a", 3.0, "json_lines"),
    ]


def test_a_folder_without_lines_is_told(tmp_path):
    with pytest.raises(SourceError, match=r"holds no posts\.jsonl"):
        list(json_lines.read(tmp_path))


@pytest.mark.parametrize("whom", [{"username": "@NAME_A.B"}, {"account_id": "a.b"}])
def test_an_account_is_forgotten_down_to_its_pictures(to_json, whom):
    folder, _ = to_json()
    before = {table: (folder / f"{table}.jsonl").read_bytes().splitlines() for table in ("posts", "accounts")}
    own = folder / "pictures" / "zz" / "own.jpg"  # that nobody else has
    own.parent.mkdir()
    own.write_bytes(b"x")
    gone = exporting.forget(folder, **whom)
    assert (gone.posts, gone.accounts, gone.pictures) == (5, 1, 1)
    for table, left in before.items():
        kept = [line for line in left if json.loads(line)["account_id"] != "a.b"]
        assert (folder / f"{table}.jsonl").read_bytes().splitlines() == kept
    assert not own.exists()
    assert not any(b"a.b" in os.fsencode(file) + file.read_bytes() for file in folder.rglob("*") if file.is_file())
    again = exporting.forget(folder, **whom)
    assert (again.posts, again.accounts, again.pictures) == (0, 0, 0)


def test_forgetting_needs_an_export_and_a_name(tmp_path):
    with pytest.raises(ExportError, match="holds no export"):
        exporting.forget(tmp_path, account_id="7")
    with pytest.raises(ExportError, match="name the account"):
        exporting.forget(tmp_path)
