"""POST /batch: a table of posts in, a row of scores for each of its rows out."""

import base64
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from likelier.candidates import unfold
from serving.asked import pixels
from serving.batch import route, rows, table
from serving.batch.child import json_lines as json_reader
from serving.batch.child import parquet as parquet_reader
from serving.batch.child.kinds import Refused
from serving.http.problems import Problem

PARQUET, JSON_LINES = table.PARQUET, table.JSON_LINES
WHEN = datetime(2025, 6, 1, 18, tzinfo=UTC)


def parquet(given, **options):
    file = BytesIO()
    given = given if isinstance(given, pa.Table) else pa.Table.from_pandas(given, preserve_index=False)
    pq.write_table(given, file, **options)
    return file.getvalue()


def json_lines(rows):
    def plain(value):
        if isinstance(value, bytes):
            return base64.b64encode(value).decode()
        return value.isoformat() if isinstance(value, datetime) else value

    return "".join(json.dumps({name: plain(value) for name, value in row.items()}) + "\n" for row in rows).encode()


@pytest.fixture
def ask(service):
    def ask(body, content_type=PARQUET, **headers):
        return service.request("POST", "/batch", content=body, headers={"Content-Type": content_type, **headers})

    return ask


@pytest.fixture
def scored(ask):
    """The answer as a list of rows."""

    def scored(body, content_type=PARQUET):
        response = ask(body, content_type)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == content_type
        if content_type == PARQUET:
            return pq.read_table(pa.BufferReader(response.content)).to_pylist()
        return [json.loads(line) for line in response.text.splitlines()]

    return scored


@pytest.fixture
def refused(ask):
    """The status, code and field of a refusal."""

    def refused(body, content_type=PARQUET, **headers):
        response = ask(body, content_type, **headers)
        error = response.json()["error"]
        assert error["message"]
        return response.status_code, error["code"], error["field"]

    return refused


SETTINGS = {"columns": table.COLUMNS, "max_rows": table.MAX_ROWS, "max_bytes": table.MAX_BYTES}


def refused_here(reader, body):
    """As `refused`, by the reader in this process: a process for each of many bodies takes its time."""
    try:
        rows.check(reader.read(body, SETTINGS))
    except Refused as refused:
        status, code, message, field = refused.args
    except Problem as problem:
        status, (code, message, field) = problem.status, problem.detail.model_dump().values()
    assert "\n" not in message
    return status, code, field


@pytest.fixture(scope="module")
def posts(draw):
    """Three accounts, one with a past; mixed up, so that no account lies together."""
    found = []
    for place in range(9):
        account = place % 3
        found.append(
            {
                "post_id": f"post-{place}",
                "account_id": f"account-{account}",
                "taken_at": WHEN + timedelta(days=4 * place, minutes=place),
                "kind": "image",
                "likes": 100.0 + place if account == 0 and place < 6 else None,
                "caption": ("A quiet morning", "Link in bio! #ad", None)[place % 2],
                "picture": draw(place) if place != 4 else None,
                "account_followers": 10.0 ** (3 + account),
                "account_is_verified": account == 1,
                "account_time_zone": "Europe/Berlin" if account == 2 else None,
                "account_profile_picture": draw(70 + account),
            }
        )
    return found


@pytest.fixture
def expected(artifact, posts):
    return artifact.score(*unfold(pd.DataFrame(posts)))


@pytest.mark.parametrize("content_type", [PARQUET, JSON_LINES])
@pytest.mark.parametrize("chunk", [1, 4, 100])
def test_the_scores_are_those_of_the_artifact_whatever_the_format_and_the_chunks(
    scored, posts, expected, content_type, chunk, monkeypatch
):
    monkeypatch.setattr(rows, "CHUNK", chunk)
    body = parquet(pd.DataFrame(posts)) if content_type == PARQUET else json_lines(posts)
    found = scored(body, content_type)
    assert [row["post_id"] for row in found] == [post["post_id"] for post in posts]
    assert [row["error"] for row in found] == [None] * len(posts)
    for name in ("score", "low", "high"):
        np.testing.assert_allclose([row[name] for row in found], expected[name], atol=1e-6)
    assert np.ptp(expected["score"]) > 0.1  # not one number for all


