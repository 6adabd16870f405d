"""How long is waited: Instaloader's own limits, and what Instagram says itself (``Retry-After``)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from instaloader import InstaloaderContext, RateController

from likelier.collecting.progress import Progress
from likelier.collecting.unofficial import stopping


class Rate(RateController):  # type: ignore[misc]
    """Instaloader's controller, which waits where the user sees it and stops where it would wait too long.

    `told` is what the last refusal asked for, in seconds: None where it didn't say.
    """

    def __init__(self, context: InstaloaderContext, progress: Progress, most: float) -> None:
        super().__init__(context)
        self.requests = 0
        self.told: float | None = None
        self.is_refused = False
        self._progress = progress
        self._most = most

    def sleep(self, secs: float) -> None:
        if secs > self._most:
            raise stopping.waiting(secs, self._most)
        with stopping.by_hand():
            self._progress.wait(secs, "Instagram's limit")

    def wait_before_query(self, query_type: str) -> None:
        super().wait_before_query(query_type)
        self.requests += 1

    def refuse(self, header: str | None) -> None:
        """Remember an answer that asks to wait."""
        self.is_refused = True
        self.told = seconds(header)

    def handle_429(self, query_type: str) -> None:
        self.is_refused = False
        if self.told is not None:
            self.sleep(self.told)
        elif query_type in self._query_timestamps:
            super().handle_429(query_type)
        else:  # of a picture: those are not counted
            self.sleep(60.0)


def seconds(header: str | None) -> float | None:
    """What ``Retry-After`` asks for: a number of seconds, or a date."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def asks_to_wait(response: Any) -> bool:
    """Whether an answer is a refusal that waiting mends: 429, or 401 with "Please wait a few minutes"."""
    return response.status_code == 429 or (response.status_code == 401 and b"wait" in response.content.lower())
