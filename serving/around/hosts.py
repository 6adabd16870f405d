"""Under which names the service answers.

A website that points its own name at this machine (DNS rebinding) gets nothing.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.around.settings import ALLOWED_HOSTS, ANY
from serving.around.traffic import HEALTH
from serving.http.problems import Problem

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:/@\[\]]+)(:\d{1,5})?")


class Hosts:
    """ASGI middleware.

    An IP address is always let in: a browser that was led here by a foreign name sends that name. So is `localhost`.
    Health checks and metrics are asked under any name.

    Parameters
    ----------
    app : ASGI app
    names : sequence of str
        Lower case; ``*.name`` for all names below one, ``*`` for any.
    """

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self.app = app
        self._names = ("localhost", "*.localhost", *names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and scope["path"] not in HEALTH and not self._known(Headers(scope=scope)):
            message = f"the service does not answer under this name; {ALLOWED_HOSTS} lists its names"
            await Problem(421, "wrong_host", message).response()(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _known(self, headers: Headers) -> bool:
        if ANY in self._names:
            return True
        found = _HOST.fullmatch(headers.get("host", "").lower())
        if found is None:
            return False
        name = found[1].removesuffix(".")
        below = (known[1:] for known in self._names if known.startswith("*."))
        return name in self._names or any(name.endswith(end) for end in below) or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
