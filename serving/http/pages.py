"""The page at `/` and its files, in `page/`: all that a browser loads comes from here."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

FOLDER = Path(__file__).parents[1] / "page"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class _Files(StaticFiles):
    """Files with an ETag, asked for again each time: after an update no browser mixes old modules with new ones."""

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update({"Cache-Control": "no-cache", "Content-Security-Policy": POLICY})
        return response


_files = _Files(directory=FOLDER)


async def page(request: Request) -> Response:
    """The page."""
    return await _files.get_response("index.html", request.scope)


async def file(request: Request) -> Response:
    """One of its files; StaticFiles keeps to the folder, and answers 404 for everything else."""
    return await _files.get_response(request.path_params["file"], request.scope)
