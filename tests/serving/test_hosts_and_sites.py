"""Under which names the service answers, and which websites may ask it."""

import pytest

from serving.around.settings import Settings

NAMES = ("rank.example.com", "*.inner.example")


@pytest.fixture
def named(layered):
    return layered(Settings(hosts=NAMES))


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "localhost:3000", "LOCALHOST.", "app.localhost:3000", "127.0.0.1:3000", "127.8.9.1", "[::1]:3000",
        "10.2.3.4:3000", "rank.example.com", "Rank.Example.com:443", "a.b.inner.example",
    ],
)  # fmt: skip
def test_its_own_names_and_addresses(named, host):
    assert named.request("GET", "/model", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "inner.example", "rank.example.com.evil",
        "notlocalhost", "", "localhost:port", "localhost@evil.example", "[::1", "[::1]x", "a b", "localhost/..",
    ],
)  # fmt: skip
def test_foreign_names_get_nothing(named, draw, host):
    for response in (
        named.request("GET", "/model", headers={"host": host}),
        named.request("POST", "/rank", files=[("pictures", ("a", draw(1)))], headers={"host": host}),
        named.request("GET", "/openapi.json", headers={"host": host}),
    ):
        assert (response.status_code, response.json()["error"]["code"]) == (421, "wrong_host")


def test_health_and_metrics_are_asked_under_any_name(service, layered):
    assert service.request("GET", "/readyz", headers={"host": "pod.namespace"}).status_code == 200
    assert layered(Settings()).request("GET", "/metrics", headers={"host": "pod.namespace"}).status_code == 200


def test_any_name_where_that_is_said(layered):
    assert layered(Settings(hosts=("*",))).request("GET", "/model", headers={"host": "any.example"}).status_code == 200


OWN = {"host": "rank.example.com"}
CROSS = [
    {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    {"sec-fetch-site": "same-site", "origin": "http://rank.example.com:8080"},
    {"sec-fetch-site": "cross-site"},
    {"origin": "https://evil.example"},
    {"origin": "https://rank.example.com.evil.example"},
    {"origin": "null"},
    {"origin": "https://[evil"},
    {"origin": ""},
]


@pytest.mark.parametrize("headers", CROSS)
def test_a_form_on_a_foreign_page_is_refused(named, draw, headers):
    response = named.request("POST", "/rank", files=[("pictures", ("a", draw(1)))], headers=OWN | headers)
    assert (response.status_code, response.json()["error"]["code"]) == (403, "cross_site")
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin", "origin": "https://rank.example.com"},
        {"sec-fetch-site": "same-origin", "origin": "https://before-the-proxy.example"},
        {"sec-fetch-site": "none"},
        {"origin": "http://rank.example.com"},
        {"origin": "HTTPS://RANK.example.com"},
    ],
)
def test_the_own_page_and_programs_may_ask(named, draw, headers):
    response = named.request("POST", "/rank", files=[("pictures", ("a", draw(1)))], headers=OWN | headers)
    assert response.status_code == 200


@pytest.mark.parametrize("origins", [("https://friend.example",), ("*",)])
def test_a_website_that_is_allowed(layered, draw, origins):
    client = layered(Settings(origins=origins, hosts=NAMES))
    headers = OWN | {"origin": "https://friend.example", "sec-fetch-site": "cross-site"}
    response = client.request("POST", "/rank", files=[("pictures", ("a", draw(1)))], headers=headers)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] in (origins[0], "*")
    assert "x-request-id" in response.headers["access-control-expose-headers"].lower()
    missing = client.request("GET", "/nothing", headers=headers)
    assert missing.status_code == 404
    assert missing.headers["access-control-allow-origin"] in (origins[0], "*")
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "x-api-key"}
    assert client.request("OPTIONS", "/rank", headers=headers | asked).status_code == 200


def test_a_website_that_is_not_among_those_that_are_allowed(layered, draw):
    client = layered(Settings(origins=("https://friend.example",), hosts=NAMES))
    headers = OWN | {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    response = client.request("POST", "/rank", files=[("pictures", ("a", draw(1)))], headers=headers)
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers
    asked = headers | {"access-control-request-method": "POST"}
    assert client.request("OPTIONS", "/rank", headers=asked).json()["error"]["code"] == "refused"


def test_the_name_that_was_asked_for_leads_nowhere(service):
    assert service.request("GET", "/rank/", headers={"host": "evil.example"}).status_code == 421
