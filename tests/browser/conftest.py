"""Chromium, driven over the service in a process of its own, with the small trained model of tests/serving."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.serving.conftest import artifact, artifact_folder, drawn, workdir

__all__ = ["artifact", "artifact_folder", "workdir"]  # fixtures

PROJECT = Path(__file__).parents[2]
SECONDS = 120.0  # a noisy machine may take a while to import everything
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# Chromium does not give a form with files back; what was put into it is told by the page itself.
KEEP_SENT = """
const send = XMLHttpRequest.prototype.send;
window.sent = [];
XMLHttpRequest.prototype.send = function (form) {
  if (form) window.sent.push([...form].map(([name, value]) => [name, value instanceof File ? value.name : value]));
  return send.call(this, form);
};
"""
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


@pytest.fixture(scope="session")
def address(workdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the service answers, as `make serve` starts it."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    folder = tmp_path_factory.mktemp("served")
    own = {"LIKELIER_WORKDIR": str(workdir), "BENTOML_HOME": str(folder / "bentoml"), "LIKELIER_PROCESSES": "0"}
    others = dict.fromkeys(("MLFLOW_TRACKING_URI", "LIKELIER_ARTIFACT", "LIKELIER_MODEL"), "")
    command = [str(Path(sys.executable).with_name("bentoml")), "serve", "serving.service:Likelier"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", port],
            cwd=PROJECT, env={**os.environ, **others, **own}, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        _await(f"http://127.0.0.1:{port}/readyz", process, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _await(ready: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(ready, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"the service did not start:\n{log.read_text()}")


# Of a file's tests and not of all: Playwright leaves an event loop running in the thread that starts it.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium: install Debian's package chromium, or set CHROMIUM to the program")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open the page; afterwards, nothing went wrong in its scripts and nothing was asked for elsewhere."""
    contexts, requested, said = [], [], []

    def open_page(size: str = "desktop", scheme: str = "light", zone: str = "Europe/Berlin", **options: Any) -> Page:
        context = chromium.new_context(
            viewport=SIZES[size], color_scheme=scheme, timezone_id=zone, reduced_motion="reduce", **options
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        context.add_init_script(KEEP_SENT)
        context.on("request", lambda request: requested.append(request.url))
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        # Chromium notes each refused request there, too.
        page.on("console", lambda line: said.append(line.text) if "Failed to load resource" not in line.text else None)
        page.goto(address)
        page.wait_for_selector("#model strong")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in requested if not url.startswith((f"{address}/", "blob:"))] == []


@pytest.fixture(scope="session")
def files() -> Callable[..., list[dict[str, Any]]]:
    """Drawn photos as a file dialogue gives them, named by their seeds."""

    def draw(*seeds: int) -> list[dict[str, Any]]:
        return [{"name": f"{seed}.jpg", "mimeType": "image/jpeg", "buffer": drawn(seed)} for seed in seeds]

    return draw


@pytest.fixture
def answer() -> Callable[..., SimpleNamespace]:
    """Answer a route of the service from here, one of `bodies` after the other (the last one again and again)."""

    def install(page: Page, path: str, *bodies: tuple[int, Any], headers: dict[str, str] | None = None) -> Any:
        seen = SimpleNamespace(requests=[])

        def fulfil(route: Any) -> None:
            seen.requests.append(route.request)
            status, body = bodies[min(len(seen.requests), len(bodies)) - 1]
            route.fulfill(status=status, json=body, headers=headers or {})

        page.route(f"**{path}", fulfil)
        return seen

    return install
