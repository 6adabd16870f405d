"""`POST /batch`: a table of posts in, a table of scores out."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.requests import ClientDisconnect

from serving.asked import body
from serving.batch import answer, rows, scores, table
from serving.http.forms import REFUSALS
from serving.http.problems import ErrorBody, Problem
from serving.model import in_service
from serving.model.scorer import PATIENCE, Scorer
from serving.watched import visits

MAX_INSIDE = 2  # batches that are read or scored at once: each may take some hundred megabytes

ABOUT = f"""One post a row, at most {table.MAX_ROWS:,} rows. All columns but `taken_at` may be left out; null counts as
left out. An account's earlier posts, with their likes, may be sent along as further rows: they serve as its history.
Columns: {", ".join(f"`{name}`" for name in table.COLUMNS)}."""
ANSWERED = "One row a row of the body, in its order: `post_id`, `score`, `low`, `high`, and `error`: null, or why not."
EXAMPLE = (
    '{"post_id": "1", "taken_at": "2026-03-01T18:30:00Z", "caption": "A quiet morning", "account_followers": 1200}\n'
    '{"post_id": "2", "taken_at": "2026-03-01T18:30:00Z", "caption": "Link in bio!", "account_followers": 1200}\n'
)
SCORED = (
    '{"post_id": "1", "score": 0.11, "low": -0.4, "high": 0.62, "error": null}\n'
    '{"post_id": "2", "score": -0.05, "low": -0.56, "high": 0.46, "error": null}\n'
)
BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}


def _text(example: str) -> dict[str, Any]:
    return {"schema": {"type": "string", "description": "JSON objects, one a line."}, "example": example}


BODY = {
    "required": True,
    "description": ABOUT,
    "content": {table.PARQUET: BINARY, table.JSON_LINES: _text(EXAMPLE), table.JSONL: _text(EXAMPLE)},
}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": ANSWERED, "content": {table.PARQUET: BINARY, table.JSON_LINES: _text(SCORED)}},
    **REFUSALS,
    400: {"description": "Not a readable table of its Content-Type.", "model": ErrorBody},
    413: {"description": "Too many bytes, rows or pixels, or a text or a picture is too large.", "model": ErrorBody},
    415: {"description": "Neither Parquet nor JSON lines.", "model": ErrorBody},
    422: {"description": "A column is missing or unknown, or a value is of the wrong type.", "model": ErrorBody},
    503: {"description": "There is no model.", "model": ErrorBody},
}


def add_to(app: FastAPI) -> None:
    """Add the route to the others."""
    # Not as a router of its own: FastAPI would hide its path from the log and the metrics.
    app.post("/batch", response_class=Response, responses=ANSWERS, openapi_extra={"requestBody": BODY})(batch)


async def batch(request: Request) -> Response:
    """Score many posts at once: one table in, one table out, both Parquet or both JSON lines."""
    scorer = in_service.scorer(request)
    with request.app.state.admission.admitted(), _place(request):
        format_ = table.format_of(request.headers.get("content-type", ""))
        body.check_encoding(request)
        content = await _received(request)
        try:
            async with asyncio.timeout(PATIENCE):
                return await _answered(request, scorer, content, format_)
        except TimeoutError as error:
            message = f"not scored within {PATIENCE:.0f} s; try again later, or send fewer rows"
            raise Problem(429, "busy", message) from error


@contextmanager
def _place(request: Request) -> Iterator[None]:
    state = request.app.state
    inside = getattr(state, "batches", 0)
    if inside >= MAX_INSIDE:
        raise Problem(429, "busy", "too many batches at once; try again in a moment")
    state.batches = inside + 1
    try:
        yield
    finally:
        state.batches -= 1


async def _received(request: Request) -> bytes:
    content = bytearray()
    try:
        async with asyncio.timeout(body.UPLOAD):
            async for piece in body.pieces(request):
                content += piece
    except TimeoutError as error:
        raise Problem(408, "upload_too_slow", f"the body did not arrive within {body.UPLOAD:.0f} s") from error
    except ClientDisconnect as error:
        raise Problem(400, "body_cut_off", "the body ended early") from error
    return bytes(content)


async def _answered(request: Request, scorer: Scorer, content: bytes, format_: str) -> Response:
    artifact = scorer.artifact
    found = await scorer.aside(lambda: rows.check(table.read(content, format_)))
    pictures = await scorer.aside(lambda: scores.count_pixels(found))
    visits.note(request.scope, rows=len(found.errors), pictures=pictures)
    parts = []
    for chunk in found.chunks():  # between two of them others get their turn
        await scorer.aside(partial(scores.look, artifact, found, chunk))
        parts.append(await scorer.with_model(partial(scores.score, artifact, found, chunk)))
    written, media_type = answer.written(found, parts, format_)
    return Response(written, media_type=media_type)
