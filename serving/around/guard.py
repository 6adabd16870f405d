"""Around all routes, BentoML's own too: security headers, errors as typed JSON, a line in the log and a count."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.http.problems import of_status
from serving.watched.visits import REQUEST_ID, Visit

# No Strict-Transport-Security: the service speaks plain HTTP, and what ends TLS before it knows better.
ALL = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
BY_KIND = {
    "application/json": {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    },
    # The routes' documentation: Swagger UI is started by a script within it. The page has a narrower policy of its own.
    "text/html": {
        "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
    },
}


# Of an answer that is replaced, what still holds for the typed one.
KEPT = ("allow", "retry-after", "www-authenticate", "vary", "access-control-allow-origin")


class Guard:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "websocket":  # there are none
            await send({"type": "websocket.close"})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visit = Visit(scope)
        answer = _Answer(visit, scope, receive, send)
        try:
            await self.app(scope, visit.received(receive), answer.send)
        except Exception as error:
            visit.failed(error)
            if not answer.started:
                await answer.replace(500)
        finally:
            visit.end()


class _Answer:
    def __init__(self, visit: Visit, scope: Scope, receive: Receive, send: Send) -> None:
        self.started = False
        self._replaced = False
        self._visit, self._scope, self._receive, self._send = visit, scope, receive, send

    async def send(self, message: Message) -> None:
        if self._replaced:
            return
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(raw=message["headers"])
            kind = headers.get("content-type", "").partition(";")[0]
            if message["status"] >= 400 and kind == "text/plain":
                await self.replace(message["status"], {name: headers[name] for name in KEPT if name in headers})
                return
            self._harden(headers, kind)
        await self._pass_on(message)

    async def replace(self, status: int, headers: dict[str, str] | None = None) -> None:
        """Answer with a typed body in place of whatever was to come."""
        self._replaced = True
        response = of_status(status).response(headers)
        self._harden(response.headers, "application/json")
        await response(self._scope, self._receive, self._pass_on)

    async def _pass_on(self, message: Message) -> None:
        self._visit.sent(message)
        await self._send(message)

    def _harden(self, headers: MutableHeaders, kind: str) -> None:
        for name, value in BY_KIND.get(kind, {}).items():
            headers.setdefault(name, value)  # a route may be stricter than its kind
        headers.update(ALL | {REQUEST_ID: self._visit.request_id})
