"""POST /rank: pictures in order, the likeliest to be liked first."""

import pandas as pd
from pydantic import BaseModel, Field

from likelier import fingerprints, ranking
from likelier.judging import Question
from serving.answered.answers import NOT_A_CAUSE, Model, Reason, Score, reasons, score
from serving.asked.inputs import Asked
from serving.model.scorer import Scorer
from serving.watched import monitoring


class Ranked(Score):
    """One picture in its place."""

    position: int = Field(description="1 is the likeliest to be liked.")
    picture: int = Field(description="Which picture of the request, from 0.")
    filename: str | None = Field(description="As sent, without folders.")
    first_beats: float | None = Field(
        description="The chance that the first picture gets more likes than this one; null for the first itself."
    )
    group: int = Field(description="From 1; pictures of one group can't be told apart with the confidence.")
    duplicate_of: int | None = Field(description="An earlier picture of the request that is nearly the same; or null.")
    reasons: list[Reason] = Field(description="What moved the score the most; empty where the model can't tell.")


class Order(BaseModel):
    """The pictures, the likeliest to be liked first."""

    model: Model
    confidence: float = Field(description="How sure the model must be to tell two pictures apart.")
    usual_likes: float | None = Field(description="What the account's posts usually get; null where it is not known.")
    order: list[Ranked]
    notes: list[str] = Field(description="What to know before the answer is believed.")


async def rank(scorer: Scorer, asked: Asked) -> Order:
    """Put the pictures in order."""
    prepared = await scorer.prepare(asked)
    judged = await scorer.ask(Question(prepared.rows, prepared.account))
    monitoring.keep("/rank", scorer.model, judged)
    ordered = ranking.in_order(judged, scorer.artifact.calibration.pair_slope, asked.confidence)
    alike = fingerprints.first_alike(prepared.fingerprints)
    return Order(
        model=scorer.model.named(),
        confidence=asked.confidence,
        usual_likes=prepared.usual,
        order=[
            _ranked(scorer.artifact.target, place, row, prepared.usual, asked, alike)
            for place, (_, row) in enumerate(ordered.iterrows(), start=1)
        ],
        notes=[*prepared.notes, NOT_A_CAUSE],
    )


def _ranked(
    target: str, position: int, row: pd.Series, usual: float | None, asked: Asked, alike: list[int | None]
) -> Ranked:
    picture = int(row["candidate"])
    return Ranked(
        **score(target, row, usual).model_dump(),
        position=position,
        picture=picture,
        filename=asked.filenames[picture],
        first_beats=None if position == 1 else float(row["first_beats"]),
        group=int(row["group"]),
        duplicate_of=alike[picture],
        reasons=reasons(target, row["reasons"]),
    )
