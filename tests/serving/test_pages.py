"""The page's files: how they are served, what they may do, and that they say what the code says."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from serving.asked import body, form, inputs
from serving.http import pages

FILES = sorted(str(path.relative_to(pages.FOLDER)) for path in pages.FOLDER.rglob("*") if path.is_file())
KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".html": "text/html",
}
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' blob:",
    "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip


@pytest.mark.parametrize("path", ["/", *(f"/page/{name}" for name in FILES)])
def test_each_file_has_its_kind_a_narrow_policy_and_is_asked_for_again(service, path):
    answer = service.get(path)
    assert answer.status_code == 200
    kind = KINDS.get(Path(path).suffix or ".html", "text/plain")
    if kind == "text/javascript":  # which of the two it is called is the machine's affair
        kind = answer.headers["content-type"].partition(";")[0]
        assert kind in ("text/javascript", "application/javascript")
    assert answer.headers["content-type"].startswith(kind)
    told = dict(one.strip().split(" ", 1) for one in answer.headers["content-security-policy"].split(";"))
    assert told == POLICY
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = service.request("GET", path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert service.request("HEAD", path).headers["content-length"] == str(len(answer.content))


@pytest.mark.parametrize(
    "path", ["", "css", "../routes.py", "..%2froutes.py", "%2e%2e/routes.py", "nothing.js", "a%00b"]
)
def test_nothing_else_is_served(service, path):
    answer = service.get(f"/page/{path}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".js", ".html", ".css"))])
def test_no_file_names_another_host_or_a_script_or_style_within_markup(name):
    text = (pages.FOLDER / name).read_text(encoding="utf-8")
    assert not re.search(r"https?://|\sstyle=|\son\w+=\"|<style|innerHTML|outerHTML|insertAdjacentHTML|\beval\b", text)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", text))


def test_the_limits_are_those_of_the_service():
    text = (pages.FOLDER / "limits.js").read_text(encoding="utf-8")
    assert f"MAX_PICTURES = {form.MAX_PICTURES};" in text
    assert f"MAX_PICTURE = {form.MAX_PICTURE // form.MIB} * MIB;" in text
    assert f"MAX_BODY = {body.MAX_BODY // form.MIB} * MIB;" in text
    said = (
        f"{form.MAX_PICTURES} at most, {form.MAX_PICTURE // form.MIB} MiB each, {body.MAX_BODY // form.MIB} MiB in all"
    )
    assert said in (pages.FOLDER / "index.html").read_text(encoding="utf-8")


def test_the_examples_are_small_and_have_a_licence():
    examples = [name for name in FILES if name.endswith(".jpg")]
    licences = (pages.FOLDER / "examples" / "LICENSES.txt").read_text(encoding="utf-8")
    assert len(examples) == 4
    for name in examples:
        data = (pages.FOLDER / name).read_bytes()
        assert Image.open(BytesIO(data)).width == 640
        assert 30_000 < len(data) < 90_000
        assert f"{Path(name).name} " in licences


def test_the_lines_of_a_form_are_those_of_a_post():
    caption = form.Part(inputs.CAPTIONS, None, bytearray(b"one\r\ntwo\n"))
    asked = inputs.check([form.Part(form.PICTURES, "a.jpg", bytearray(b"x")), caption], inputs.MANY)
    assert asked.captions == ["one\ntwo\n"]
