"""The API key: who has none gets nothing done, and its body is not read."""

import pytest

from serving.around import keys
from serving.around.settings import Settings, digest
from serving.http import openapi, routes

KEY, NEXT = "a-key-of-24-characters-!", "the-key-after-rotation"
GOOD = {"x-api-key": KEY}


@pytest.fixture
def locked(layered):
    return layered(Settings(keys=(digest(KEY), digest(NEXT)), hosts=("likelier.test",)))


@pytest.mark.parametrize(
    "headers", [GOOD, {"x-api-key": NEXT}, {"authorization": f"Bearer {KEY}"}, {"authorization": f"bearer  {NEXT} "}]
)
def test_either_key_is_good_in_either_header(locked, draw, headers):
    response = locked.request("POST", "/rank", files=[("pictures", ("a", draw(1)))], headers=headers)
    assert response.status_code == 200
    assert locked.request("GET", "/model", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "no_key"),
        ({"x-api-key": ""}, "no_key"),
        ({"authorization": "Bearer"}, "no_key"),
        ({"authorization": f"Basic {KEY}"}, "no_key"),
        ({"authorization": KEY}, "no_key"),
        ({"x-api-key": KEY[:-1]}, "wrong_key"),
        ({"x-api-key": KEY + "x"}, "wrong_key"),
        ({"x-api-key": f"{KEY},{NEXT}"}, "wrong_key"),
        ({"x-api-key": "schlüssel".encode()}, "wrong_key"),
        ({"x-api-key": "wrong", "authorization": f"Bearer {KEY}"}, "wrong_key"),
    ],
)
def test_who_has_none_is_refused_before_the_body_is_read(locked, headers, code):
    async def body():
        raise AssertionError("the body was read")
        yield b""

    response = locked.request("POST", "/rank", content=body(), headers=headers)
    assert response.status_code == 401
    assert response.json()["error"]["code"] == code
    assert response.headers["www-authenticate"].startswith('Bearer realm="likelier"')
    assert response.headers["x-request-id"]
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/model", "/model/card", "/model/"])
def test_what_is_told_of_the_model_asks_for_a_key(locked, path):
    assert locked.get(path).status_code == 401


@pytest.mark.parametrize("path", ["/", "/openapi.json", "/metrics", "/nothing"])
def test_what_tells_nothing_private_is_open(locked, path):
    assert locked.get(path).status_code in (200, 404)


def test_all_digests_are_compared(monkeypatch):
    compared = []
    monkeypatch.setattr(keys.hmac, "compare_digest", lambda found, known: compared.append(known) or found == known)
    asked = keys.Keys(None, (digest(KEY), digest(NEXT)))
    assert asked._good(KEY)
    assert compared == [digest(KEY), digest(NEXT)]


def described(settings, monkeypatch):
    monkeypatch.setattr(routes.app, "openapi_schema", None)
    return openapi.describe(routes.app, settings)


def test_the_document_names_the_key_only_where_one_is_set(monkeypatch):
    plain = described(Settings(), monkeypatch)
    assert "securitySchemes" not in plain["components"]
    assert "401" not in plain["paths"]["/rank"]["post"]["responses"]
    locked = described(Settings(keys=(digest(KEY),)), monkeypatch)
    assert locked["components"]["securitySchemes"]["header"] == {"type": "apiKey", "in": "header", "name": "X-API-Key"}
    for operation in (locked["paths"]["/rank"]["post"], locked["paths"]["/model"]["get"]):
        assert operation["security"] == [{"bearer": []}, {"header": []}]
        assert operation["responses"]["401"]["content"]["application/json"]["schema"]["$ref"].endswith("ErrorBody")
