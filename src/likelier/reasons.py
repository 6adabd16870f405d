"""Why candidates are in this order: what the model adds to one score and not to the others, in words and numbers.

The numbers are the model's own (`Model.contributions`). They say what it has learned to go by: an association in the
posts that it saw, not a cause.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from likelier.features import catalogue
from likelier.features.choice import kind_of

MOST = 3  # reasons a candidate
LEAST = 0.01  # in the unit of the target: less moves no place that a person would care about

# Columns that say little alone, or nothing to who is no painter: what those that begin so tell together.
TOGETHER = {
    "embedding_": "what the picture shows",
    "meaning_": "what the caption says",
    "time_hour": "the time of day",
    "time_part": "the time of day",
    "time_week": "the day of the week",
    **dict.fromkeys(
        ("picture_bright", "picture_contrast", "picture_dark", "picture_entropy"), "its light and contrast"
    ),
    **dict.fromkeys(("picture_hue", "picture_saturation", "picture_colour", "picture_warmth"), "its colours"),
    **dict.fromkeys(("picture_sharp", "picture_blur", "picture_edges"), "its sharpness and detail"),
    **dict.fromkeys(("picture_symmetry", "picture_centre", "picture_thirds"), "its composition"),
    "account_picture": "the profile picture",
    "caption_emoji": "the emoji of the caption",
    "shape_aspect": "the picture's format",
    "shape_pixels": "the picture's size",
}


@dataclass(frozen=True)
class Reason:
    """One thing that moves a score.

    Attributes
    ----------
    what : str
        In words, with its value where it has one.
    move : float
        By how much it moves the score against the mean of the candidates, in the unit of the target; of a single
        candidate, against a typical post.
    """

    what: str
    move: float


def reasons(features: pd.DataFrame, contributions: pd.DataFrame) -> list[list[Reason]]:
    """The strongest reasons of each candidate, the strongest first.

    Parameters
    ----------
    features : DataFrame, n rows
        What the model has read of the candidates.
    contributions : DataFrame, n rows
        What each feature adds to each score.
    """
    topic, topics = pd.factorize(np.array([_topic(str(name)) for name in contributions], dtype=object))
    moves = contributions.to_numpy(dtype=float)
    if len(moves) > 1:
        moves = moves - moves.mean(axis=0)
    summed = moves @ np.eye(len(topics))[topic]
    strongest = np.argsort(-np.abs(summed), axis=1, kind="stable")[:, :MOST]
    return [
        [
            Reason(_words(topics[one], features.iloc[place]), float(summed[place, one]))
            for one in chosen
            if abs(summed[place, one]) >= LEAST
        ]
        for place, chosen in enumerate(strongest)
    ]


def _topic(name: str) -> str:
    """What a column is told as: words of `TOGETHER`, or its own name."""
    return next((words for start, words in TOGETHER.items() if name.startswith(start)), name)


def _words(topic: str, row: pd.Series) -> str:
    if topic not in row.index:
        return topic
    feature, value = catalogue(kind_of(topic))[topic], row[topic]
    meaning = feature.meaning.split(";")[0]
    return f"{meaning}: {_value(value, feature.unit)}"


def _value(value: str | float | None, unit: str) -> str:
    if value is None or pd.isna(value):
        return "not known"
    if isinstance(value, str):
        return value
    number = float(value)
    if unit.startswith("log(1 + n)"):
        return f"{np.expm1(number):.0f}"
    if unit == "0 or 1":
        return "yes" if number > 0.5 else "no"
    if unit == "share":
        return f"{number:.0%}"
    return f"{number:.0f}" if number == round(number) else f"{number:.2g}"