def test_a_photo_has_the_score_that_rank_gives_it(service, scored, draw):
    pictures = [draw(1), draw(2, 90, 200), draw(3, 600, 400, "PNG")]
    fields = {"at": WHEN.isoformat(), "captions": "A quiet morning", "followers": 1200, "is_verified": "true"}
    ranked = service.rank(pictures, fields).json()["order"]
    sent = [
        {
            "account_id": f"one-{place}",
            "taken_at": WHEN,
            "picture": picture,
            "caption": "A quiet morning",
            "account_followers": 1200,
            "account_is_verified": True,
        }
        for place, picture in enumerate(pictures)
    ]
    found = scored(json_lines(sent), JSON_LINES)
    for row in ranked:
        for name in ("score", "low", "high"):
            assert found[row["picture"]][name] == pytest.approx(row[name], abs=1e-6)


def test_only_a_time_is_needed(scored):
    assert [row["post_id"] for row in scored(json_lines([{"taken_at": WHEN}] * 2), JSON_LINES)] == [
        "candidate-0",
        "candidate-1",
    ]


def test_what_is_wrong_with_a_row_is_told_in_its_place_and_the_others_are_scored(scored, draw):
    sound = {"taken_at": "2025-06-01T18:00:00Z", "account_id": "a"}
    wrong = [
        ({"picture": base64.b64encode(draw(1)[:300]).decode()}, "picture: the picture is "),
        ({"picture": "not base64!"}, "picture: is not Base64"),
        ({"picture": ""}, "picture: the picture is empty (0 bytes)"),
        ({"taken_at": None}, "taken_at: is missing"),
        ({"taken_at": "yesterday"}, "taken_at: must be a time as in ISO 8601"),
        ({"taken_at": "2009-01-01"}, "taken_at: must not be before 2010"),
        ({"taken_at": "2099-01-01"}, "taken_at: must not be more than five years ahead"),
        ({"kind": "story"}, "unknown kind"),
        ({"likes": -1}, "bad value: likes is -1.0"),
        ({"width": 0}, "bad value: width is 0.0"),
        ({"post_id": ""}, "no id: post_id is missing"),
        ({"account_id": "b", "account_followers": -5}, "bad value: account_followers is -5.0"),
        ({"account_id": "c", "account_time_zone": "Mars/Olympus"}, "account_time_zone: is not a known time zone"),
        ({"account_id": "d", "account_profile_picture": "AAAA"}, "account_profile_picture: the picture is not"),
    ]
    sent = [sound, *(sound | fault for fault, _ in wrong), sound]
    found = scored("\n".join(map(json.dumps, sent)).encode(), JSON_LINES)
    assert len(found) == len(sent)
    for row, (_, told) in zip(found[1:-1], wrong, strict=True):
        assert row["error"].startswith(told)
        assert row["score"] is row["low"] is row["high"] is None
    for row in (found[0], found[-1]):
        assert row["error"] is None
        assert row["low"] < row["score"] < row["high"]


def test_a_post_with_a_broken_picture_still_is_its_accounts_past(scored, artifact, draw):
    sent = [
        {"account_id": "a", "taken_at": WHEN, "likes": 900.0, "picture": b"broken"},
        {"account_id": "a", "taken_at": WHEN + timedelta(days=9), "likes": None, "picture": draw(3)},
    ]
    found = scored(parquet(pd.DataFrame(sent)))
    assert found[0]["error"].startswith("picture: ")
    frame = pd.DataFrame(sent)
    frame.loc[0, "picture"] = None
    assert found[1]["score"] == pytest.approx(artifact.score(*unfold(frame))["score"][1], abs=1e-6)


def test_ids_may_come_twice(scored, artifact):
    sent = [{"post_id": "same", "taken_at": WHEN + timedelta(days=place)} for place in range(3)]
    found = scored(json_lines(sent), JSON_LINES)
    assert [row["post_id"] for row in found] == ["same"] * 3
    np.testing.assert_allclose([row["score"] for row in found], artifact.score(*unfold(pd.DataFrame(sent)))["score"])


def test_no_rows_in_no_rows_out(scored):
    assert scored(parquet(pa.table({"taken_at": pa.array([], pa.timestamp("us"))}))) == []
    assert scored(b"", JSON_LINES) == []


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Tokyo"])
def test_any_timestamp_is_read(unit, zone):
    column = pa.array([WHEN], pa.timestamp(unit, tz=zone or "UTC"))
    body = parquet(pa.table({"taken_at": column if zone else column.cast(pa.timestamp(unit))}), version="2.6")
    assert rows.check(parquet_reader.read(body, SETTINGS)).flat["taken_at"].tolist() == [pd.Timestamp(WHEN)]


