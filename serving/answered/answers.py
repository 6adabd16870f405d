"""What all answers are made of: the model, a score in numbers, words and likes, and what moved it."""

from collections.abc import Sequence

import pandas as pd
from pydantic import BaseModel, Field

from likelier import ranking
from likelier.accounts import in_likes
from likelier.reasons import Reason as Moved


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
    problem: str | None = Field(
        None, description="Why a newer model was not taken into service; null where this is the newest."
    )

    def named(self) -> Model:
        """What every answer says of it."""
        return Model(**self.model_dump(include=set(Model.model_fields)))


class Reason(BaseModel):
    """One thing that moved a score. What the model goes by: an association in what it has seen, not a cause."""

    what: str = Field(description="In words, with its value where it has one.", examples=["faces: 2"])
    move: float = Field(
        description="By how much it moved the score against the mean of the candidates, in the unit of the target; "
        "of a single one, against a typical post."
    )
    in_words: str = Field(description="The move as a person reads it.", examples=["+6%"])


class Likes(BaseModel):
    """A score in likes."""

    expected: float
    low: float
    high: float


class Score(BaseModel):
    """What is expected of one post."""

    score: float = Field(description="In the unit of the target.")
    low: float = Field(description="The lower end of the interval.")
    high: float = Field(description="The upper end of the interval.")
    in_words: str = Field(description="The score as a person reads it.", examples=["+12%"])
    low_in_words: str = Field(description="The lower end as a person reads it.", examples=["-40%"])
    high_in_words: str = Field(description="The upper end as a person reads it.", examples=["+86%"])
    likes: Likes | None = Field(description="The same in likes, where the account's usual ones are known; else null.")


NOT_A_CAUSE = "What moved a score is an association in the posts that the model has seen, not a cause."


def score(target: str, row: "pd.Series[float]", usual: float | None) -> Score:
    """A row with score, low and high, of an account that usually gets so many likes."""
    ends = {name: float(row[name]) for name in ("score", "low", "high")}
    words = (ranking.in_words(target, value) for value in ends.values())
    told = dict(zip(("in_words", "low_in_words", "high_in_words"), words, strict=True))
    likes = None
    if usual is not None:
        expected, low, high = (max(0.0, in_likes(target, usual, value)) for value in ends.values())
        likes = Likes(expected=expected, low=low, high=high)
    return Score(**ends, **told, likes=likes)


def reasons(target: str, moved: Sequence[Moved]) -> list[Reason]:
    """What moved a score, in words."""
    return [Reason(what=one.what, move=one.move, in_words=ranking.move_in_words(target, one.move)) for one in moved]
