"""What is wrong with a request, as the client reads it: a status, a code for programs and a line for people."""

from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field


class Detail(BaseModel):
    """One mistake."""

    code: str = Field(description="Stable, for programs.", examples=["unreadable_picture"])
    message: str = Field(description="What is wrong and what to send instead, in one line.")
    field: str | None = Field(description="The form field; of several pictures, which one.", examples=["pictures[2]"])


class ErrorBody(BaseModel):
    """The body of every answer of status 400 and above."""

    error: Detail


class Problem(Exception):
    """A request that cannot be answered; becomes the answer."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.detail = Detail(code=code, message=message, field=field)

    def response(self, headers: dict[str, str] | None = None) -> JSONResponse:
        """The answer; a busy service says when to come back."""
        retry = {"Retry-After": "1"} if self.status in (429, 503) else {}
        body: dict[str, Any] = ErrorBody(error=self.detail).model_dump()
        return JSONResponse(body, self.status, {**retry, **(headers or {})})


# What the web framework itself refuses, and how it is said.
_BY_STATUS = {
    404: ("not_found", "there is nothing here; POST /rank puts pictures in order, /openapi.json lists all there is"),
    405: ("method_not_allowed", "this address takes another method; see the Allow header"),
    503: ("not_ready", "the service has no model yet; its log says why"),
}


def of_status(status: int) -> Problem:
    """The problem behind a status that came without one."""
    code, message = _BY_STATUS.get(status, ("internal" if status >= 500 else "refused", "the request was refused"))
    if status >= 500 and status not in _BY_STATUS:
        message = "this is a mistake of the service; its log says where"
    return Problem(status, code, message)