def test_other_types_that_say_the_same_are_read(scored, draw):
    columns = {
        "taken_at": pa.array(["2025-06-01T18:00:00Z"], pa.large_string()),
        "account_followers": pa.array([1200], pa.int32()),
        "account_posts": pa.array([np.float16(12)], pa.float16()),
        "caption": pa.array(["A quiet morning"]).dictionary_encode(),
        "location": pa.nulls(1),
        "picture": pa.array([draw(1)], pa.large_binary()),
    }
    assert scored(parquet(pa.table(columns)))[0]["error"] is None


def one(name, column):
    return parquet(pa.table({"taken_at": pa.array([WHEN] * len(column), pa.timestamp("us", tz="UTC")), name: column}))


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (b"", (400, "bad_parquet", None)),
        (b"PAR1", (400, "bad_parquet", None)),
        (b"PAR1" * 1000, (400, "bad_parquet", None)),
        (one("caption", pa.array(["x"]))[:-9], (400, "bad_parquet", None)),
        (one("caption", pa.array(["x"])).replace(b"taken_at", b"taken_\xff\xfe"), (400, "bad_parquet", None)),
        (parquet(pa.table({"caption": ["x"]})), (422, "missing_column", "taken_at")),
        (one("username", pa.array(["x"])), (422, "unknown_column", "username")),
        (one("n" * 5000, pa.array(["x"])), (422, "unknown_column", "n" * 100)),
        (one("hashtags", pa.array([["x"]])), (422, "unknown_column", "hashtags")),
        (one("caption", pa.array([["x"]])), (422, "wrong_type", "caption")),
        (one("caption", pa.array([{"a": {"b": 1}}])), (422, "wrong_type", "caption")),
        (one("caption", pa.array([b"x"])), (422, "wrong_type", "caption")),
        (one("likes", pa.array(["many"])), (422, "wrong_type", "likes")),
        (one("likes", pa.array([True])), (422, "wrong_type", "likes")),
        (one("account_is_verified", pa.array([1])), (422, "wrong_type", "account_is_verified")),
        (one("picture", pa.array(["x"])), (422, "wrong_type", "picture")),
        (parquet(pa.table({"taken_at": [1717264800]})), (422, "wrong_type", "taken_at")),
        (
            parquet(pa.table({"taken_at": pa.array([2**60], pa.timestamp("ms"))}), version="2.6"),
            (422, "bad_value", "taken_at"),
        ),
        (
            one("caption", pa.Array.from_buffers(pa.string(), 2, pa.array([b"fine", b"\xff"]).buffers())),
            (422, "not_utf8", "caption[1]"),
        ),
        (one("caption", pa.array(["x", "y" * (65 << 10)])), (413, "text_too_long", "caption[1]")),
        (one("picture", pa.array([bytes((16 << 20) + 1)])), (413, "picture_too_large", "picture[0]")),
        (one("caption", pa.nulls(table.MAX_ROWS + 1, pa.string())), (413, "too_many_rows", None)),
    ],
)
def test_a_parquet_file_that_is_not_as_it_should_be(body, wanted):
    assert refused_here(parquet_reader, body) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (b"{", (400, "bad_json", None)),
        (b"", (400, "bad_json", None)),
        (b"[]", (400, "bad_json", None)),
        (b"17", (400, "bad_json", None)),
        (b'{"likes": NaN}', (400, "bad_json", None)),
        (b'{"likes": 1, "likes": 2}', (400, "bad_json", None)),
        (b'{"caption": "\xff"}', (400, "bad_json", None)),
        (b'{"caption": ' + b"[" * 100_000, (400, "bad_json", None)),
        (b'{"likes": ' + b"9" * 5000 + b"}", (400, "bad_json", None)),
        (b"PAR1", (400, "bad_json", None)),
        (b'{"username": "x"}', (422, "unknown_column", "username[1]")),
        (b'{"\\ud800": "x"}', (422, "unknown_column", "?[1]")),
        (b'{"caption": ["x"]}', (422, "wrong_type", "caption[1]")),
        (b'{"caption": 5}', (422, "wrong_type", "caption[1]")),
        (b'{"likes": "5"}', (422, "wrong_type", "likes[1]")),
        (b'{"likes": true}', (422, "wrong_type", "likes[1]")),
        (b'{"likes": ' + b"9" * 400 + b"}", (422, "bad_value", "likes[1]")),
        (b'{"account_is_verified": 1}', (422, "wrong_type", "account_is_verified[1]")),
        (b'{"picture": 1}', (422, "wrong_type", "picture[1]")),
        (b'{"taken_at": 1717264800}', (422, "wrong_type", "taken_at[1]")),
        (b'{"caption": "\\ud800"}', (422, "not_utf8", "caption[1]")),
        (b'{"caption": "' + b"y" * (65 << 10) + b'"}', (413, "text_too_long", "caption[1]")),
    ],
)
def test_json_lines_that_are_not_as_they_should_be(line, wanted):
    assert refused_here(json_reader, b'{"taken_at": "2025-06-01"}\n' + line + b"\n") == wanted


