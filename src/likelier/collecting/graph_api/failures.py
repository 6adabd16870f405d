"""What the Graph API's errors mean for collecting: wait, skip the account, or stop.

Texts of the API are never passed on: they can hold names of accounts.
"""

from typing import Any

KEPT = "what was saved is kept"

_RATE = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})  # 80002 is Instagram's own
_TOKEN = frozenset({102, 190})
_PERMISSION = frozenset({3, 10, *range(200, 300)})
_TRANSIENT = frozenset({1, 2})
_MISSING = frozenset({24, 100, 110})
_NO_SUCH_OBJECT = 33  # a subcode of 100: the node in the path, which is one's own account
_BLOCKED = 368


class Failure(Exception):
    """Base of what can go wrong with one request."""


class Transient(Failure):
    """It may well go better at once: asked again after a back-off."""


class Throttled(Failure):
    """The quota is used up: asked again after so many `seconds`, where the API tells them."""

    def __init__(self, seconds: float | None) -> None:
        super().__init__("the quota is used up")
        self.seconds = seconds


class TooMuch(Failure):
    """The page was too large for the API: asked for a smaller one."""


class UnknownField(Failure):
    """A field that the API doesn't know in its version."""


class Missing(Failure):
    """No professional account has that name (or the cursor of a page is no longer known)."""


class Refused(Failure):
    """No permission for this account."""


class Odd(Failure):
    """An error that nobody has told of yet: the account is skipped."""


class Expired(Failure):
    """The address of a picture is dead: a fresh one comes with the page."""


class Stop(Failure):
    """Going on is of no use now; the text says why, and how to go on."""


def of_answer(status: int, document: Any, regained_in: float, retry_after: str | None) -> Failure | None:
    """What is wrong with an answer; None: nothing.

    Parameters
    ----------
    status : int
        Of HTTP.
    document : Any
        The JSON of the body; None where it is none.
    regained_in : float
        Seconds until the quota is regained, as the headers estimate; 0 where they say nothing.
    retry_after : str or None
        The header of that name.
    """
    error = document.get("error") if isinstance(document, dict) else None
    if not isinstance(error, dict):
        return _of_status(status, document, regained_in, retry_after)
    code, subcode = error.get("code"), error.get("error_subcode")
    if code in _RATE or status == 429:
        return Throttled(regained_in or _seconds(retry_after))
    if code in _TOKEN:
        return Stop(
            f"the Graph API refused the token (its error {code}): it has expired or was revoked; put a new one into "
            f"GRAPH_API_TOKEN and run again; {KEPT}"
        )
    if code == _BLOCKED:
        return Stop(f"the Graph API has blocked this app for a while (its error {code}); run again later; {KEPT}")
    if code in _PERMISSION:
        return Refused(f"its error {code}")
    if code in _TRANSIENT and "reduce the amount" in str(error.get("message")):
        return TooMuch()
    if code in _TRANSIENT or error.get("is_transient") is True or status >= 500:
        return Transient(f"its error {code}")
    if code == 803 or (code == 100 and subcode == _NO_SUCH_OBJECT):
        return Stop(
            "the Graph API doesn't know the account that asks, or the token has no right to it: GRAPH_API_USER must be "
            f"the number of one's own professional account; {KEPT}"
        )
    if "nonexisting field" in str(error.get("message")):
        return UnknownField(str(error.get("message")))
    return Missing() if code in _MISSING else Odd(f"its error {code}")


def _of_status(status: int, document: Any, regained_in: float, retry_after: str | None) -> Failure | None:
    if status == 429:
        return Throttled(regained_in or _seconds(retry_after))
    if status in (401, 403):
        return Stop(f"the Graph API refused (HTTP {status}); check GRAPH_API_TOKEN and run again; {KEPT}")
    if 300 <= status < 500 and status != 408:
        return Stop(f"no Graph API answers at collect.graph_api.address (HTTP {status}); {KEPT}")
    if status >= 400 or not isinstance(document, dict) or not isinstance(document.get("business_discovery"), dict):
        return Transient(f"HTTP {status}")
    return None


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.isdecimal() and len(retry_after) < 8 else None
