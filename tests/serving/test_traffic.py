"""How much at once; who goes away makes room."""

import asyncio

import pytest

from serving.around import traffic
from serving.around.layers import Layers
from serving.around.settings import Settings
from serving.asked import body as bodies
from serving.http import routes

FORM = {"content-type": "multipart/form-data; boundary=b"}
START = b'--b\r\nContent-Disposition: form-data; name="pictures"; filename="a"\r\n\r\n'


def scope(path="/rank", method="POST", headers=()):
    given = {"host": "localhost", **FORM, **dict(headers)}
    pairs = [(name.encode(), value.encode()) for name, value in given.items()]
    return {
        "type": "http", "method": method, "path": path, "query_string": b"", "headers": pairs,
        "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "root_path": "",
    }  # fmt: skip


class Wire:
    """A client by hand: its messages, and what came back."""

    def __init__(self, *messages, then="wait"):
        self._messages, self._then = list(messages), then
        self.taken = 0
        self.sent = []

    async def receive(self):
        await asyncio.sleep(0)
        if self._messages:
            self.taken += 1
            return self._messages.pop(0)
        if self._then == "wait":
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)


def body(content=b"", more=False):
    return {"type": "http.request", "body": content, "more_body": more}


@pytest.fixture
def ask(service):
    """Send by hand, to the routes with their layers or to another app with them."""

    def send(wire, app=routes.app):
        service.portal.call(Layers(app, Settings()), scope(), wire.receive, wire.send)

    return send


def working(ended):
    """An app that reads the body and then has much to do."""

    async def app(scope, receive, send):
        while (await receive()).get("more_body"):
            pass
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(True)
            raise RuntimeError("private")

    return app


def test_who_goes_away_in_the_middle_of_a_body_makes_room(service, draw, ask):
    for _ in range(20):
        wire = Wire(body(START, more=True), then="leave")
        ask(wire)
        assert wire.taken == 1
    assert service.rank([draw(1)]).status_code == 200


def test_who_goes_away_while_pictures_wait_makes_room(ask, capfd, caplog):
    ended = []
    wire = Wire(body(), then="leave")
    ask(wire, working(ended))
    assert ended == [True]
    assert [message.get("status") for message in wire.sent] == [499, None]  # nobody reads it, but BentoML waits for it
    said = "".join(capfd.readouterr())
    assert '"status": 499' in said
    assert "private" not in said + caplog.text


def test_no_answer_in_time(ask, monkeypatch):
    monkeypatch.setattr(traffic, "PATIENCE", 0.2)
    ended = []
    wire = Wire(body())
    ask(wire, working(ended))
    start, content = wire.sent
    assert (start["status"], ended) == (503, [True])
    assert b'"timed_out"' in content["body"]
    assert (b"retry-after", b"1") in start["headers"]


def test_too_many_requests_are_told_to_come_back_but_health_is_answered(layered, monkeypatch):
    monkeypatch.setattr(traffic, "MAX_REQUESTS", 0)
    client = layered(Settings(hosts=("likelier.test",)))
    for response in (client.request("POST", "/rank"), client.get("/model")):
        assert (response.status_code, response.json()["error"]["code"]) == (429, "busy")
        assert response.headers["retry-after"] == "1"
    assert client.get("/metrics").status_code == 200


def test_all_bodies_together_are_bounded_and_given_back(service, layered, draw, monkeypatch):
    monkeypatch.setattr(traffic, "MAX_HELD", 100_000)
    client = layered(Settings(hosts=("likelier.test",)))
    refused = client.rank([draw(1) + bytes(200_000)])
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "busy")
    for _ in range(30):
        assert client.rank([draw(1) + bytes(20_000)]).status_code == 200


def test_a_body_that_pauses_is_given_up(service, ask, monkeypatch):
    monkeypatch.setattr(bodies, "PAUSE", 0.2)
    wire = Wire(body(START, more=True))
    ask(wire)
    assert wire.sent[0]["status"] == 408
    assert b'"upload_too_slow"' in wire.sent[1]["body"]


def test_many_tiny_pieces_are_one_form(service, draw, ask):
    content = START + draw(1, 32, 32) + b"\r\n--b--\r\n"
    wire = Wire(*(body(content[place : place + 1], more=True) for place in range(len(content))), body())
    ask(wire)
    assert wire.sent[0]["status"] == 200


def test_there_are_no_websockets(service):
    sent = []

    async def send(message):
        sent.append(message)

    service.portal.call(
        Layers(routes.app, Settings()), {"type": "websocket", "path": "/rank", "headers": []}, None, send
    )
    assert sent == [{"type": "websocket.close"}]
