"""Asking the Graph API, one request at a time: the token, the quota, and asking again."""

import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from likelier import __version__, pictures
from likelier.collecting import Summary
from likelier.collecting.graph_api import failures, query
from likelier.collecting.graph_api.quota import Quota
from likelier.collecting.progress import Progress
from likelier.errors import CollectError, PictureError
from likelier.params import Collect

TOKEN, USER = "GRAPH_API_TOKEN", "GRAPH_API_USER"
LARGEST = 64_000_000  # bytes of one picture, or of one answer

_BACK_OFF = wait_exponential_jitter(multiplier=1, max=60)
_THROTTLED = wait_exponential_jitter(multiplier=60, max=1800)  # where the API doesn't say for how long

Result = TypeVar("Result")


@dataclass(frozen=True)
class Page:
    """One answer: the account's profile without its media, the media, and the cursor of the next page."""

    account: dict[str, Any]
    media: list[dict[str, Any]]
    after: str | None


class Client:
    """One's own professional account at the Graph API.

    The token goes into a header, never into an address, and never to where the pictures lie.

    Raises
    ------
    CollectError
        `GRAPH_API_TOKEN` or `GRAPH_API_USER` is not set.
    """

    def __init__(self, settings: Collect, summary: Summary, progress: Progress) -> None:
        token, self._user = os.environ.get(TOKEN, "").strip(), os.environ.get(USER, "").strip()
        if not token or not token.isascii() or not token.isprintable():
            raise CollectError(f"{TOKEN} is not set: put a token of the Instagram Graph API into the environment")
        if not (self._user.isascii() and self._user.isdecimal()):
            raise CollectError(f"{USER} is not set: put the number of one's own professional account there")
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log addresses, which hold names
        self.settings, self.summary, self.progress = settings, summary, progress
        self._quota = Quota(settings.graph_api.slow_at)
        self._limit = query.PAGE
        self._without: frozenset[str] = frozenset()
        agent = {"User-Agent": f"likelier/{__version__}"}
        timeout = settings.timeout_seconds
        address = f"{settings.graph_api.address.rstrip('/')}/{settings.graph_api.version}/"
        bearer = agent | {"Authorization": f"Bearer {token}"}
        self._api = httpx.Client(base_url=address, headers=bearer, timeout=timeout)
        self._pictures = httpx.Client(headers=agent, timeout=timeout, follow_redirects=True)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._api.close()
        self._pictures.close()

    def page(self, username: str, after: str | None, limit: int = query.PAGE) -> Page:
        """One page of an account's media, the newest first.

        Raises
        ------
        failures.Failure
            `Missing` or `Refused`: skip the account; `Transient`: asked often enough; `Stop`: end here.
        """
        while True:
            wanted = query.fields(username, after, min(limit, self._limit), self._without)
            try:
                return _page(self._again(partial(self._ask, wanted)))
            except failures.TooMuch as error:
                if self._limit == 1:
                    raise failures.Transient from error
                self._limit //= 2
            except failures.UnknownField as error:
                unknown = query.refused(str(error))
                if unknown is None or unknown in self._without:
                    raise failures.Stop(
                        "this version of the Graph API doesn't know a field that is asked for; set "
                        f"collect.graph_api.version to one that is in service; {failures.KEPT}"
                    ) from error
                self._without |= {unknown}

    def picture(self, address: str) -> bytes:
        """The picture at an address, whole and sound.

        Raises
        ------
        failures.Failure
            `Expired`: the address is dead; `Transient`: it was asked for often enough; `Odd`: it is no picture.
        """
        return self._again(partial(self._download, address))

    def _again(self, ask: Callable[[], Result]) -> Result:
        """Ask until there is an answer, as often as the params allow."""
        tries = Retrying(
            retry=retry_if_exception_type((failures.Transient, failures.Throttled)),
            stop=stop_after_attempt(self.settings.attempts),
            wait=_wait,
            sleep=lambda seconds: self._wait(seconds, "asking again"),
            reraise=True,
        )
        try:
            return tries(ask)
        except failures.Throttled as error:
            raise failures.Stop(f"the Graph API's quota is used up; run again in an hour; {failures.KEPT}") from error

    def _wait(self, seconds: float, why: str) -> None:
        if seconds > 60 * self.settings.max_wait_minutes:
            minutes = -(-seconds // 60)
            raise failures.Stop(
                f"the Graph API's quota is used up; run again in {minutes:.0f} minutes, or allow for longer waits with "
                f"collect.max_wait_minutes; {failures.KEPT}"
            )
        if seconds > 0:
            self.progress.wait(seconds, why)
            self._quota.waited()

    def _ask(self, wanted: str) -> dict[str, Any]:
        self._wait(self._quota.pause(), "the quota runs short")
        answer, body = self._get(self._api, self._user, {"fields": wanted})
        self._quota.note(answer.headers)
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            document = None
        regained, retry = self._quota.regained_in, answer.headers.get("Retry-After")
        failure = failures.of_answer(answer.status_code, document, regained, retry)
        if failure is not None:
            raise failure
        found: dict[str, Any] = document["business_discovery"]
        return found

    def _download(self, address: str) -> bytes:
        answer, data = self._get(self._pictures, address)
        if answer.status_code == 429:
            raise failures.Throttled(None)
        if answer.status_code >= 500:
            raise failures.Transient
        if answer.status_code != 200:
            raise failures.Expired
        if answer.headers.get("Content-Type", "").startswith("video/"):
            raise failures.Odd("a video in the place of a picture")
        try:
            pictures.check(data)
        except PictureError as error:
            raise failures.Transient from error  # cut off on the way, or a page in its stead
        return data

    def _get(
        self, client: httpx.Client, address: str, params: dict[str, str] | None = None
    ) -> tuple[httpx.Response, bytes]:
        self.summary.requests += 1
        try:
            with client.stream("GET", address, params=params) as answer:
                body = bytearray()
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > LARGEST:
                        raise failures.Transient
                return answer, bytes(body)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.TooManyRedirects) as error:
            raise failures.Expired from error
        except httpx.HTTPError as error:
            raise failures.Transient from error


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, failures.Throttled):
        return _THROTTLED(state) if error.seconds is None else error.seconds
    return _BACK_OFF(state)


def _page(found: dict[str, Any]) -> Page:
    media = found.pop("media", None)
    listing = media if isinstance(media, dict) else {}
    entries = listing.get("data")
    paging = listing.get("paging")
    cursors = paging.get("cursors") if isinstance(paging, dict) else None
    after = cursors.get("after") if isinstance(cursors, dict) else None
    known = [node for node in entries if isinstance(node, dict)] if isinstance(entries, list) else []
    return Page(found, known, after if isinstance(after, str) and after else None)
