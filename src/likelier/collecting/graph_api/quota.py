"""How much of its quota the Graph API says is used, and how long to wait for that.

The headers `X-App-Usage` and `X-Business-Use-Case-Usage` tell percentages of what may be used within a rolling hour:
calls, processor time and total time. At 100 the API refuses, and asking on prolongs the refusal.
"""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

APP, BUSINESS = "X-App-Usage", "X-Business-Use-Case-Usage"

_MEASURES = ("call_count", "total_cputime", "total_time")
_LONGEST_PAUSE = 60.0  # seconds between two requests while the quota runs short: 60 an hour, less than is regained
_USED_UP = 300.0  # seconds, where it is used up and nobody says for how long


class Quota:
    """What the latest headers said.

    Parameters
    ----------
    slow_at : float
        From this percentage on there is a pause before each request, the longer the less is left.

    Attributes
    ----------
    used : float
        The largest of the percentages.
    regained_in : float
        Seconds until the API answers again, as it estimates; 0 where it doesn't refuse.
    """

    def __init__(self, slow_at: float) -> None:
        self.slow_at = slow_at
        self.used = 0.0
        self.regained_in = 0.0

    def note(self, headers: Mapping[str, str]) -> None:
        """Take over what an answer tells; one that tells nothing changes nothing."""
        usages = [usage for name in (APP, BUSINESS) for usage in _usages(headers.get(name))]
        if usages:
            self.used = max(_number(usage, measure) for usage in usages for measure in _MEASURES)
            self.regained_in = 60 * max(_number(usage, "estimated_time_to_regain_access") for usage in usages)

    def pause(self) -> float:
        """How many seconds to wait before the next request."""
        if self.regained_in > 0:
            return self.regained_in
        if self.used >= 100:
            return _USED_UP
        return _LONGEST_PAUSE * max(0.0, self.used - self.slow_at) / (100 - self.slow_at)

    def waited(self) -> None:
        """Forget what was waited for: the next answer tells anew."""
        self.used = self.regained_in = 0.0


def _usages(header: str | None) -> Iterator[dict[str, Any]]:
    """The usage of the app, or of each business: ``{"<id>": [usage, ...]}``."""
    try:
        content = json.loads(header or "null")
    except ValueError:
        return
    if not isinstance(content, dict):
        return
    yield content
    for value in content.values():
        yield from (usage for usage in (value if isinstance(value, list) else [value]) if isinstance(usage, dict))


def _number(usage: dict[str, Any], key: str) -> float:
    value = usage.get(key)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return max(float(value), 0.0) if is_number and value is not None else 0.0
