"""How much at once; who goes away makes room."""

import asyncio

import pytest

from serving import body as bodies
from serving import routes, traffic
from serving.layers import Layers
from serving.settings import Settings

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


def whole(picture):
    return body(START + picture + b"\r\n--b--\r\n")


@pytest.fixture
def ask(service):
    """Send by hand to the routes with their layers."""
    layers = Layers(routes.app, Settings())
    return lambda wire: service.portal.call(layers, scope(), wire.receive, wire.send)


def test_who_goes_away_in_the_middle_of_a_body_makes_room(service, ask):
    inside = routes.app.state.admission.inside
    wire = Wire(body(START, more=True), then="leave")
    ask(wire)
    assert wire.taken == 1
    assert routes.app.state.admission.inside == inside


def test_who_goes_away_while_pictures_wait_makes_room(service, draw, ask, monkeypatch, capfd):
    begun, ended = [], []

    async def forever(asked):
        begun.append(asked)
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(asked)

    monkeypatch.setattr(routes.app.state.keeper.scorer, "prepare", forever)
    wire = Wire(whole(draw(1)), then="leave")
    ask(wire)
    assert (len(begun), len(ended), wire.sent) == (1, 1, [])
    assert '"status": 499' in capfd.readouterr().out


def test_no_answer_in_time(service, draw, ask, monkeypatch):
    async def forever(asked):
        await asyncio.sleep(60)

    monkeypatch.setattr(traffic, "PATIENCE", 0.2)
    monkeypatch.setattr(routes.app.state.keeper.scorer, "prepare", forever)
    wire = Wire(whole(draw(1)))
    ask(wire)
    start, content = wire.sent
    assert start["status"] == 503
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


def test_a_mistake_after_the_client_left_is_not_told_with_its_message(service, draw, ask, monkeypatch, capfd, caplog):
    async def broken(asked):
        try:
            await asyncio.sleep(60)
        finally:
            raise RuntimeError("private")

    monkeypatch.setattr(routes.app.state.keeper.scorer, "prepare", broken)
    ask(Wire(whole(draw(1)), then="leave"))
    assert "private" not in "".join(capfd.readouterr()) + caplog.text


def test_there_are_no_websockets(service):
    sent = []

    async def send(message):
        sent.append(message)

    service.portal.call(
        Layers(routes.app, Settings()), {"type": "websocket", "path": "/rank", "headers": []}, None, send
    )
    assert sent == [{"type": "websocket.close"}]
