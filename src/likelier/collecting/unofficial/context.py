"""Instaloader's requests: silent, patient, and never taking half an answer for a whole one."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from instaloader import InstaloaderContext
from instaloader.exceptions import (
    ConnectionException,
    QueryReturnedForbiddenException,
    QueryReturnedNotFoundException,
    TooManyRequestsException,
)

from likelier import atomic, pictures
from likelier.collecting.progress import Progress
from likelier.collecting.unofficial import rate, stopping
from likelier.errors import PictureError
from likelier.params import Collect


class Context(InstaloaderContext):  # type: ignore[misc]
    """What a session of Instaloader asks with.

    `broken` tells whether the last picture that was fetched could not be decoded, `is_not_found` whether the last
    page that was asked for is not there; `pictures` counts those that were saved.
    """

    def __init__(self, settings: Collect, progress: Progress) -> None:
        self.broken = self.is_not_found = False
        self.pictures = 0
        self._progress = progress
        super().__init__(
            quiet=True,
            max_connection_attempts=settings.attempts,
            request_timeout=settings.timeout_seconds,
            rate_controller=lambda context: rate.Rate(context, progress, settings.max_wait_minutes * 60),
            iphone_support=False,  # one more request for each post, for the same picture
        )
        self.raise_all_errors = True  # what Instaloader would print and pass over is a post lost

    @property
    def rate(self) -> rate.Rate:
        """The one that waits."""
        found: rate.Rate = self._rate_controller
        return found

    def log(self, *msg: Any, **options: Any) -> None:
        """Say nothing: Instaloader's lines hold names and captions."""

    def error(self, msg: Any, repeat_at_end: bool = True) -> None:
        """Say nothing, for the same reason."""

    def do_sleep(self) -> None:
        if self.rate.is_refused:  # where Instaloader itself doesn't look: pages and pictures
            self.rate.handle_429("other")
        with stopping.by_hand():
            self._progress.wait(min(random.expovariate(0.6), 15.0), "")  # as Instaloader does

    def get_anonymous_session(self) -> Any:
        return self._watched(super().get_anonymous_session())

    def load_session(self, username: str, sessiondata: dict[str, str]) -> None:
        super().load_session(username, sessiondata)
        self._watched(self._session)

    @contextmanager
    def _graphql_session(self, *arguments: Any, **options: Any) -> Iterator[Any]:
        with super()._graphql_session(*arguments, **options) as session:
            yield self._watched(session)

    def _watched(self, session: Any) -> Any:
        session.hooks["response"].append(self._look)
        return session

    def _look(self, response: Any, **options: Any) -> None:
        """Look at each answer before Instaloader does, which sees neither ``Retry-After`` nor who asks for a login."""
        if rate.asks_to_wait(response):
            self.rate.refuse(response.headers.get("Retry-After"))
            raise TooManyRequestsException("asked to wait")
        if response.status_code == 401:
            raise stopping.login(self.is_logged_in)
        self.rate.is_refused = False

    def _get_page(self, session: Any, path: str) -> str:
        """Ask for a page as often as for anything else; Instaloader would ask once."""
        for attempt in range(1, self.max_connection_attempts + 1):
            try:
                html = str(super()._get_page(session, path))
                if "</html" not in html:
                    raise ConnectionException("a page was cut off")
                self.is_not_found = False
                return html
            except QueryReturnedNotFoundException:
                self.is_not_found = True
                raise
            except ConnectionException:
                if attempt == self.max_connection_attempts:
                    raise
        raise AssertionError("not reached")

    def get_raw(self, url: str) -> Any:
        """Ask for a picture.

        Raises
        ------
        QueryReturnedForbiddenException
            It isn't there, or its address has expired; Instaloader asks no second time then.
        """
        self.rate.requests += 1
        try:
            return super().get_raw(url)
        except QueryReturnedNotFoundException as error:
            raise QueryReturnedForbiddenException("a picture is not there") from error

    def write_raw(self, resp: Any, filename: str) -> None:
        """Write a picture, if it is a whole one.

        Raises
        ------
        ConnectionException
            It can't be decoded: the caller asks again, as for an answer that was cut off.
        """
        data = resp if isinstance(resp, bytes) else resp.content
        try:
            pictures.check(data)
        except PictureError as error:
            self.broken = True
            raise ConnectionException("a picture was cut off") from error
        self.broken = False
        with atomic.replacing(Path(filename)) as partial:
            partial.write_bytes(data)
        self.pictures += 1
