"""When posts were made, when the archive was taken, and how likes mature in between."""

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

SNAPSHOT = datetime(2024, 6, 1, 12, 0, 0, tzinfo=UTC)  # the same in every world
YOUNG_HOURS = 48.0
YOUNG_ACCOUNTS = 0.4  # share of accounts that posted within the last 48 hours
LONGEST_DAYS = 1800  # the oldest post, however many posts an account has

# Likes of a post after t hours are this share of what they become: 1 - exp(-(t / 7.63)^0.59). It passes through what
# was measured on real posts: 58 % after six hours, 86 % after a day, 95 % after two.
MATURITY_HOURS, MATURITY_SHAPE = 7.63, 0.59


def maturity(hours: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of its final likes that a post has after `hours`, between 0 and 1."""
    grown: NDArray[np.float64] = 1 - np.exp(-((hours / MATURITY_HOURS) ** MATURITY_SHAPE))
    return grown


def age_hours(moments: list[datetime]) -> NDArray[np.float64]:
    """Hours from each moment to the snapshot."""
    return np.array([(SNAPSHOT - moment) / timedelta(hours=1) for moment in moments])


def draw(rng: np.random.Generator, posts: int) -> list[datetime]:
    """The moments of an account's posts, oldest first, all different and whole seconds.

    An account posts every 2 to 7 days at hours scattered around its favourite one. Some accounts have one to
    three posts of the last 48 hours (at most a fifth of their posts).
    """
    young = min(int(rng.integers(1, 4)), posts // 5) if rng.random() < YOUNG_ACCOUNTS else 0
    span = min(posts * rng.uniform(2, 7), LONGEST_DAYS)
    days = 3 + np.floor(rng.random(posts - young) * span)  # three dates back is never younger than 60 hours
    hours = (rng.normal(17, 2) + rng.normal(0, 5, posts - young)) % 24
    midnight = SNAPSHOT.replace(hour=0)
    seconds = [-86400 * day + 3600 * hour for day, hour in zip(days, hours, strict=True)]
    seconds += [43200 - 3600 * hour for hour in rng.uniform(1, YOUNG_HOURS - 1, young)]
    return [midnight + timedelta(seconds=second) for second in _distinct(sorted(round(second) for second in seconds))]


def _distinct(seconds: list[int]) -> list[int]:
    """Move a post on by a second where another one has the same: Instaloader names files by the second."""
    for place in range(len(seconds) - 2, -1, -1):
        seconds[place] = min(seconds[place], seconds[place + 1] - 1)
    return seconds
