"""A request's body as it comes in, within its limits."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import Request

from serving.http.problems import Problem

MIB = 1 << 20
MAX_BODY = 64 * MIB
UPLOAD = 30.0  # seconds for the body to arrive
PAUSE = 10.0  # seconds without a byte, until a body is given up

_STEP = 64 * 1024  # bytes that are handled before other requests get their turn


def check_encoding(request: Request) -> None:
    """Refuse a body that would have to be unpacked first.

    Raises
    ------
    Problem
        415: it has a Content-Encoding.
    """
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Problem(415, "encoded_body", "send the body as it is, without a Content-Encoding")


async def pieces(request: Request) -> AsyncIterator[bytes]:
    """The body, piece by piece.

    Raises
    ------
    Problem
        413: it is larger than `MAX_BODY`, or says so.
    ClientDisconnect
        It ended early.
    TimeoutError
        Nothing came for `PAUSE` seconds.
    """
    told = request.headers.get("content-length", "")
    _check_size(int(told) if told.isascii() and told.isdigit() and len(told) < 20 else 0)
    size = 0
    stream = request.stream()
    while True:
        async with asyncio.timeout(PAUSE):  # a phone that has lost its network makes room for others
            chunk = await anext(stream, None)
        if chunk is None:
            return
        size += len(chunk)
        _check_size(size)
        for start in range(0, len(chunk), _STEP):
            yield chunk[start : start + _STEP]
            await asyncio.sleep(0)


def _check_size(size: int) -> None:
    if size > MAX_BODY:
        raise Problem(413, "body_too_large", f"the body is too large; at most {MAX_BODY // MIB} MiB are read")
