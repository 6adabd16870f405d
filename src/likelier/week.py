"""When to post: the same candidate at each hour of a week, and whether the model can tell these hours apart."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from likelier import odds, ranking
from likelier.accounts import Account
from likelier.artifact import Artifact
from likelier.judging import Judged, Question, judge
from likelier.time_zones import zone

HOURS = 7 * 24
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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

    def verdict(self, target: str, confidence: float = ranking.CONFIDENCE) -> str:
        """The best hour, or that there is none, in one line."""
        best, sure = self.best(), f"{self.best_beats_worst:.0%}"
        if not self.differs(confidence):
            return f"no difference: the best hour beats the worst with a chance of {sure}, less than {confidence:.0%}"
        over = ranking.move_in_words(target, float(best["over"]))
        hour = f"{DAYS[int(best['weekday'])]} {int(best['hour']):02}:00"
        return f"best: {hour}, {over} over the week's mean; it beats the worst hour with a chance of {sure}"


def week(artifact: Artifact, candidate: pd.DataFrame, account: Account, start: datetime, zone_name: str) -> Week:
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
    asked = question(candidate, account, start)
    judged = judge(artifact, [asked], why=False)[0]
    return of(asked, judged, artifact.calibration.pair_slope, home(account, zone_name))


def question(candidate: pd.DataFrame, account: Account, start: datetime) -> Question:
    """The candidate at each of these hours; the picture and the caption are looked at once."""
    times = pd.date_range(pd.Timestamp(start).tz_convert("UTC").ceil("h"), periods=HOURS, freq="h")
    return Question(candidate.iloc[[0] * HOURS].assign(taken_at=times).reset_index(drop=True), account)


def home(account: Account, zone_name: str) -> str:
    """The account's own time zone, or else `zone_name`."""
    own = account.profile.get("time_zone", pd.Series(dtype=object)).dropna()
    return str(own.iloc[0]) if len(own) else zone_name


def of(asked: Question, judged: Judged, slope: float, zone_name: str) -> Week:
    """The week from the answer to `question`; the hours are those of `zone_name`."""
    times = pd.DatetimeIndex(asked.candidates["taken_at"])
    local = times.tz_convert(zone(zone_name))
    scores = judged.scores[["score", "low", "high"]]
    hours = pd.DataFrame({"at": times, "weekday": local.dayofweek, "hour": local.hour}).join(scores)
    score = hours["score"].to_numpy(dtype=np.float64)
    sure = odds.chance(slope, np.array([np.ptp(score)]))
    return Week(hours.assign(over=score - score.mean()), float(sure[0]))
