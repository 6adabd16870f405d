"""The public routes, and their OpenAPI document."""

import asyncio
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from likelier import __version__
from serving import form, inputs, metrics, visits
from serving.answers import ModelDetails, Order
from serving.problems import ErrorBody, Problem, of_status
from serving.scorer import Scorer

ASSETS = "/static_content"  # where BentoML serves its copy of Swagger UI
UPLOAD = 30.0  # seconds for the body to arrive

FIELDS: dict[str, Any] = inputs.Fields.model_json_schema()["properties"]
PROPERTIES: dict[str, Any] = {
    form.PICTURES: {
        "type": "array",
        "minItems": 1,
        "maxItems": form.MAX_PICTURES,
        "items": {"type": "string", "format": "binary"},
        "description": f"JPEG, PNG, WebP or GIF files, at most {form.MAX_PICTURE // form.MIB} MiB each.",
    },
    inputs.CAPTIONS: {
        "type": "array",
        "maxItems": form.MAX_PICTURES,
        "items": {"type": "string"},
        "description": "None, one for all pictures, or one for each in their order; may be empty.",
    },
    form.PROFILE_PICTURE: {
        "type": "string",
        "format": "binary",
        "description": "The profile picture of the account that would post: one file, as `pictures`.",
    },
    **FIELDS,
}
FORM = {"type": "object", "properties": PROPERTIES, "required": [form.PICTURES], "additionalProperties": False}
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "Not a well-formed multipart form.", "model": ErrorBody},
    408: {"description": "The body took too long to arrive.", "model": ErrorBody},
    413: {"description": "The form, a picture or a text is too large.", "model": ErrorBody},
    415: {"description": "Not a multipart form.", "model": ErrorBody},
    422: {"description": "A field is missing, unknown or wrong, or a picture can't be read.", "model": ErrorBody},
    429: {"description": "Too much at once; see Retry-After.", "model": ErrorBody},
}
NO_MODEL: dict[int | str, dict[str, Any]] = {
    503: {"description": "There is no model, or no answer in time.", "model": ErrorBody}
}

# FastAPI's own documentation pages load their scripts from elsewhere, and BentoML's page reports its visitors.
app = FastAPI(title="likelier", version=__version__, docs_url=None, redoc_url=None)
app.state.scorer = None  # set when the service starts
app.add_route("/metrics", metrics.answer, include_in_schema=False)


@app.post(
    "/rank",
    response_model=Order,
    responses=REFUSALS | NO_MODEL,
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}},
)
async def rank(request: Request) -> Order:
    """Put 1 to 50 pictures in order, the likeliest to be liked first."""
    scorer = _scorer(request)
    with scorer.admitted():
        try:
            asked = inputs.check(await asyncio.wait_for(form.read(request), UPLOAD))
        except TimeoutError as error:
            raise Problem(408, "upload_too_slow", f"the body did not arrive within {UPLOAD:.0f} s") from error
        return await scorer.rank(asked)


@app.get("/model", response_model=ModelDetails, responses=NO_MODEL)
async def model(request: Request) -> ModelDetails:
    """Which model is in service."""
    return _scorer(request).model


@app.get("/", include_in_schema=False)
async def page() -> HTMLResponse:
    """The OpenAPI document as a page to try things on; all of it comes from this service."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="likelier",
        swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{ASSETS}/swagger-ui.css",
        swagger_favicon_url="data:,",
    )


def _scorer(request: Request) -> Scorer:
    scorer: Scorer | None = request.app.state.scorer
    if scorer is None:
        raise of_status(503)
    visits.note(request.scope, model=scorer.model.label)
    return scorer


@app.exception_handler(Problem)
async def _problem(request: Request, problem: Problem) -> JSONResponse:
    return problem.response()


@app.exception_handler(HTTPException)
async def _refused(request: Request, error: HTTPException) -> JSONResponse:
    return of_status(error.status_code).response(dict(error.headers or {}))
