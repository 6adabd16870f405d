"""When to post: the same candidate at each hour of a week, and whether the model can tell these hours apart."""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd

from likelier import features, odds, ranking
from likelier.artifact import Artifact
from likelier.models import Examples
from likelier.time_zones import zone

HOURS = 7 * 24


@dataclass(frozen=True)
class Week:
    """One candidate over a week.

    Attributes
    ----------
    hours : DataFrame, 168 rows in order of time
        at (UTC), weekday (0 is Monday) and hour on the wall there, score, low, high, and over: the score less the
        mean of the week.
    best_beats_worst : float
        The chance that the post gets more likes at the best hour than at the worst.
    """

    hours: pd.DataFrame
    best_beats_worst: float

    def differs(self, confidence: float = ranking.CONFIDENCE) -> bool:
        """Whether the model is so sure that the hour matters at all."""
        return self.best_beats_worst >= confidence

    def best(self) -> pd.Series:
        """The hour with the highest score, the earliest of equals."""
        return self.hours.iloc[int(self.hours["score"].to_numpy().argmax())]


def week(
    artifact: Artifact, candidate: pd.DataFrame, account: ranking.Account, start: datetime, zone_name: str
) -> Week:
    """Score a candidate at each full hour of the seven days from `start`.

    Parameters
    ----------
    candidate : DataFrame, one row
        In the data contract, as of `likelier.ranking.rank`; its `taken_at` does not matter.
    start : datetime
        With a zone.
    zone_name : str
        Where the hours are told, where the account has no zone of its own.
    """
    own = account.profile.get("time_zone", pd.Series(dtype=object)).dropna()
    place = zone(str(own.iloc[0]) if len(own) else zone_name)
    first = pd.Timestamp(start).tz_convert("UTC").ceil("h")
    times = pd.date_range(first, periods=HOURS, freq="h")
    examples = _at(artifact, candidate, account, times)
    scores = artifact.judge(examples)[["score", "low", "high"]]
    local = times.tz_convert(place)
    hours = pd.DataFrame({"at": times, "weekday": local.dayofweek, "hour": local.hour}).join(scores)
    score = hours["score"].to_numpy(dtype=np.float64)
    sure = odds.chance(artifact.calibration.pair_slope, np.array([np.ptp(score)]))
    return Week(hours.assign(over=score - score.mean()), float(sure[0]))


def _at(artifact: Artifact, candidate: pd.DataFrame, account: ranking.Account, times: pd.DatetimeIndex) -> Examples:
    """What the model sees of the candidate at each time: the picture and the caption are looked at once."""
    looked = ranking.seen(artifact, candidate.assign(taken_at=times[:1]), account)
    rows = np.zeros(len(times), dtype=np.intp)
    table = looked.features.iloc[rows].reset_index(drop=True)
    moving = [kind for kind in artifact.kinds if kind in features.HISTORY_KINDS]
    blind = candidate.iloc[rows].assign(taken_at=times, picture=None, caption=None)
    moved, profiles = ranking.apart(blind, account)
    told = features.compute_tables(moved, profiles, artifact.featurize, moving)
    told = told[moved["source"].to_numpy() == "candidate"].reset_index(drop=True)
    columns = [column for column in told if column in table]
    repeated = looked.take(rows)
    return replace(
        repeated, features=table.assign(**told[columns]), taken_at=times.tz_localize(None).to_numpy("datetime64[us]")
    )
