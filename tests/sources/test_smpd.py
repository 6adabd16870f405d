import json
from datetime import UTC, datetime

import pytest
from PIL import Image

from likelier import intake
from likelier.errors import SourceError
from likelier.screening import Rules
from likelier.sources import smpd

BASE = 1_430_000_000


def rows(count=4):
    """The files of one split: two users with posts by turns."""
    pids, users = [str(100 + row) for row in range(count)], [f"{row % 2 + 1}@N1" for row in range(count)]
    keys = [{"Pid": pid, "Uid": user} for pid, user in zip(pids, users, strict=True)]
    times = [{"Postdate": str(BASE + 3600 * row), "Latitude": "0", "Geoaccuracy": "0"} for row in range(count)]
    texts = [{"Title": f"Dawn {row} @ann", "Mediatype": "photo", "Alltags": "Sun sea"} for row in range(count)]
    return {
        "train_category.json": [key | {"Category": "Travel&Active&Sports", "Concept": "sea"} for key in keys],
        "train_additional.json": [key | {"Pathalias": "None", "Ispublic": "1"} for key in keys],
        "train_temporalspatial.json": [key | time for key, time in zip(keys, times, strict=True)],
        "train_text.json": [key | text for key, text in zip(keys, texts, strict=True)],
        "train_user_data.json": {
            "Pid": {str(row): pid for row, pid in enumerate(pids)},
            "Uid": {str(row): user for row, user in enumerate(users)},
            "photo_count": {str(row): 1813.0 for row in range(count)},
        },
        "train_label.txt": "".join(f"{row + 1}.00\n" for row in range(count)),
        "train_img_filepath.txt": "".join(f"train/{u}/{p}.jpg\n" for u, p in zip(users, pids, strict=True)),
    }


def write(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        data = content if isinstance(content, str | bytes) else json.dumps(content)
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def test_every_row_is_a_post_of_its_user(tmp_path):
    write(tmp_path, rows())
    (tmp_path / "train/1@N1").mkdir(parents=True)
    Image.new("RGB", (8, 4)).save(tmp_path / "train/1@N1/100.jpg")
    first, second = smpd.read(tmp_path)
    assert [post["post_id"] for post in first.posts + second.posts] == ["100", "102", "101", "103"]
    assert first.posts[0] == {
        "post_id": "100",
        "account_id": "1@N1",
        "taken_at": datetime.fromtimestamp(BASE, UTC),
        "kind": "image",
        "likes": 1.0,  # 2 ** (1 - 1) views a day
        "caption": "Dawn 0 @ann",
        "hashtags": ["sun", "sea"],
        "mentions": ["ann"],
        "picture": tmp_path / "train/1@N1/100.jpg",
        "picture_origin": "original",
        "file": "train_temporalspatial.json",
        "row": 0,
    }
    assert [post["likes"] for post in second.posts] == [2.0, 8.0]
    assert first.account == {"account_id": "1@N1", "posts": 1813.0, "snapshot_at": None}
    (tmp_path / "shards").mkdir()
    tally = intake.write(smpd.read(tmp_path), tmp_path / "shards", "smpd", Rules(drop_newest=False), 1)
    assert (tally.rows_read, tally.rows_kept, tally.accounts) == (4, 4, 2)


@pytest.mark.parametrize(
    "names",
    [
        {"train_temporalspatial.json": "train_temporalspatial_information.json"},
        {"train_additional.json": "train_additional_information.json", "train_img_filepath.txt": "train_img_path.txt"},
    ],
)
def test_other_names_of_the_same_files_in_a_folder_below(tmp_path, names):
    files = {names.get(name, name): content for name, content in rows().items()}
    write(tmp_path / "train_allmetadata_json", files)
    Image.new("RGB", (8, 4)).save(tmp_path / "103.jpg")
    first, second = smpd.read(tmp_path)
    assert len(first.posts) == len(second.posts) == 2
    assert [post["picture"] for post in second.posts] == [None, tmp_path / "103.jpg"]
    assert first.posts[0]["file"].startswith("train_allmetadata_json/train_temporalspatial")


def test_what_is_not_needed_may_be_missing(tmp_path):
    files = rows()
    write(tmp_path, {name: files[name] for name in ("train_temporalspatial.json", "train_label.txt")})
    first, _ = smpd.read(tmp_path)
    assert (first.posts[0]["caption"], first.posts[0]["picture"], first.account["posts"]) == (None, None, None)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"train_label.txt": "1\n2\n3\n"}, "not row-aligned: rows of .*train_label.txt 3"),
        ({"train_img_filepath.txt": "x.jpg\n" * 9}, "train_img_filepath.txt 9"),
        ({"train_category.json": rows(3)["train_category.json"]}, "train_category.json 3"),
        ({"train_user_data.json": rows(5)["train_user_data.json"]}, "train_user_data.json 5"),
        ({"train_text.json": rows()["train_text.json"][::-1]}, "row 0 is post 100 .* and 103 in train_text.json"),
        ({"train_text.json": b'[{"Pid": '}, "train_text.json: not JSON"),
        ({"train_text.json": b""}, "train_text.json: empty file"),
        ({"train_text.json": b"7"}, "neither a list of rows nor"),
        ({"train_text.json": {"Pid": 7}}, "neither a list of rows nor"),
        ({"train_label.txt": b"\xff\xfe1"}, "train_label.txt: can't be read as UTF-8"),
        ({"train_label.txt": None}, "holds no train_label.txt"),
        ({"train_temporalspatial.json": None}, "holds no train_temporalspatial.json"),
    ],
)
def test_files_that_do_not_fit_stop_in_one_line(tmp_path, changed, words):
    files = {name: content for name, content in (rows() | changed).items() if content is not None}
    with pytest.raises(SourceError, match=words) as raised:
        list(smpd.read(write(tmp_path, files)))
    assert "\n" not in str(raised.value)


def test_a_folder_that_is_missing_stops_in_one_line(tmp_path):
    with pytest.raises(SourceError, match="no such folder"):
        list(smpd.read(tmp_path / "none"))


def test_a_row_with_a_bad_value_is_rejected_alone(tmp_path):
    files = rows(6)
    files["train_label.txt"] = "high\n999\n3\n4\n5\nnan\n"
    files["train_img_filepath.txt"] = "a.jpg\nb.jpg\n../c.jpg\nd.jpg\ne.jpg\nf.jpg\n"
    files["train_temporalspatial.json"][3].pop("Uid")
    files["train_temporalspatial.json"][4]["Postdate"] = "then"
    found = list(smpd.read(write(tmp_path, files)))
    rejected = {one.row: one.reason.partition(":")[0] for piece in found for one in piece.rejections}
    assert rejected == {0: "bad value", 1: "bad value", 2: "bad value", 3: "no owner"}
    (tmp_path / "shards").mkdir()
    tally = intake.write(iter(found), tmp_path / "shards", "smpd", Rules(drop_newest=False), 1)
    assert (tally.rows_read, tally.rows_kept) == (6, 1)
    assert tally.reasons == {"bad value": 3, "no owner": 1, "no time": 1}
    assert intake.posts.read_posts(tmp_path / "shards")["likes"].isna().all()  # the one without a label
