"""The OpenAPI document: that of the routes, and what the layers around them answer."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from serving.around.keys import HEADER, asked_for
from serving.around.settings import Settings

SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": HEADER},
}
ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}
NO_KEY = "No API key, or one that is not known."
FOREIGN = "Asked by a website that may not ask."
OTHER_NAME = "The service does not answer under this name."
BUSY = "Too much at once; see Retry-After."


def describe(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """The document of an app with `settings`.

    What FastAPI's own form of it knows stays; every route gets the refusals of the layers, and those that ask for a key
    say so where one is set.
    """
    if app.openapi_schema is None:
        found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        for path, methods in found["paths"].items():
            for method, operation in methods.items():
                _refusals(operation, method.upper(), path, bool(settings.keys))
        if settings.keys:
            found["components"]["securitySchemes"] = SCHEMES
        app.openapi_schema = found
    return app.openapi_schema


def _refusals(operation: dict[str, Any], method: str, path: str, keys: bool) -> None:
    answers = {"421": OTHER_NAME, "429": BUSY}
    if method == "POST":
        answers["403"] = FOREIGN
    if keys and asked_for(method, path):
        answers["401"] = NO_KEY
        operation["security"] = [{name: []} for name in SCHEMES]
    for status, description in answers.items():
        operation["responses"].setdefault(status, {"description": description, "content": ERROR})
