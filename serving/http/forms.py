"""What the OpenAPI document says of forms and refusals."""

from typing import Any

from serving.asked import form, inputs
from serving.asked.body import MIB
from serving.asked.fields import Fields
from serving.asked.inputs import Shape
from serving.http.problems import ErrorBody

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

FIELDS: dict[str, Any] = Fields.model_json_schema()["properties"]


def form_of(shape: Shape) -> dict[str, Any]:
    """What a route says of its form."""
    schema = {
        "type": "object",
        "properties": _properties(shape),
        "required": [form.PICTURES],
        "additionalProperties": False,
    }
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


def _properties(shape: Shape) -> dict[str, Any]:
    return {
        form.PICTURES: {
            "type": "array",
            "minItems": 1,
            "maxItems": shape.pictures,
            "items": {"type": "string", "format": "binary"},
            "description": f"JPEG, PNG, WebP, GIF or HEIC files, at most {form.MAX_PICTURE // MIB} MiB each.",
        },
        **{name: _texts(shape, _REPEATED[name, shape.variations]) for name in shape.repeated},
        form.PROFILE_PICTURE: {
            "type": "string",
            "format": "binary",
            "description": "The profile picture of the account that would post: one file, as `pictures`.",
        },
        **FIELDS,
    }


_REPEATED = {
    (inputs.CAPTIONS, False): "None, one for all pictures, or one for each in their order; may be empty.",
    (inputs.CAPTIONS, True): "The first is the post's own, each further one a variation.",
    (inputs.HASHTAGS, True): "Each in place of the caption's own hashtags, such as `#sea #sun`.",
    (inputs.TIMES, True): "Each in place of `at`, as in ISO 8601.",
}


def _texts(shape: Shape, description: str) -> dict[str, Any]:
    most = inputs.MAX_VARIATIONS if shape.variations else shape.pictures
    return {"type": "array", "maxItems": most, "items": {"type": "string"}, "description": description}
