"""`GET /model` and `GET /model/card`."""

from typing import Any

from fastapi import FastAPI, Request, Response

from serving.answered.about import CARD, About
from serving.http.forms import NO_MODEL
from serving.http.problems import ErrorBody, Problem
from serving.model import in_service

MARKDOWN = "text/markdown; charset=utf-8"
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "Markdown.", "content": {"text/markdown": {"schema": {"type": "string"}}}},
    404: {"description": "The model has no card.", "model": ErrorBody},
}


def add_to(app: FastAPI) -> None:
    """Add the routes to the others."""
    app.get("/model", responses=NO_MODEL)(model)
    app.get(CARD, response_class=Response, responses=ANSWERS | NO_MODEL)(card)


async def model(request: Request) -> About:
    """Which model is in service, what it was made of, and how good it is."""
    return in_service.scorer(request).model


async def card(request: Request) -> Response:
    """The model card of the model in service."""
    text = in_service.scorer(request).model.text
    if text is None:
        raise Problem(
            404, "no_card", "this model has no card: it comes from a folder, or an older likelier registered it"
        )
    return Response(text, media_type=MARKDOWN)
