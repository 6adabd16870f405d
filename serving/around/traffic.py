"""How much at once: requests, bytes of their bodies, and time; who goes away makes room."""

import asyncio
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.http.problems import Problem

HEALTH = ("/livez", "/healthz", "/readyz", "/metrics")  # answered however much there is to do

MAX_REQUESTS = 64  # that are not answered yet; a route that works may let in fewer
MAX_HELD = 256 << 20  # bytes of all bodies that are not answered yet: four of the largest forms
PATIENCE = 90.0  # seconds until an answer begins
LEFT = 499  # as nginx says it: the client went away before there was an answer


class Traffic:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._inside = 0
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say that there are too many."""
        if scope["type"] != "http" or scope["path"] in HEALTH:
            await self.app(scope, receive, send)
            return
        if self._inside >= MAX_REQUESTS:
            await _busy("too many requests at once; try again in a moment").response()(scope, receive, send)
            return
        request = _Request(self, receive, send)
        self._inside += 1
        try:
            await request.answered(self.app, scope)
        finally:
            self._inside -= 1
            self._held -= request.held

    def hold(self, size: int) -> None:
        """Count bytes of a body.

        Raises
        ------
        Problem
            429: all bodies together are too large.
        """
        self._held += size
        if self._held > MAX_HELD:
            raise _busy("too much is being sent at once; try again in a moment")


class _Request:
    def __init__(self, traffic: Traffic, receive: Receive, send: Send) -> None:
        self.held = 0
        self._traffic, self._receive, self._send = traffic, receive, send
        self._begun = False
        self._read = asyncio.Event()

    async def answered(self, app: ASGIApp, scope: Scope) -> None:
        work = asyncio.ensure_future(app(scope, self.receive, self.send))
        gone = asyncio.ensure_future(self._gone())
        both: set[asyncio.Future[Any]] = {work, gone}
        try:
            await asyncio.wait(both, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            if not work.done() and not gone.done():
                if not self._begun:
                    await _stopped(work)
                    problem = Problem(503, "timed_out", f"there was no answer within {PATIENCE:.0f} s")
                    await problem.response()(scope, self._receive, self._send)
                    return
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)  # a long answer may take its time
            if work.done():
                work.result()
            elif not self._begun:
                await _stopped(work)
                # Nobody reads it, but what stands around us (BentoML's time limit) waits until something was sent.
                await Response(status_code=LEFT)(scope, self._receive, self._send)
        finally:
            await _stopped(gone)
            await _stopped(work)

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            size = len(message.get("body", b""))
            self.held += size
            self._traffic.hold(size)
        if not message.get("more_body", False):
            self._read.set()
        return message

    async def send(self, message: Message) -> None:
        self._begun = True
        await self._send(message)

    async def _gone(self) -> None:
        """Return when the client goes away before its answer is there; seen only after its body was read."""
        await self._read.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass


async def _stopped(task: "asyncio.Future[Any]") -> None:
    if not task.done():
        task.cancel()
        await asyncio.wait([task])
    if not task.cancelled():
        task.exception()  # looked at, or asyncio would write it to the log with its message


def _busy(message: str) -> Problem:
    return Problem(429, "busy", message)
