"""The bar on the terminal while collecting, and the one place where collecting waits.

The bar shows names of accounts, so it is drawn on a terminal only: a log never gets it.
"""

import sys
import time
from collections.abc import Callable
from typing import TextIO

from tqdm import tqdm


class Progress:
    """Shows the account, its posts, the rate, and how long is waited; counts what was waited.

    `sleep` (seconds) is that of `time`; tests give their own.
    """

    def __init__(
        self,
        accounts: int,
        file: TextIO | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self.waited_seconds = 0.0
        self._sleep = sleep or time.sleep
        self._accounts = accounts
        self._done = 0
        file = file or sys.stderr
        self._bar = tqdm(unit=" posts", file=file, disable=not file.isatty(), dynamic_ncols=True)

    def account(self, name: str, posts: int | None) -> None:
        """Begin an account, which has so many posts where that is known."""
        self._done += 1
        self._bar.reset(total=posts)
        self._bar.set_description(f"{name} ({self._done} of {self._accounts})")

    def total(self, posts: int | None) -> None:
        """So many posts the account turned out to have."""
        self._bar.total = posts
        self._bar.refresh()

    def post(self) -> None:
        """One more post of the account was dealt with."""
        self._bar.update()

    def wait(self, seconds: float, why: str) -> None:
        """Sleep for so many seconds, and show what is left of them if there is a reason to show."""
        self.waited_seconds += max(seconds, 0.0)
        while seconds > 0:
            if why:
                self._bar.set_postfix_str(f"waiting {seconds:.0f} s: {why}")
            self._sleep(min(seconds, 1.0))
            seconds -= 1.0
        self._bar.set_postfix_str("")

    def close(self) -> None:
        """Take the bar away; what it showed is in the summary."""
        self._bar.leave = False
        self._bar.close()
