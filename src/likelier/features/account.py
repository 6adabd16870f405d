"""The account: its profile, and what its earlier posts usually get.

Only posts that were taken at least `settings.matured_hours` before a post count for it: their likes were in when
it went out. Its own likes and later ones are never looked at.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from likelier.features import Feature, profile_picture
from likelier.features.history import DAY, HOUR, Integers, Timeline
from likelier.features.values import Floats, counts, flags, frame, numbers
from likelier.params import Featurize

LOG = "log(1 + n)"

FEATURES = {
    "account_followers": Feature("followers, at the snapshot", LOG, 0),
    "account_following": Feature("accounts that it follows", LOG, 0),
    "account_posts": Feature("posts of the account, at the snapshot", LOG, 0),
    "account_highlights": Feature("story highlights", LOG, 0),
    "account_igtv": Feature("long videos", LOG, 0),
    "account_business": Feature("is a business account", "0 or 1", 0, 1),
    "account_verified": Feature("is verified", "0 or 1", 0, 1),
    "account_category": Feature("business category", "category"),
    "account_likes_mean": Feature("mean log likes of its earlier matured posts", LOG, 0),
    "account_likes_median": Feature("median log likes of its earlier matured posts", LOG, 0),
    "account_likes_spread": Feature("standard deviation of their log likes", LOG, 0),
    "account_likes_trend": Feature("slope of their log likes from post to post, by least squares", "log(1 + n) a post"),
    "account_comments_mean": Feature("mean log comments of its earlier matured posts", LOG, 0),
    "account_comments_median": Feature("median log comments of its earlier matured posts", LOG, 0),
    "account_comments_spread": Feature("standard deviation of their log comments", LOG, 0),
    "account_known": Feature("earlier matured posts with known likes", LOG, 0),
    "account_rate": Feature("posts a week since its first known post", LOG, 0),
    **profile_picture.FEATURES,
}

STATISTICS: dict[str, Callable[..., pd.Series]] = {
    "mean": lambda window: window.mean(),
    "median": lambda window: window.median(),
    "spread": lambda window: window.std(),
}


def compute(posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize) -> pd.DataFrame:
    """See `likelier.features`."""
    values = _profile(posts["account_id"], accounts)
    timeline = Timeline(posts)
    # With no time to mature, a post must still not count as its own past.
    matured = timeline.until(timeline.taken - max(round(settings.matured_hours * HOUR), 1))
    for name in ("likes", "comments"):
        values.update(_typical(name, posts[name], timeline, matured))
    values["account_rate"] = _rate(timeline)
    values.update(_profile_picture(posts["account_id"], accounts, settings.detector))
    return frame(FEATURES, values, posts.index)


def _profile(account: pd.Series, accounts: pd.DataFrame) -> dict[str, Floats | pd.Series]:
    profile = accounts.drop_duplicates("account_id").set_index("account_id").reindex(account)
    values: dict[str, Floats | pd.Series] = {
        f"account_{name}": counts(numbers(profile[name]))
        for name in ("followers", "following", "posts", "highlights", "igtv")
    }
    values["account_business"] = flags(profile["is_business"])
    values["account_verified"] = flags(profile["is_verified"])
    values["account_category"] = profile["category"]
    return values


def _profile_picture(account: pd.Series, accounts: pd.DataFrame, detector: str) -> dict[str, Floats]:
    """Each account's picture is looked at once, if it has posts here."""
    own = accounts[accounts["account_id"].isin(account)].drop_duplicates("account_id")
    pictures = list(own["profile_picture"])
    apart = {id(data): data for data in pictures}  # candidates of one account share it
    looks = {one: profile_picture.describe(data, detector) for one, data in apart.items()}
    rows = [looks[id(data)] for data in pictures]
    names = list(profile_picture.FEATURES)
    table = pd.DataFrame(rows, columns=names, index=pd.Index(own["account_id"]), dtype="float64").reindex(account)
    return {name: table[name].to_numpy(dtype=np.float64) for name in names}


def _typical(name: str, column: pd.Series, timeline: Timeline, matured: Integers) -> dict[str, Floats]:
    logs = pd.Series(counts(numbers(column))[timeline.order])
    if logs.isna().all():  # a stranger's: windows over nothing take their time too
        return _unknown(name, len(logs))
    window = logs.groupby(timeline.account).expanding(min_periods=1)
    has_past = matured > timeline.first

    def at_last_matured(running: pd.Series) -> Floats:
        last = running.to_numpy(dtype=np.float64)[np.maximum(matured - 1, 0)]
        return timeline.restore(np.where(has_past, last, np.nan))

    values = {f"account_{name}_{key}": at_last_matured(of(window)) for key, of in STATISTICS.items()}
    if name == "likes":
        values["account_known"] = counts(np.nan_to_num(at_last_matured(window.count())))
        values["account_likes_trend"] = at_last_matured(_slope(logs, timeline))
    return values


def _unknown(name: str, rows: int) -> dict[str, Floats]:
    values = {f"account_{name}_{key}": np.full(rows, np.nan) for key in STATISTICS}
    if name == "likes":
        values |= {"account_known": np.zeros(rows), "account_likes_trend": np.full(rows, np.nan)}
    return values


def _slope(logs: pd.Series, timeline: Timeline) -> pd.Series:
    """The least-squares slope over the known values of an account up to each place; NaN below three."""
    known = logs.notna().groupby(timeline.account)
    number = known.cumsum()
    total = logs.fillna(0).groupby(timeline.account).cumsum()
    weighted = (logs * (number - 1)).fillna(0).groupby(timeline.account).cumsum()
    # The numbers 0 to n - 1 have the mean (n - 1) / 2 and the sum of squares about it n (n^2 - 1) / 12.
    slope: pd.Series = 12 * (weighted - (number - 1) / 2 * total) / (number * (number**2 - 1)).where(number >= 3)
    return slope


def _rate(timeline: Timeline) -> Floats:
    earlier = timeline.before() - timeline.first
    # At least an hour: two posts within a minute are not ten thousand a week.
    days = np.maximum(timeline.taken - timeline.taken[timeline.first], HOUR) / DAY
    return timeline.restore(counts(np.where(earlier > 0, earlier / days * 7, np.nan)))
