"""POST /what-if: one post with other captions, hashtags or times."""

from typing import Literal

from pydantic import BaseModel, Field

from likelier import ranking
from likelier import what_if as varying
from likelier.reasons import reasons as strongest
from serving.answered.answers import Model, Reason, Score, reasons, score
from serving.asked.inputs import Asked
from serving.http.problems import Problem
from serving.model.scorer import Scorer
from serving.watched import monitoring

NOTE = (
    "The model compares with posts that it has seen: that those with such captions, hashtags or times did better or "
    "worse is an association, not a cause."
)


class Base(Score):
    """The post as it is."""

    reasons: list[Reason] = Field(description="What moved its score the most, against a typical post.")


class Variation(Score):
    """The post with one thing changed."""

    kind: Literal["caption", "hashtags", "time"] = Field(description="What is changed.")
    place: int = Field(description="Which one of that field, from 0; the first of `captions` is the post's own.")
    change: float = Field(description="Its score less that of the post as it is.")
    change_in_words: str = Field(description="The same as a person reads it.", examples=["+4%"])
    beats_base: float = Field(description="The chance that it gets more likes than the post as it is.")
    told_apart: bool = Field(description="Whether the model is so sure that one of both is better.")
    reasons: list[Reason] = Field(description="What moves its score against the post as it is.")


class WhatIf(BaseModel):
    """The post as it is, and its variations in the order in which they were sent: captions, hashtags, times."""

    model: Model
    confidence: float = Field(description="How sure the model must be to tell two posts apart.")
    base: Base
    variations: list[Variation]
    notes: list[str] = Field(description="What to know before the answer is believed.")


async def what_if(scorer: Scorer, asked: Asked) -> WhatIf:
    """Score the one picture and its variations.

    Raises
    ------
    Problem
        422: nothing is varied.
    """
    captions = asked.captions or []
    if len(captions) < 2 and not asked.hashtags and not asked.times:
        message = "nothing to compare: send a second of `captions`, or `hashtags`, or `times`"
        raise Problem(422, "no_variations", message, "captions")
    prepared = await scorer.prepare(asked)
    question, variations = varying.question(prepared.rows, prepared.account, captions, asked.hashtags, asked.times)
    judged = await scorer.ask(question)
    monitoring.keep("/what-if", scorer.model, judged, rows=1)
    target, usual = scorer.artifact.target, prepared.usual
    changes = varying.changes(judged, variations, scorer.artifact.calibration.pair_slope)
    told = [] if judged.moves is None else strongest(judged.features.iloc[[0]], judged.moves.iloc[[0]])[0]
    return WhatIf(
        model=scorer.model.named(),
        confidence=asked.confidence,
        base=Base(**score(target, judged.scores.iloc[0], usual).model_dump(), reasons=reasons(target, told)),
        variations=[
            Variation(
                **score(target, judged.scores.iloc[place], usual).model_dump(),
                kind=one.variation.kind,
                place=one.variation.place,
                change=one.by,
                change_in_words=ranking.move_in_words(target, one.by),
                beats_base=one.beats_base,
                told_apart=one.told_apart(asked.confidence),
                reasons=reasons(target, one.reasons),
            )
            for place, one in enumerate(changes, start=1)
        ],
        notes=[*prepared.notes, NOTE],
    )
