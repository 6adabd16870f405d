"""POST /best-time: one post at each hour of a week, and whether the hour matters."""

from datetime import datetime

import pandas as pd
from pydantic import BaseModel, Field

from likelier import ranking
from likelier import week as weeks
from serving.answered.answers import Model
from serving.answered.answers import score as told_score
from serving.asked.inputs import Asked
from serving.model.scorer import Scorer
from serving.watched import monitoring

NOTE = "That posts of these hours did better is an association in the posts that the model has seen, not a cause."


class Hour(BaseModel):
    """The post at one hour."""

    at: datetime = Field(description="When the hour begins; UTC.")
    weekday: int = Field(ge=0, le=6, description="0 is Monday; on the wall, in the answer's time zone.")
    hour: int = Field(ge=0, le=23, description="On the wall, in the answer's time zone.")
    score: float = Field(description="In the unit of the target.")
    low: float = Field(description="The lower end of the interval.")
    high: float = Field(description="The upper end of the interval.")
    in_words: str = Field(description="The score as a person reads it.")
    low_in_words: str
    high_in_words: str
    over: float = Field(description="The score less the mean of the week.")
    over_in_words: str = Field(description="The same as a person reads it.", examples=["+3%"])


class Week(BaseModel):
    """The post over a week."""

    model: Model
    confidence: float = Field(description="How sure the model must be that the best hour beats the worst.")
    time_zone: str = Field(description="Where the hours are told.")
    differs: bool = Field(description="Whether the model is so sure that the hour matters at all.")
    best_beats_worst: float = Field(
        description="The chance that the post gets more likes at the best hour than at the worst."
    )
    verdict: str = Field(description="The answer in one line.")
    best: Hour | None = Field(description="The best hour; null where the hours can't be told apart.")
    hours: list[Hour] = Field(description="168 hours in order of time, from the full hour at or after `at`.")
    notes: list[str] = Field(description="What to know before the answer is believed.")


async def best_time(scorer: Scorer, asked: Asked) -> Week:
    """Score the one picture over a week."""
    prepared = await scorer.prepare(asked)
    zone = weeks.home(prepared.account, scorer.artifact.featurize.time_zone)
    question = weeks.question(prepared.rows, prepared.account, asked.at)
    judged = await scorer.ask(question, why=False)
    monitoring.keep("/best-time", scorer.model, judged, rows=1)
    slope, target = scorer.artifact.calibration.pair_slope, scorer.artifact.target
    found = weeks.of(question, judged, slope, zone)
    return Week(
        model=scorer.model.named(),
        confidence=asked.confidence,
        time_zone=zone,
        differs=found.differs(asked.confidence),
        best_beats_worst=found.best_beats_worst,
        verdict=found.verdict(target, asked.confidence),
        best=_hour(target, found.best()) if found.differs(asked.confidence) else None,
        hours=[_hour(target, row) for _, row in found.hours.iterrows()],
        notes=[*prepared.notes, NOTE],
    )


def _hour(target: str, row: pd.Series) -> Hour:
    return Hour(
        **told_score(target, row, None).model_dump(exclude={"likes"}),
        at=row["at"].to_pydatetime(),
        weekday=int(row["weekday"]),
        hour=int(row["hour"]),
        over=float(row["over"]),
        over_in_words=ranking.move_in_words(target, float(row["over"])),
    )
