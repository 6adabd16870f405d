"""What one post must keep before it is let into the tables of `posts.py`."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

from likelier import posts

FIRST_POST = datetime(2010, 7, 16, tzinfo=UTC)  # the day of Instagram's first picture
_CLOCK_ERROR = timedelta(days=1)


def flaw(row: dict[str, Any]) -> str | None:
    """Why a post can't be used, as "what: detail"; None where it can.

    `row` has the columns of `posts.POSTS`; columns that are left out are null.
    """
    for name in ("post_id", "account_id"):
        if not row.get(name):
            return f"no id: {name} is missing"
    if row.get("kind") not in posts.KINDS:
        return "unknown kind: is no image, carousel or video"
    return _flaw_of_time(row.get("taken_at"), row.get("snapshot_at")) or _flaw_of_numbers(row)


def _flaw_of_time(taken_at: datetime | None, snapshot_at: datetime | None) -> str | None:
    if taken_at is None:
        return "no time: the time of the post is missing, or is not a number of seconds since 1970"
    if taken_at < FIRST_POST:
        return f"time before Instagram: taken at {taken_at.isoformat()}"
    # Not after the snapshot; without one, not after now, give or take the clocks.
    if taken_at > (snapshot_at or datetime.now(UTC) + _CLOCK_ERROR):
        return f"time in the future: taken at {taken_at.isoformat()}"
    return None


def _flaw_of_numbers(row: dict[str, Any]) -> str | None:
    for name in ("likes", "comments", "views"):
        value = row.get(name)
        if value is not None and not (math.isfinite(value) and value >= 0):
            return f"bad value: {name} is {value}"
    for name in ("width", "height"):
        value = row.get(name)
        if value is not None and not (math.isfinite(value) and value > 0):
            return f"bad value: {name} is {value}"
    return None
