"""When the post goes out. Never its age at the snapshot: that is not known beforehand."""

import numpy as np
import pandas as pd

from likelier.errors import ContractError, ParamsError
from likelier.features import Feature
from likelier.features.history import DAY, HOUR, Integers, Timeline
from likelier.features.values import Floats, counts, frame
from likelier.params import Featurize
from likelier.time_zones import zone

FEATURES = {
    "time_hour_sine": Feature("sine of the local time of day, a full turn a day", "-1 to 1", -1, 1),
    "time_hour_cosine": Feature("cosine of the local time of day", "-1 to 1", -1, 1),
    "time_weekday_sine": Feature("sine of the local weekday, a full turn a week, Monday at 0", "-1 to 1", -1, 1),
    "time_weekday_cosine": Feature("cosine of the local weekday", "-1 to 1", -1, 1),
    "time_weekend": Feature("is a local Saturday or Sunday", "0 or 1", 0, 1),
    "time_part": Feature("local part of the day, four hours each: 00-04 to 20-24", "category"),
    "time_since_previous": Feature("hours since the account's previous post", "log(1 + n)", 0),
    "time_posts_in_week": Feature("posts of the account in the seven days before", "posts", 0),
    "time_burst": Feature("posts just before it, each within an hour of the next", "posts", 0),
}

PARTS = np.array([f"{start:02}-{start + 4:02}" for start in range(0, 24, 4)])


def compute(posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize) -> pd.DataFrame:
    """See `likelier.features`.

    Raises
    ------
    ParamsError
        The time zone of params is unknown.
    ContractError
        That of an account is.
    """
    local = local_time(posts, accounts, settings.time_zone)
    hour = local.dt.hour.to_numpy(dtype=np.float64)
    minute, second = local.dt.minute.to_numpy(), local.dt.second.to_numpy()
    turn_of_day = 2 * np.pi * (hour + minute / 60 + second / 3600) / 24
    weekday = local.dt.day_of_week.to_numpy(dtype=np.float64)
    turn_of_week = 2 * np.pi * weekday / 7
    timeline = Timeline(posts)
    before = timeline.before()
    gap = (timeline.taken - timeline.taken[np.maximum(before - 1, 0)]) / HOUR
    week_ago = timeline.until(timeline.taken - 7 * DAY - 1)
    values = {
        "time_hour_sine": np.sin(turn_of_day),
        "time_hour_cosine": np.cos(turn_of_day),
        "time_weekday_sine": np.sin(turn_of_week),
        "time_weekday_cosine": np.cos(turn_of_week),
        "time_weekend": weekday >= 5,
        "time_part": PARTS[hour.astype(np.intp) // 4],
        "time_since_previous": counts(timeline.restore(np.where(before > timeline.first, gap, np.nan))),
        "time_posts_in_week": timeline.restore((before - week_ago).astype(np.float64)),
        "time_burst": timeline.restore(_place_in_burst(timeline, before)),
    }
    return frame(FEATURES, values, posts.index)


def _place_in_burst(timeline: Timeline, before: Integers) -> Floats:
    place = np.arange(len(before))
    after_pause = np.diff(timeline.taken, prepend=0) > HOUR
    start = np.maximum.accumulate(np.where(after_pause | (place == timeline.first), place, 0))
    previous = np.maximum(before - 1, 0)
    follows = (before > timeline.first) & (timeline.taken - timeline.taken[previous] <= HOUR)
    burst: Floats = np.where(follows, before - start[previous], 0).astype(np.float64)
    return burst


def local_time(posts: pd.DataFrame, accounts: pd.DataFrame, fallback: str) -> pd.Series:
    """What the clock on the wall says: in the account's own zone, or the zone of params; without a zone."""
    try:
        zone(fallback)
    except ValueError as error:
        raise ParamsError(f"featurize.time_zone: {fallback!r} {error}") from error
    own = accounts.dropna(subset="time_zone").drop_duplicates("account_id").set_index("account_id")["time_zone"]
    known = own.to_dict()
    names = pd.Series([known.get(account, fallback) for account in posts["account_id"]], posts.index, dtype="str")
    local: pd.Series = posts["taken_at"].dt.tz_localize(None)
    for name in names.unique():
        there = names == name
        try:
            local = local.mask(there, posts["taken_at"].dt.tz_convert(zone(name)).dt.tz_localize(None))
        except ValueError as error:
            raise ContractError(f"time_zone {name!r} of an account {error}") from error
    return local
