"""Between a client and its server: hands requests through, and lets one go wrong."""

import http.client
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.faults.answering import Answer, Change, Handler, Server

POLL = 0.05  # seconds
ENDS_HERE = ("connection", "content-length", "transfer-encoding", "expect", "keep-alive")  # at each of two connections
SECONDS = 60.0  # until the server behind is given up


@dataclass
class Fault:
    """What goes wrong.

    Attributes
    ----------
    meant : callable
        Whether a request goes wrong, by its method and path.
    change : callable
        What becomes of the answer.
    times : int or None
        How often; None: always.
    done : bool
        Whether the server behind carries the request out.
    """

    meant: Callable[[str, str], bool]
    change: Change
    times: int | None = None
    done: bool = False
    met: int = 0


class Proxy(Server):
    """A proxy of one server on loopback."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.fault: Fault | None = None
        self._lock = threading.Lock()
        super().__init__(Forward, POLL)

    def goes_wrong(self, method: str, path: str) -> Fault | None:
        """The fault that a request meets."""
        with self._lock:
            fault = self.fault
            if fault is None or not fault.meant(method, path) or fault.met == fault.times:
                return None
            fault.met += 1
            return fault


class Forward(Handler):
    """Hands one request through."""

    def forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.fake.goes_wrong(self.command, self.path)  # type: ignore[attr-defined]
        answer = Answer()
        if fault is None or fault.done:
            answer = self._asked(body)
        self.send(answer if fault is None else fault.change(answer))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):  # whatever the method
            return self.forward
        raise AttributeError(name)

    def _asked(self, body: bytes) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.fake.port, timeout=SECONDS)  # type: ignore[attr-defined]
        try:
            line.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in ENDS_HERE:
                    line.putheader(name, value)  # the host too: S3's signatures are of it
            line.putheader("Content-Length", str(len(body)))
            line.endheaders(body)
            told = line.getresponse()
            content = told.read()
        except OSError:
            return Answer(502)
        finally:
            line.close()
        kept = [(name, value) for name, value in told.getheaders() if name.lower() not in (*ENDS_HERE, "content-type")]
        length = (
            int(told.headers["Content-Length"]) if self.command == "HEAD" and told.headers["Content-Length"] else None
        )
        return Answer(told.status, content, told.headers.get("Content-Type", ""), tuple(kept), length)
