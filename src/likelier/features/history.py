"""Which of an account's posts came before a post, for all posts at once."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

HOUR = 3_600_000_000  # microseconds
DAY = 24 * HOUR


class Timeline:
    """Posts in the order of account and time.

    All arrays have one entry a post, in that order; `restore` brings such an array back into the order of the
    table. Posts of one moment are ordered by their ids, so that the order of the table changes nothing.

    Attributes
    ----------
    order : array of int
        The place in the table of each post.
    account : array of int
        A number for the account.
    taken : array of int
        Microseconds since 1970.
    first : array of int
        The place on the timeline of the account's first post.
    """

    def __init__(self, posts: pd.DataFrame) -> None:
        account = pd.factorize(posts["account_id"], sort=True)[0].astype(np.int64)
        taken = posts["taken_at"].dt.as_unit("us").dt.tz_convert(None).to_numpy().astype(np.int64)
        tie = pd.factorize(posts["post_id"], sort=True)[0]
        self.order: Integers = np.lexsort((tie, taken, account)).astype(np.int64)
        self.account: Integers = account[self.order]
        self.taken: Integers = taken[self.order]
        self.first: Integers = np.searchsorted(self.account, self.account).astype(np.int64)

    def until(self, limit: Integers) -> Integers:
        """For each post, the place after its account's last post taken at `limit` (microseconds) or before.

        The place equals `first` where there is none.
        """
        size = len(self.order)
        is_limit = np.repeat([0, 1], size)  # at the same moment posts come first: "at `limit` or before"
        merged = np.lexsort((is_limit, np.r_[self.taken, limit], np.r_[self.account, self.account]))
        posts_so_far = np.cumsum(is_limit[merged] == 0)
        place = np.empty(2 * size, dtype=np.int64)
        place[merged] = posts_so_far
        return place[size:]

    def before(self) -> Integers:
        """As `until`, of the posts strictly before each post: posts of one moment don't know of each other."""
        return self.until(self.taken - 1)

    def restore(self, values: Floats) -> Floats:
        """Values on the timeline in the order of the table."""
        restored = np.empty(len(values), dtype=np.float64)
        restored[self.order] = values
        return restored
