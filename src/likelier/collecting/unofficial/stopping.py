"""What ends a whole run of collecting, as against what ends one account or one post."""

from collections.abc import Iterator
from contextlib import contextmanager

from instaloader.exceptions import AbortDownloadException


class Stop(AbortDownloadException):  # type: ignore[misc] # Instaloader's loops let it pass, as nothing else
    """Going on would be of no use now; the text says why and how to go on, in one line and without names."""


@contextmanager
def by_hand() -> Iterator[None]:
    """Take Ctrl-C as the end of the run; Instaloader would go on with the next thing, which nobody sees."""
    try:
        yield
    except KeyboardInterrupt as error:
        raise Stop(
            "stopped by hand; what was collected is kept. Run the same command to go on where it stopped"
        ) from error


def login(logged_in: bool) -> Stop:
    """Instagram wants somebody to log in."""
    if logged_in:
        return Stop(
            "Instagram has ended the session; what was collected is kept. Log in again in some hours "
            "(instaloader --login NAME), then run the same command"
        )
    return Stop(
        "Instagram asks for a login; what was collected is kept. Wait some hours, or set INSTAGRAM_SESSION and "
        "INSTAGRAM_USER, then run the same command: it goes on where it stopped"
    )


def checkpoint() -> Stop:
    """Instagram has doubts about the account that is logged in."""
    return Stop(
        "Instagram asks to confirm the account that is logged in (checkpoint); what was collected is kept. "
        "Answer it in a browser, leave the account alone for a day, then run the same command: it goes on"
    )


def waiting(seconds: float, most: float) -> Stop:
    """Instagram asks for more patience than the params have."""
    return Stop(
        f"Instagram asks to wait {seconds / 60:.0f} minutes, more than collect.max_wait_minutes ({most / 60:.0f}); "
        "what was collected is kept. Run the same command after that: it goes on where it stopped"
    )


def refused() -> Stop:
    """Waiting didn't help."""
    return Stop(
        "Instagram keeps asking to wait; what was collected is kept. Run the same command tomorrow: it goes on "
        "where it stopped"
    )


def unreachable() -> Stop:
    """Several accounts in a row failed."""
    return Stop(
        "several accounts in a row could not be fetched: the network or Instagram is out of order, or Instagram "
        "has changed and takes a newer Instaloader; what was collected is kept. Run the same command later"
    )