def test_a_refusal_names_the_line_or_the_row(ask):
    told = ask(b'{"taken_at": "2025-06-01"}\n{\n', JSON_LINES).json()["error"]
    assert (told["code"], told["message"]) == ("bad_json", "line 2: is not a JSON object in UTF-8")
    told = ask(b'{"taken_at": "2025-06-01"}\n{"likes": "5"}\n', JSON_LINES).json()["error"]
    assert told == {"code": "wrong_type", "message": "row 1: must be a number", "field": "likes[1]"}


def test_a_body_that_is_no_table(refused):
    assert refused(b'{"taken_at": "2025-06-01"}\n', PARQUET) == (400, "bad_parquet", None)
    assert refused(one("caption", pa.array(["x"])), JSON_LINES) == (400, "bad_json", None)
    assert refused(one("caption", pa.array(["x"]))[:-9]) == (400, "bad_parquet", None)
    assert refused(b"x", "text/csv") == (415, "not_a_table", None)
    assert refused(b"x", "") == (415, "not_a_table", None)
    assert refused(b"x", PARQUET, **{"Content-Encoding": "gzip"}) == (415, "encoded_body", None)
    assert refused(bytes((64 << 20) + 1)) == (413, "body_too_large", None)


def test_jsonl_is_the_same_as_ndjson(ask):
    response = ask(b'{"taken_at": "2025-06-01"}\n', "application/jsonl; charset=utf-8")
    assert (response.status_code, response.headers["content-type"]) == (200, JSON_LINES)


def dictionary_bomb(text):
    """A file of a few kilobytes: one text, thousands of times."""
    column = pa.DictionaryArray.from_arrays(pa.array(np.zeros(table.MAX_ROWS, np.int32)), pa.array([text]))
    return one("caption", column)


def test_a_parquet_bomb_is_refused(refused):
    too_large = (413, "table_too_large", None)
    assert refused(one("picture", pa.array([bytes(129 << 20)]))) == too_large  # it says so itself
    assert refused(dictionary_bomb("x" * 60_000)) == too_large  # it doesn't
    assert refused(dictionary_bomb("x" * (15 << 20))) == too_large  # nor do its first rows fit into memory


def test_nested_json_takes_no_memory(refused):
    line = b'{"taken_at": "2025-06-01", "caption": [' + b"[]," * (20 << 20) + b"[]]}"
    assert refused(line, JSON_LINES) == (413, "table_too_large", None)


def test_a_reader_that_dies_is_a_damaged_file(refused, monkeypatch):
    monkeypatch.setattr(table, "READER", ["-c", "import os; os.abort()"])
    assert refused(one("caption", pa.array(["x"]))) == (400, "bad_parquet", None)


def test_a_reader_that_takes_too_long_is_ended(refused, monkeypatch):
    monkeypatch.setattr(table, "READER", ["-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(table, "SECONDS", 0.2)
    assert refused(one("caption", pa.array(["x"]))) == (413, "table_too_large", None)


def test_too_many_pixels_in_all(refused, draw, monkeypatch):
    monkeypatch.setattr(pixels, "MAX_PIXELS", 40_000)
    sent = [{"taken_at": WHEN, "picture": draw(seed)} for seed in (1, 2, 3)]
    assert refused(json_lines(sent), JSON_LINES) == (413, "too_many_pixels", "picture[2]")


def test_a_busy_service_says_so(refused, monkeypatch):
    sent = json_lines([{"taken_at": WHEN}])
    with monkeypatch.context() as patch:
        patch.setattr(route, "MAX_INSIDE", 0)
        assert refused(sent, JSON_LINES) == (429, "busy", None)
    with monkeypatch.context() as patch:
        patch.setattr(route, "PATIENCE", 0.0)
        assert refused(sent, JSON_LINES) == (429, "busy", None)


def test_the_openapi_document_tells_both_formats(service):
    described = service.get("/openapi.json").json()["paths"]["/batch"]["post"]
    assert set(described["requestBody"]["content"]) == {PARQUET, JSON_LINES, "application/jsonl"}
    assert set(described["responses"]["200"]["content"]) == {PARQUET, JSON_LINES}
    assert {"200", "400", "408", "413", "415", "422", "429", "503"} <= set(described["responses"])
    assert all(f"`{name}`" in described["requestBody"]["description"] for name in table.COLUMNS)
