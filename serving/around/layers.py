"""What stands around the routes, from the outside in."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.around.guard import Guard
from serving.around.hosts import Hosts
from serving.around.keys import HEADER, Keys
from serving.around.settings import Settings
from serving.around.sites import Sites
from serving.around.traffic import Traffic
from serving.watched.visits import REQUEST_ID


class Layers:
    """ASGI middleware: all of them in their order.

    The guard sees everything. Websites that may ask read refusals, too, so that their headers come next. Who may not
    ask is refused before a body is read.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        if settings.keys:
            app = Keys(app, settings.keys)
        app = Traffic(Hosts(Sites(app, settings.origins), settings.hosts))
        if settings.origins:
            app = CORSMiddleware(
                app,
                allow_origins=settings.origins,
                allow_methods=("GET", "POST"),
                allow_headers=("Authorization", "Content-Type", HEADER, REQUEST_ID),
                expose_headers=("Retry-After", REQUEST_ID),
            )
        self.app = Guard(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self.app(scope, receive, send)
