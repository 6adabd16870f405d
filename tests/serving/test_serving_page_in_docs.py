"""The pages about the service tell every field, code, variable and route."""

import re
from pathlib import Path

import pytest

from serving.asked import body, fields, form, inputs
from serving.http import routes

PROJECT = Path(__file__).parents[2]
PAGES = [PROJECT / "docs" / f"{name}.md" for name in ("serving", "security", "models", "page", "batch")]
PAGE = "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page.exists())
CODE = "\n".join(file.read_text(encoding="utf-8") for file in sorted((PROJECT / "serving").rglob("*.py")))

CODES = set(re.findall(r'(?:Problem|Refused)\(\s*\d+,\s*"(\w+)"', CODE)) | set(re.findall(r'\d+: \("(\w+)"', CODE))
VARIABLES = set(re.findall(r'"((?:LIKELIER|MLFLOW_TRACKING)_\w+)"', CODE))
ROUTES = {route.path for route in routes.app.routes}


def test_something_was_found():
    assert len(CODES) > 15
    assert len(VARIABLES) >= 10
    assert {"/", "/rank", "/model", "/openapi.json"} <= ROUTES


@pytest.mark.parametrize("name", sorted(CODES | VARIABLES | {*inputs.VARIED.names, *fields.KNOWN}))
def test_it_is_documented(name):
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_the_route_is_documented(route):
    assert f"GET {route}`" in PAGE or f"POST {route}" in PAGE


def test_the_limits_are_those_of_the_code():
    for limit in (
        f"1 to {form.MAX_PICTURES} files",
        f"At most {form.MAX_PICTURE // body.MIB} MiB each",
        f"at most {form.MAX_TEXT // 1024} KiB",
        f"{body.MAX_BODY // body.MIB} MiB and",
        f"more than {body.UPLOAD:.0f} s",
    ):
        assert limit in PAGE
