import json

import pandas as pd
import pytest

from likelier import posts
from likelier.batches import readable
from likelier.candidates import unfold
from likelier.errors import SourceError
from likelier.params import Params
from likelier.sources import zones
from likelier.steps.ingest import ingest


def written(folder, text, encoding="utf-8"):
    folder.mkdir(exist_ok=True)
    (folder / zones.FILE).write_text(text, encoding=encoding)
    return folder


def test_no_table_no_zones(tmp_path):
    assert zones.read(tmp_path) == zones.read(tmp_path / "none") == {}


def test_names_are_read_as_people_write_them(tmp_path):
    folder = written(tmp_path, "time_zone,username\r\nEurope/Berlin, @Ann.Lee \r\nUTC,bob\r\n", "utf-8-sig")
    assert zones.read(folder) == {"ann.lee": "Europe/Berlin", "bob": "UTC"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "must have the columns username and time_zone"),
        ("username,zone\nann,UTC\n", "must have the columns"),
        ("username,time_zone\nann,UTC\nbob,Mars/Olympus\n", "line 3: 'Mars/Olympus' is not a known time zone"),
        ("username,time_zone\nann\n", "line 2: '' is not a known time zone"),
        ("username,time_zone\nann,UTC\n@Ann,Asia/Tokyo\n", "line 3: an account twice"),
        ("username,time_zone\n,UTC\n", "line 2: no username"),
    ],
)
def test_a_faulty_table_is_told_with_its_line(tmp_path, text, fault):
    with pytest.raises(SourceError, match=fault) as caught:
        zones.read(written(tmp_path, text))
    assert "\n" not in str(caught.value) and zones.FILE in str(caught.value)


def test_a_table_in_another_encoding_is_told(tmp_path):
    (tmp_path / zones.FILE).write_bytes(b"username,time_zone\n\xff\xfe,UTC\n")
    with pytest.raises(SourceError, match="can't be read as CSV in UTF-8"):
        zones.read(tmp_path)


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, username in enumerate(("ann", "bob")):
        listed = [
            {"id": f"{number}{row}", "taken_at_timestamp": 1_550_000_000 + row, "is_video": False} for row in (1, 2)
        ]
        page = {"id": str(number), "username": username, "posts": listed}
        (folder / f"{username}.json").write_text(json.dumps(page))
    return folder


def test_ingest_and_scoring_read_it_and_a_fault_leaves_nothing(tmp_path, pages):
    written(pages, "username,time_zone\nBob,Asia/Tokyo\nnobody.here,UTC\n")
    params = Params.model_validate(
        {
            "ingest": {"source": "profile_pages", "path": str(pages), "drop_newest": False},
            "models": {"constant": {"family": "constant"}},
        }
    )
    ingest(params, tmp_path / "shards", tmp_path / "metrics.json")
    known = posts.read_accounts(tmp_path / "shards").set_index("username")["time_zone"]
    assert known["bob"] == "Asia/Tokyo" and pd.isna(known["ann"])
    assert json.loads((tmp_path / "metrics.json").read_text())["time_zones"] == 1
    with readable("profile_pages", pages) as (shards, tally):
        assert posts.read_accounts(shards).set_index("username")["time_zone"].equals(known)
        assert tally.time_zones == 1
    written(pages, "username,time_zone\nbob,Mars/Olympus\n")
    with pytest.raises(SourceError):
        ingest(params, tmp_path / "others", tmp_path / "others.json")
    assert not (tmp_path / "others").exists()


def test_a_candidate_may_say_where_its_account_is():
    flat = pd.DataFrame({"taken_at": ["2026-03-01T18:00:00"], "account_time_zone": ["Asia/Tokyo"]})
    assert unfold(flat)[1]["time_zone"].tolist() == ["Asia/Tokyo"]
