"""What is answered."""

from collections.abc import Sequence

import pandas as pd
from pydantic import BaseModel, Field

from likelier import ranking


class Model(BaseModel):
    """The model in service."""

    name: str = Field(description="Its registered name, or its name in params.yaml where it comes from a folder.")
    label: str = Field(description="Which one it is, in words.", examples=["likelier version 3 (xgboost)"])
    version: int | None = Field(description="Its number in the registry; null where it comes from a folder.")
    target: str = Field(description="What a score is; `lift`: log of the expected likes over the account's usual ones.")
    coverage: float = Field(description="The share of posts that the interval is made to hold.")


class ModelDetails(Model):
    """The model in service, and what it looks at."""

    family: str = Field(description="The kind of model.")
    features: tuple[str, ...] = Field(description="The kinds of features that it reads.")


class Reason(BaseModel):
    """One thing that moved a score. What the model goes by: an association in what it has seen, not a cause."""

    what: str = Field(description="In words, with its value where it has one.", examples=["faces: 2"])
    move: float = Field(
        description="By how much it moved the score against the mean of the pictures, in the unit of the target; of a "
        "single picture, against a typical post."
    )
    in_words: str = Field(description="The move as a person reads it.", examples=["+6%"])


class Ranked(BaseModel):
    """One picture in its place."""

    position: int = Field(description="1 is the likeliest to be liked.")
    picture: int = Field(description="Which picture of the request, from 0.")
    filename: str | None = Field(description="As sent, without folders.")
    score: float = Field(description="In the unit of the target.")
    low: float = Field(description="The lower end of the interval.")
    high: float = Field(description="The upper end of the interval.")
    in_words: str = Field(description="The score as a person reads it.", examples=["+12%"])
    first_beats: float | None = Field(
        description="The chance that the first picture gets more likes than this one; null for the first itself."
    )
    group: int = Field(description="From 1; pictures of one group can't be told apart with the confidence.")
    reasons: list[Reason] = Field(description="What moved the score the most; empty where the model can't tell.")


class Order(BaseModel):
    """The pictures, the likeliest to be liked first."""

    model: Model
    confidence: float = Field(description="How sure the model must be to tell two pictures apart.")
    order: list[Ranked]


NAMES = ("candidate", "score", "low", "high", "first_beats", "group", "reasons")


def in_order(model: Model, ranked: pd.DataFrame, filenames: Sequence[str | None], confidence: float) -> Order:
    """The answer from what `likelier.ranking.rank` returned."""
    columns = (ranked[name].tolist() for name in NAMES)
    places = [
        Ranked(
            position=position,
            picture=picture,
            filename=filenames[picture],
            score=score,
            low=low,
            high=high,
            in_words=ranking.in_words(model.target, score),
            first_beats=None if position == 1 else beats,
            group=group,
            reasons=[
                Reason(what=one.what, move=one.move, in_words=ranking.move_in_words(model.target, one.move))
                for one in why
            ],
        )
        for position, (picture, score, low, high, beats, group, why) in enumerate(zip(*columns, strict=True), start=1)
    ]
    named = Model(**model.model_dump(include=set(Model.model_fields)))
    return Order(model=named, confidence=confidence, order=places)
