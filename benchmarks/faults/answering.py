"""How the fakes of this package answer, and the ways in which an answer goes wrong on its way."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol


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


class Closing(Protocol):
    """A fake; silent answers end when it is closed."""

    closing: threading.Event


class Handler(BaseHTTPRequestHandler):
    """Sends an `Answer`, however wrong."""

    fake: Closing
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
