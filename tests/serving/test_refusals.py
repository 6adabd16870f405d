"""Every mistake of a client has its status, its code, and names its field."""

import asyncio
from datetime import UTC, datetime

import pytest

from serving.asked import fields, form, pixels
from serving.http import routes
from serving.http.problems import Problem
from serving.model import admission, scorer

YEARS_AHEAD = f"{datetime.now(UTC).year + 6}-01-01T00:00:00+00:00"  # the same for every worker that collects this


def assert_refused(response, status, code, field=None):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    error = response.json()["error"]
    assert set(error) == {"code", "message", "field"}
    assert (error["code"], error["field"]) == (code, field)
    assert error["message"]
    assert "\n" not in error["message"]


def test_no_pictures(service):
    response = service.request("POST", "/rank", files=[("captions", (None, "a"))])
    assert_refused(response, 422, "no_pictures", "pictures")


def test_more_than_fifty_pictures(service, draw):
    assert_refused(service.rank([draw(1, 16, 16)] * 51), 422, "too_many_pictures", "pictures")


@pytest.mark.parametrize(
    "content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"%PDF-1.7", b"\0" * 99]
)
def test_an_unreadable_picture_is_named(service, draw, content):
    assert_refused(service.rank([draw(1), draw(2), content]), 422, "unreadable_picture", "pictures[2]")


@pytest.mark.parametrize(
    ("portraits", "code"),
    [
        ([("me.jpg", b"<svg/>")], "unreadable_picture"),
        ([(None, "http://127.0.0.1:9/me.jpg")], "not_a_file"),
        ([("me.jpg", b"a"), ("me.jpg", b"b")], "repeated_field"),
    ],
)
def test_a_bad_profile_picture_is_named(service, draw, portraits, code):
    files = [("pictures", ("a.jpg", draw(1))), *(("profile_picture", portrait) for portrait in portraits)]
    assert_refused(service.request("POST", "/rank", files=files), 422, code, "profile_picture")


def test_a_truncated_picture_is_named(service, draw):
    whole = draw(1, 640, 480)
    assert_refused(service.rank([whole[: len(whole) // 2], whole]), 422, "unreadable_picture", "pictures[0]")


def test_an_address_in_place_of_a_file_is_not_fetched(service):
    response = service.request("POST", "/rank", files=[("pictures", (None, "http://127.0.0.1:9/secret.jpg"))])
    assert_refused(response, 422, "not_a_file", "pictures[0]")


@pytest.mark.parametrize("captions", [["a", "b"], ["a"] * 4])
def test_neither_one_caption_nor_one_each(service, draw, captions):
    assert_refused(service.rank([draw(1)] * 3, {"captions": captions}), 422, "wrong_captions", "captions")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("at", "2009-12-31T23:59:59"),
        ("at", "2010-01-01T00:00:00+02:00"),  # still 2009 in UTC
        ("at", YEARS_AHEAD),
        ("at", "9999-12-31T23:59:59-12:00"),  # beyond the calendar in UTC
        ("at", "0001-01-01T00:00:00+12:00"),
        ("at", "tomorrow"),
        ("at", "1772386200"),
        ("at", "2026-02-30"),
        ("followers", "-1"),
        ("following", "-0.5"),
        ("posts", "many"),
        ("followers", "1e400"),
        ("followers", "nan"),
        ("followers", "9" * 5000),
        ("is_business", "perhaps"),
        ("is_verified", "2"),
        ("category", "x" * 101),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "x" * 5000),
    ],
)
def test_a_wrong_value_names_its_field(service, draw, name, value):
    assert_refused(service.rank([draw(1)], {name: value}), 422, "bad_value", name)


@pytest.mark.parametrize("name", ["user", "caption", "picture", "Followers", "", "pictures[]"])
def test_an_unknown_field(service, draw, name):
    assert_refused(service.rank([draw(1)], {name: "1"}), 422, "unknown_field", name)


def test_a_field_that_is_sent_twice(service, draw):
    assert_refused(service.rank([draw(1)], {"followers": ["1", "1"]}), 422, "repeated_field", "followers")


@pytest.mark.parametrize("name", ["captions", "at", "nonsense"])
def test_a_file_in_place_of_text(service, draw, name):
    response = service.request("POST", "/rank", files=[("pictures", ("a", draw(1))), (name, ("b.txt", b"text"))])
    assert_refused(response, 422, "not_text", name)


def test_text_that_is_not_utf8(service, draw):
    response = service.rank([draw(1)], {"captions": "Grüße".encode("latin-1")})
    assert_refused(response, 422, "not_utf8", "captions")


def test_a_text_that_is_too_long(service, draw):
    assert service.rank([draw(1)], {"captions": "x" * form.MAX_TEXT}).status_code == 200
    assert_refused(service.rank([draw(1)], {"captions": "x" * (1 << 20)}), 413, "text_too_long", "captions")


def test_a_picture_of_too_many_bytes(service, draw):
    padded = draw(1) + b"\0" * form.MAX_PICTURE
    assert_refused(service.rank([draw(1), padded]), 413, "picture_too_large", "pictures[1]")


def test_a_body_of_too_many_bytes(service, draw):
    nearly = draw(1) + b"\0" * (form.MAX_PICTURE - (1 << 20))
    assert_refused(service.rank([nearly] * 5), 413, "body_too_large")


def test_a_body_of_too_many_bytes_without_a_length(service):
    taken = 0

    async def endless():
        nonlocal taken
        yield b'--b\r\nContent-Disposition: form-data; name="captions"\r\n\r\n'
        while True:
            taken += 1 << 16
            yield b"x" * (1 << 16)

    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert_refused(
        service.request("POST", "/rank", content=endless(), headers=headers), 413, "text_too_long", "captions"
    )
    assert taken < 2 * form.MAX_TEXT + (1 << 17)


def test_too_many_pixels_in_all(service, draw, monkeypatch):
    monkeypatch.setattr(pixels, "MAX_PIXELS", 40_000)
    assert service.rank([draw(1, 200, 100)] * 2).status_code == 200
    assert_refused(service.rank([draw(1, 200, 100)] * 3), 413, "too_many_pixels", "pictures[2]")
    assert_refused(service.rank([draw(1, 200, 100, "PNG")]), 413, "too_many_pixels", "pictures[0]")


def test_too_many_fields(service, draw):
    fields = {f"field-{number}": "" for number in range(form.MAX_PARTS)}
    assert_refused(service.rank([draw(1)], fields), 422, "too_many_fields")


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/x-www-form-urlencoded", "image/jpeg", "", "\xff"]
)
def test_a_body_that_is_no_multipart_form(service, content_type):
    headers = {"content-type": content_type.encode("latin-1")}
    response = service.request("POST", "/rank", content=b'{"pictures": ["http://example.com/a.jpg"]}', headers=headers)
    assert_refused(response, 415, "not_multipart")


