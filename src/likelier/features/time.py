"""When the post goes out. Never its age at the snapshot: that is not known beforehand."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd

from likelier.errors import ParamsError
from likelier.features import Feature
from likelier.features.history import DAY, HOUR, Integers, Timeline
from likelier.features.values import Floats, counts, frame
from likelier.params import Featurize

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
        The time zone is unknown.
    """
    local = posts["taken_at"].dt.tz_convert(_zone(settings.time_zone)).dt
    hour = local.hour.to_numpy(dtype=np.float64)
    turn_of_day = 2 * np.pi * (hour + local.minute.to_numpy() / 60 + local.second.to_numpy() / 3600) / 24
    weekday = local.day_of_week.to_numpy(dtype=np.float64)
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


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ParamsError(
            f"featurize.time_zone: {name!r} is not a known time zone; write one like UTC or Europe/Berlin"
        ) from error
