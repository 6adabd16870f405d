"""Which websites may ask: a form on a foreign page can't use a service that its visitor runs or reaches."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.around.keys import READING
from serving.around.settings import ANY
from serving.http.problems import Problem


class Sites:
    """ASGI middleware: what changes or costs something is refused where a browser says that a foreign page asks.

    Browsers send `Sec-Fetch-Site` to a trustworthy address and `Origin` to any; programs send neither and pass.

    Parameters
    ----------
    app : ASGI app
    origins : sequence of str
        Of the foreign websites that may ask; ``*`` for all.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self.app = app
        self._origins = tuple(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and scope["method"] not in READING and not self._fine(Headers(scope=scope)):
            message = "another website may not ask; its origin is not among those that are allowed"
            await Problem(403, "cross_site", message).response()(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _fine(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if ANY in self._origins or (origin or "").lower() in self._origins:
            return True
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        return origin is None or _named(origin) == headers.get("host", "").lower()


def _named(origin: str) -> str | None:
    try:
        return urlsplit(origin.lower()).netloc or None
    except ValueError:
        return None
