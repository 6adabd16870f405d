"""What if the same picture went out with another caption, other hashtags, at another time: scores beside its own.

The model compares posts that it has seen: that those with such a caption did better is an association, not a cause.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from likelier import odds
from likelier.accounts import Account
from likelier.captions import HASHTAG
from likelier.judging import Judged, Question
from likelier.reasons import Reason, reasons

CAPTION, HASHTAGS, TIME = "caption", "hashtags", "time"


@dataclass(frozen=True)
class Variation:
    """One change of a post.

    Attributes
    ----------
    kind : {"caption", "hashtags", "time"}
        What is changed.
    place : int
        Which one of those that were asked for; of captions, 0 is the post's own.
    """

    kind: str
    place: int


@dataclass(frozen=True)
class Change:
    """What a variation makes of the score.

    Attributes
    ----------
    by : float
        Its score less that of the post as it is.
    beats_base : float
        The chance that it gets more likes.
    reasons : list of Reason
        What moves the score; none where the model can't tell.
    """

    variation: Variation
    by: float
    beats_base: float
    reasons: list[Reason]

    def told_apart(self, confidence: float) -> bool:
        """Whether the model is so sure that one of both is better."""
        return max(self.beats_base, 1 - self.beats_base) >= confidence


def question(
    candidate: pd.DataFrame,
    account: Account,
    captions: Sequence[str],
    hashtags: Sequence[str],
    times: Sequence[datetime],
) -> tuple[Question, list[Variation]]:
    """The post as it is, and then its variations.

    Parameters
    ----------
    candidate : DataFrame, one row
        In the data contract, with `taken_at` and, where it has one, `caption`: the first of `captions`.
    captions, hashtags, times : sequence
        The post's own caption and others; tags in place of the caption's own; times with a zone.
    """
    own = captions[0] if captions else ""
    changed: list[tuple[Variation, dict[Any, Any]]] = [
        *((Variation(CAPTION, place), {"caption": text}) for place, text in enumerate(captions) if place),
        *((Variation(HASHTAGS, place), {"caption": tagged(own, tags)}) for place, tags in enumerate(hashtags)),
        *((Variation(TIME, place), {"taken_at": pd.Timestamp(time)}) for place, time in enumerate(times)),
    ]
    base = candidate.iloc[0].to_dict()
    rows = pd.DataFrame([base, *({**base, **change} for _, change in changed)])
    return Question(rows, account), [variation for variation, _ in changed]


def tagged(caption: str, hashtags: str) -> str:
    """A caption with other hashtags: its own are taken out, these stand at its end."""
    lines = (" ".join(HASHTAG.sub(" ", line).split()) for line in caption.splitlines())
    return "\n".join(part for part in (*lines, hashtags.strip()) if part)


def changes(judged: Judged, variations: Sequence[Variation], slope: float) -> list[Change]:
    """What each variation makes of the score, from the answer to `question`."""
    score = judged.scores["score"].to_numpy(dtype=np.float64)
    beats = odds.chance(slope, score - score[0])
    return [
        Change(variation, float(score[place] - score[0]), float(beats[place]), _why(judged, place))
        for place, variation in enumerate(variations, start=1)
    ]


def _why(judged: Judged, place: int) -> list[Reason]:
    if judged.moves is None:
        return []
    against_base = judged.moves.iloc[[place]] - judged.moves.iloc[0].to_numpy()
    return reasons(judged.features.iloc[[place]], against_base)[0]
