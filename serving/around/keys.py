"""The API key, where one is set: asked for before a body is read."""

import hmac
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.around.settings import digest
from serving.http.problems import Problem

HEADER = "X-API-Key"
CHALLENGE = 'Bearer realm="likelier"'
READING = ("GET", "HEAD", "OPTIONS")


def asked_for(method: str, path: str) -> bool:
    """Whether a request needs a key: all that work, and what is told of the model.

    Health, metrics, the page with its files and the documents of the routes are open.
    """
    return method not in READING or path.startswith("/model")


class Keys:
    """ASGI middleware.

    Parameters
    ----------
    app : ASGI app
    digests : sequence of bytes
        Of the keys that are good; see `serving.around.settings.digest`.
    """

    def __init__(self, app: ASGIApp, digests: Sequence[bytes]) -> None:
        self.app = app
        self._digests = tuple(digests)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and asked_for(scope["method"], scope["path"]):
            given = _given(Headers(scope=scope))
            if given is None:
                message = f"send the API key as `Authorization: Bearer KEY` or `{HEADER}: KEY`"
                await _refused("no_key", message, CHALLENGE)(scope, receive, send)
                return
            if not self._good(given):
                message = "this API key is not known"
                await _refused("wrong_key", message, f'{CHALLENGE}, error="invalid_token"')(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _good(self, given: str) -> bool:
        # Digests have one length, and all are compared: the time tells nothing of a key.
        found = digest(given)
        return sum(hmac.compare_digest(found, known) for known in self._digests) > 0


def _given(headers: Headers) -> str | None:
    if key := headers.get(HEADER, "").strip():
        return key
    scheme, _, key = headers.get("Authorization", "").strip().partition(" ")
    return key.strip() or None if scheme.lower() == "bearer" else None


def _refused(code: str, message: str, challenge: str) -> ASGIApp:
    return Problem(401, code, message).response({"WWW-Authenticate": challenge})
