"""More than 600 requests that no honest client sends, to a service in a process of its own: `tests/hostile`.

None of them gets a 5xx, each refusal is typed, memory stays bounded, and the next good request is answered at once with
the same scores as before.
"""

import socket
import threading
import time
from urllib.parse import urlsplit

import httpx
import psutil
import pytest
from hostile import forms, pictures, tables, wire
from hostile.making import good

MOST = 1_500 << 20  # bytes that the worst request may add, while it is answered
KEPT = 600 << 20  # bytes that may be more after all of them; a process that was not there yet takes 250 MiB
AT_ONCE = 10.0  # seconds, on a busy machine; 0.1 elsewhere
EVERY = 40  # requests between two good ones


def every():
    """Name, content and content type of all that is sent as a body."""
    for name, make in pictures.pictures().items():
        yield f"picture: {name}", (lambda make=make: forms.form(forms.PICTURE + make())), forms.FORM
    for name, make in forms.bodies().items():
        yield f"form: {name}", make, forms.FORM
    for name, content_type in forms.types().items():
        yield f"type: {name}", (lambda: forms.form(forms.PICTURE + good())), content_type


class Memory(threading.Thread):
    """Watches how much a process and its children hold."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self._process = psutil.Process(process.pid)
        self._end = threading.Event()
        self.first = self.most = self.now()

    def now(self):
        found = 0
        for one in (self._process, *self._process.children(recursive=True)):
            try:
                found += one.memory_info().rss
            except psutil.Error:
                continue
        return found

    def run(self):
        while not self._end.wait(0.05):
            self.most = max(self.most, self.now())

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self.join()


def said_over(address, content):
    """Send bytes as they are; the first line and the body of what comes back, empty where the line was cut."""
    host = urlsplit(address)
    with socket.create_connection((host.hostname, host.port), timeout=20) as line:
        try:
            line.sendall(content)
            line.shutdown(socket.SHUT_WR)
            answer = b""
            while piece := line.recv(1 << 16):
                answer += piece
        except (ConnectionError, TimeoutError):
            return None, b""
    head, _, body = answer.partition(b"\r\n\r\n")
    return (int(head.split()[1]) if head else None), body


def check(name, response):
    assert response.status_code < 500, (name, response.status_code, response.text)
    if response.status_code == 200:
        if response.headers["content-type"] == "application/json":  # a batch answers with a table
            assert "error" not in response.json(), name
        return
    error = response.json()["error"]
    assert set(error) == {"code", "message", "field"}, name
    assert error["message"], name
    assert len(response.content) < 2_000, name


@pytest.mark.slow
def test_more_than_600_hostile_requests(serve, workdir):
    served = serve(LIKELIER_WORKDIR=str(workdir), LIKELIER_PROCESSES="2")
    client = httpx.Client(base_url=served.address, timeout=60)

    def ranked():
        start = time.monotonic()
        files = [("pictures", ("a", good())), ("pictures", ("b", good("PNG")))]
        response = client.post("/rank", files=files, data={"at": "2024-03-01T10:00:00Z"})
        assert response.status_code == 200, response.text
        assert time.monotonic() - start < AT_ONCE
        return [(row["picture"], row["score"]) for row in response.json()["order"]]

    def ask(path, name, make, content_type):
        headers = {"content-type": content_type}
        try:
            check(f"{path} {name}", client.post(path, content=make(), headers=headers))
        except httpx.TransportError:  # refused before all of it was sent: what a client then sees is its own affair
            assert len(make()) > 16 << 20, name

    before = ranked()
    document = client.get("/openapi.json").json()
    others = [path for path, methods in document["paths"].items() if "post" in methods and path != "/rank"]
    count = 0
    with Memory(served.process) as memory:
        for name, make, content_type in every():
            ask("/rank", name, make, content_type)
            count += 1
            if count % EVERY == 0:
                assert ranked() == before, name
        for path in others:
            for name, make, content_type in list(every())[count % 20 :: 20]:
                ask(path, name, make, content_type)
                count += 1
        for name, (make, content_type) in tables.tables().items():
            ask("/batch", name, make, content_type)
            count += 1
        for name, make in wire.wire().items():
            status, body = said_over(served.address, make())
            assert status is None or status < 500, name
            if status and status >= 400 and body.startswith(b"{"):
                assert body.startswith(b'{"error":{"code":'), name
            count += 1
        assert ranked() == before
        kept = memory.now() - memory.first
    assert count >= 600
    assert memory.most - memory.first < MOST
    assert kept < KEPT
    said = served.log.read_text(errors="replace")
    assert '"level": "error"' not in said
    assert "Traceback" not in said
    for private in ("passwd", "evil", "alert(1)", "DROP TABLE", "secret"):
        assert private not in said
    print(f"{count} hostile requests; at most {(memory.most - memory.first) >> 20} MiB more, {kept >> 20} MiB kept")
