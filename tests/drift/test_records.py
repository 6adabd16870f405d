"""The service's records as they lie in a folder after weeks: rotated, torn, of other models, beside other files."""

import json

import pandas as pd
import pytest

from likelier.drift import records
from likelier.errors import SourceError

COLUMNS = {"score": float, "picture_brightness": float, "account_followers": float, "caption_language": object}


def line(hour=18, day=20, asked="a", **more):
    told = {
        "hour": f"2026-03-{day:02d}T{hour:02d}:00:00+00:00", "asked": asked, "route": "/rank",
        "model": "likelier", "model_version": 3, "score": 0.5, "low": 0.1, "high": 0.9,
        "picture_brightness": 0.25, "account_followers": None, "caption_language": "en",
    }  # fmt: skip
    return json.dumps(told | more)


@pytest.fixture
def folder(tmp_path):
    data = tmp_path / "likelier" / "data"
    data.mkdir(parents=True)
    return tmp_path


def gathered(folder, *lines, name="data.0.log", days=7, end="\n"):
    (folder / "likelier" / "data" / name).write_text("\n".join(lines) + end)
    return records.gather(folder, COLUMNS, "likelier", 3, days)


def test_a_record_is_a_row_of_the_columns_of_the_reference_and_a_request_belongs_together(folder):
    found = gathered(folder, line(asked="x", score=0.1), line(asked="y"), line(asked="x", caption_language=None))
    assert found.posts["account"].tolist() == [0, 1, 0]
    assert found.posts["score"].tolist() == [0.1, 0.5, 0.5]
    assert found.posts["caption_language"].isna().tolist() == [False, False, True]
    assert found.untold == ("account_followers",)  # nobody told it
    assert (found.since.day, found.since.hour, found.until.hour) == (20, 18, 19)


def test_a_torn_line_and_whatever_is_no_record_is_counted(folder):
    bad = ["[1, 2]", "nothing", "", line(hour=99), line().replace("2026", "0001"), line(score=[1]), line()[:40]]
    found = gathered(folder, line(), line(), *bad, end="")
    assert len(found.posts) == 2
    assert found.left_out["unreadable_lines"] == 6


def test_records_of_other_models_versions_and_routes_are_counted(folder):
    others = [
        line(model="other"), line(model_version=2), line(model_version=None),
        line(route="/best-time"), line(route="/what-if"),
    ]  # fmt: skip
    found = gathered(folder, line(), line(route="/predict"), *others)
    assert len(found.posts) == 2
    assert (found.left_out["of_other_versions"], found.left_out["of_other_routes"]) == (3, 2)


def test_columns_that_nobody_knows_and_values_that_are_no_numbers_do_no_harm(folder):
    found = gathered(folder, line(invented=1, other="x"), line(picture_brightness="dark"), line(score=10**400))
    assert found.left_out["values_of_unknown_columns"] == 2 + 2 * 3  # low and high are not compared here
    assert pd.isna(found.posts["picture_brightness"][1]) and pd.isna(found.posts["score"][2])
    assert "invented" not in found.posts


def test_rotated_files_are_read_other_files_counted_and_old_days_left_out(folder):
    gathered(folder, line(day=10), line(day=15), name="data.0.log.2026-03-15")
    gathered(folder, line(day=19), name="data.1.log")
    gathered(folder, "notes", name="notes.txt")
    found = gathered(folder, line(day=20))
    assert len(found.posts) == 3
    assert found.left_out == {"files_of_others": 1, "before_the_last_days": 1, "values_of_unknown_columns": 8}
    assert found.since.day == 15


def test_only_so_many_are_read_and_they_are_the_newest(folder, monkeypatch):
    monkeypatch.setattr(records, "MOST", 3)
    gathered(folder, line(day=18), line(day=19, score=0.9), name="data.0.log.2026-03-19")
    found = gathered(folder, line(), line())
    assert sorted(found.posts["score"]) == [0.5, 0.5, 0.9]
    assert found.left_out["more_than_are_read"] == 1


def test_records_of_an_older_service_belong_together_by_the_hour(folder):
    plain = [{**json.loads(line(hour=hour)), "asked": None} for hour in (8, 8, 9)]
    assert gathered(folder, *map(json.dumps, plain)).posts["account"].tolist() == [0, 0, 1]


def test_an_empty_folder_is_no_error_and_a_missing_one_is(folder):
    found = records.gather(folder, COLUMNS, "likelier", 3, 7)
    assert found.posts.empty and found.since is None and "account" in found.posts
    with pytest.raises(SourceError, match="LIKELIER_MONITOR"):
        records.gather(folder / "nowhere", COLUMNS, "likelier", 3, 7)
