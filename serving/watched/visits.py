"""One request from its first byte to its last: what is counted of it, and its line in the log."""

import re
import time
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Message, Receive, Scope

from serving.around.traffic import LEFT
from serving.watched import logs, metrics

REQUEST_ID = "X-Request-ID"
NOTES = "likelier"  # where in the scope the routes leave what they know
UNKNOWN = "unknown"  # the template of a path that no route has
QUIET = ("/livez", "/healthz", "/readyz", "/metrics")  # asked all the time: counted, but without a line if all is well

_TOKEN = re.compile(r"[A-Za-z0-9._-]{1,64}")


def note(scope: Scope, **known: Any) -> None:
    """Tell the log something of this request: `pictures` and `rows`, how many; `model`, which."""
    scope.setdefault(NOTES, {}).update(known)


class Visit:
    """What is counted of a request.

    Attributes
    ----------
    request_id : str
        The one of the client where it is a short token of letters, digits, ``.``, ``_`` and ``-``; else a new one.
    """

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._asked = scope["path"], scope.get("root_path", "")
        self._notes: dict[str, Any] = scope.setdefault(NOTES, {})
        self._start = time.perf_counter()
        self._bytes_in = 0
        self._bytes_out = 0
        self._status: int | None = None
        given = Headers(scope=scope).get(REQUEST_ID, "")
        self.request_id = given if _TOKEN.fullmatch(given) else uuid4().hex
        metrics.INSIDE.inc()

    def received(self, receive: Receive) -> Receive:
        """As `receive`, counted."""

        async def counted() -> Message:
            message = await receive()
            self._bytes_in += len(message.get("body", b""))
            return message

        return counted

    def sent(self, message: Message) -> None:
        """Count a part of the answer."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
        self._bytes_out += len(message.get("body", b""))

    def failed(self, error: Exception) -> None:
        """A line about a mistake of ours."""
        method, route = _method(self._scope), template(self._scope, *self._asked)
        told = logs.failure(error)
        logs.write("error", "error", request_id=self.request_id, method=method, route=route, **told)

    def end(self) -> None:
        """Count the request, and write its line."""
        seconds = time.perf_counter() - self._start
        method, route, status = _method(self._scope), template(self._scope, *self._asked), self._status or LEFT
        metrics.INSIDE.dec()
        metrics.count(route, method, status, seconds, self._notes.get("pictures", 0))
        if route in QUIET and status < 400:
            return
        logs.write(
            "request",
            "error" if status >= 500 else "info",
            request_id=self.request_id,
            method=method,
            route=route,
            status=status,
            milliseconds=round(1000 * seconds, 1),
            bytes_in=self._bytes_in,
            bytes_out=self._bytes_out,
            **self._notes,
        )


def template(scope: Scope, path: str, root_path: str) -> str:
    """The path of the route as it stands in the code, never that of the request.

    Parameters
    ----------
    scope : scope
        As routing has left it.
    path, root_path : str
        As they were before it.
    """
    if named := getattr(scope.get("route"), "path", None):
        return str(named)
    if (app := scope.get("app")) is None:
        return UNKNOWN
    # FastAPI tells only its own kind of routes, not files and plain ones.
    asked = {**scope, "path": path, "root_path": root_path}
    found = (route.path for route in app.routes if route.path and route.matches(asked)[0] is not Match.NONE)
    return next(found, UNKNOWN)


def _method(scope: Scope) -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return scope["method"] if scope["method"] in known else "OTHER"
