"""Around all routes, BentoML's own too: security headers, errors as typed JSON, and nothing private in the log."""

import logging
import traceback

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.problems import of_status

log = logging.getLogger("bentoml.likelier")

ALL = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
BY_KIND = {
    "application/json": {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    },
    # The page of the routes: Swagger UI is started by a script within it.
    "text/html": {
        "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
    },
}


class Guard:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(scope, receive, send)
        try:
            await self.app(scope, receive, answer.send)
        except Exception as error:
            # Messages of errors may quote what was sent; where it happened is enough to find it.
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s while answering %s\n%s", type(error).__name__, scope["method"], frames)
            if not answer.started:
                await answer.replace(500, {})


class _Answer:
    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.started = False
        self._replaced = False
        self._scope, self._receive, self._send = scope, receive, send

    async def send(self, message: Message) -> None:
        if self._replaced:
            return
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(raw=message["headers"])
            kind = headers.get("content-type", "").partition(";")[0]
            if message["status"] >= 400 and kind == "text/plain":
                await self.replace(message["status"], {"Allow": headers["allow"]} if "allow" in headers else {})
                return
            _harden(headers, kind)
        await self._send(message)

    async def replace(self, status: int, headers: dict[str, str]) -> None:
        """Answer with a typed body in place of whatever was to come."""
        self._replaced = True
        response = of_status(status).response(headers)
        _harden(response.headers, "application/json")
        await response(self._scope, self._receive, self._send)


def _harden(headers: MutableHeaders, kind: str) -> None:
    headers.update(ALL | BY_KIND.get(kind, {}))