def test_an_encoded_body(service):
    headers = {"content-type": "multipart/form-data; boundary=b", "content-encoding": "gzip"}
    assert_refused(service.request("POST", "/rank", content=b"\x1f\x8b", headers=headers), 415, "encoded_body")


def test_as_many_as_may_be_are_inside_and_the_next_is_told_to_come_back(service, draw, monkeypatch):
    monkeypatch.setattr(admission, "MAX_INSIDE", 2)
    responses = service.rank_together([[draw(seed)] for seed in range(8)])
    refused = [response for response in responses if response.status_code != 200]
    assert 1 <= len(refused) <= 6
    for response in refused:
        assert_refused(response, 429, "busy")
        assert response.headers["retry-after"] == "1"
    assert service.rank([draw(1)]).status_code == 200


def test_scores_that_take_too_long_are_given_up(service, draw, monkeypatch):
    monkeypatch.setattr(scorer, "PATIENCE", 0.0)
    assert_refused(service.rank([draw(1)]), 429, "busy")


def test_a_body_that_arrives_too_slowly(service, monkeypatch):
    monkeypatch.setattr(routes, "UPLOAD", 0.2)

    async def trickle():
        yield b"--b\r\n"
        await asyncio.sleep(5)

    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert_refused(service.request("POST", "/rank", content=trickle(), headers=headers), 408, "upload_too_slow")


@pytest.fixture
def no_model():
    keeper = routes.app.state.keeper
    scorer, keeper.scorer = keeper.scorer, None
    yield
    keeper.scorer = scorer


def test_without_a_model_every_route_that_needs_one_says_so(service, draw, no_model):
    assert_refused(service.rank([draw(1)]), 503, "not_ready")
    assert_refused(service.get("/model"), 503, "not_ready")


def test_a_mistake_of_the_service_is_typed_and_its_message_stays_out_of_the_log(service, draw, monkeypatch, capfd):
    def broken(asked):
        raise RuntimeError(f"cannot score {asked.captions}")

    monkeypatch.setattr(routes.app.state.keeper.scorer, "prepare_now", broken)
    response = service.rank([("private-name.jpg", draw(1))], {"captions": "a private caption"})
    assert_refused(response, 500, "internal")
    said = "".join(capfd.readouterr())
    assert '"types": ["RuntimeError"]' in said
    assert "test_refusals.py" in said  # where it was raised
    assert "private" not in said


def test_a_time_is_checked_to_the_second():
    assert fields.moment("2010-01-01T00:00:00").year == 2010
    assert fields.moment("2026-03-01T18:30:00+01:00").hour == 17
    with pytest.raises(ValueError, match="before 2010"):
        fields.moment("2009-12-31T23:59:59Z")


def test_a_problem_without_a_field_says_null():
    assert Problem(400, "code", "words").response().body == b'{"error":{"code":"code","message":"words","field":null}}'
