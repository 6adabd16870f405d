"""How the fakes of this package answer, and the ways in which an answer goes wrong on its way."""

import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What is sent; `length` is what ``Content-Length`` says, the true one if None; status 0: the line is cut."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None
    silent: bool = False  # no answer comes


Change = Callable[[Answer], Answer]


@dataclass
class Fault:
    """From the `at`th request of a kind on, `times` answers go wrong, or something else happens then."""

    kind: str  # page, picture, and what else a fake tells apart
    at: int
    change: Change
    times: int = 1


class Server:
    """A server of one's own on loopback; silent answers end when it is closed.

    `faults` are to come, and `asked` is how often it was asked for what; `lock` is for the answer to one request.

    Parameters
    ----------
    handler : type
        Of requests; it knows the server as `fake`.
    poll : float
        Seconds between two looks at whether it is to be closed.
    """

    def __init__(self, handler: type["Handler"], poll: float) -> None:
        self.faults: list[Fault] = []
        self.asked: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (handler,), {"fake": self}))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(poll,), daemon=True).start()

    @property
    def address(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def faulty(self, kind: str, answer: Answer) -> Answer:
        """What becomes of the next answer of a kind, by the faults that are due."""
        self.asked[kind] += 1
        for fault in self.faults:
            if fault.kind == kind and fault.at <= self.asked[kind] < fault.at + fault.times:
                answer = fault.change(answer)
        return answer

    def close(self) -> None:
        """End it, and every answer that never comes."""
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


class Handler(BaseHTTPRequestHandler):
    """Sends an `Answer`, however wrong."""

    fake: Server
    protocol_version = "HTTP/1.1"

    def send(self, answer: Answer) -> None:
        """Send it."""
        self.close_connection = True
        if answer.silent:
            self.fake.closing.wait(8)
            return
        if not answer.status:  # a reset, not an orderly end
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
        self.send_header("Connection", "close")
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def handle(self) -> None:
        """Handle a request of somebody who may be gone, or was thrown out."""
        with suppress(OSError, ValueError):
            super().handle()

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


def reset(answer: Answer) -> Answer:
    """The connection is reset."""
    return Answer(0)


def silence(answer: Answer) -> Answer:
    """No answer comes."""
    return Answer(silent=True)


def cut(answer: Answer) -> Answer:
    """Half of the answer comes, and says that it is all."""
    return replace(answer, body=answer.body[: len(answer.body) // 2])


def torn(answer: Answer) -> Answer:
    """Half of the answer comes, then the connection ends."""
    return replace(answer, body=answer.body[: len(answer.body) // 2], length=len(answer.body))
