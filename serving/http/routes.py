"""The public routes, and their OpenAPI document."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from likelier import __version__
from serving.answered import best_time as best_times
from serving.answered import predict as predictions
from serving.answered import rank as orders
from serving.answered import what_if as variations
from serving.asked import form, inputs
from serving.asked.body import UPLOAD
from serving.asked.inputs import Asked, Shape
from serving.batch.route import add_to as add_batch
from serving.http import pages
from serving.http.about_route import add_to as add_model
from serving.http.forms import NO_MODEL, REFUSALS, form_of
from serving.http.problems import Problem, of_status
from serving.model import in_service
from serving.model.admission import Admission
from serving.model.scorer import Scorer
from serving.watched import metrics

ASSETS = "/static_content"  # where BentoML serves its copy of Swagger UI

Answer = TypeVar("Answer")

# FastAPI's own documentation pages load their scripts from elsewhere, and BentoML's page reports its visitors.
app = FastAPI(title="likelier", version=__version__, docs_url=None, redoc_url=None)
app.state.keeper = None  # set when the service starts
app.state.admission = Admission()
app.add_route("/metrics", metrics.answer, include_in_schema=False)
app.add_route("/", pages.page, include_in_schema=False)
app.add_route("/page/{file:path}", pages.file, include_in_schema=False)
add_batch(app)
add_model(app)

REFUSED: Any = REFUSALS | NO_MODEL


@app.post("/rank", responses=REFUSED, openapi_extra=form_of(inputs.MANY))
async def rank(request: Request) -> orders.Order:
    """Put 1 to 50 pictures in order, the likeliest to be liked first."""
    return await _answer(request, inputs.MANY, orders.rank)


@app.post("/predict", responses=REFUSED, openapi_extra=form_of(inputs.ONE))
async def predict(request: Request) -> predictions.Prediction:
    """Say what is expected of one post."""
    return await _answer(request, inputs.ONE, predictions.predict)


@app.post("/best-time", responses=REFUSED, openapi_extra=form_of(inputs.ONE))
async def best_time(request: Request) -> best_times.Week:
    """Score one post at each hour of a week, and say whether the hour matters."""
    return await _answer(request, inputs.ONE, best_times.best_time)


@app.post("/what-if", responses=REFUSED, openapi_extra=form_of(inputs.VARIED))
async def what_if(request: Request) -> variations.WhatIf:
    """Score one post with other captions, hashtags or times."""
    return await _answer(request, inputs.VARIED, variations.what_if)


@app.get("/docs", include_in_schema=False)
async def documentation() -> HTMLResponse:
    """The OpenAPI document as a page to try things on; all of it comes from this service."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="likelier",
        swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{ASSETS}/swagger-ui.css",
        swagger_favicon_url="data:,",
    )


async def _answer(request: Request, shape: Shape, answer: Callable[[Scorer, Asked], Awaitable[Answer]]) -> Answer:
    """Read and check the form, and have it answered by one and the same model."""
    scorer = in_service.scorer(request)
    with request.app.state.admission.admitted():
        try:
            asked = inputs.check(await asyncio.wait_for(form.read(request), UPLOAD), shape)
        except TimeoutError as error:
            raise Problem(408, "upload_too_slow", f"the body did not arrive within {UPLOAD:.0f} s") from error
        return await answer(scorer, asked)


@app.exception_handler(Problem)
async def _problem(request: Request, problem: Problem) -> JSONResponse:
    return problem.response()


@app.exception_handler(HTTPException)
async def _refused(request: Request, error: HTTPException) -> JSONResponse:
    return of_status(error.status_code).response(dict(error.headers or {}))
