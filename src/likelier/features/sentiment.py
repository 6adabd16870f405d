"""The mood of a caption in one number: of its words where they are English, of its emoji in every language.

Words by VADER (Hutto and Gilbert 2014): rules and a lexicon. Its own way with emoji, reading their English names as
words, says nothing of half of those with a mood ("thumbs up" is none of its words) and calls fire bad; ours stand in.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

from likelier.features.emoji import mood

WEIGHT = 1.9  # an emoji says as much as "good", in VADER's lexicon of words from -4 to 4
ALPHA = 15  # VADER's own: a sum of 4 becomes 0.72
ENOUGH = 400  # characters: the time of the rules grows with the square of the words


def feeling(words: str, signs: Sequence[str]) -> float:
    """-1 (bad) to 1 (good); 0 where nothing says either.

    Parameters
    ----------
    words : str
        English text with its capitals; empty for other languages.
    signs : sequence of str
        The caption's emoji, as `emoji.plain` gives them.

    Examples
    --------
    >>> feeling("", ["😍"]) > 0 > feeling("not a good day", ["😢"])
    True
    """
    score = _rules().polarity_scores(words[:ENOUGH])["compound"] if words.strip() else 0.0
    score = min(max(score, -0.999), 0.999)
    total = score * math.sqrt(ALPHA / (1 - score**2)) + WEIGHT * sum(mood(signs))
    return total / math.sqrt(total**2 + ALPHA)


@cache
def _rules() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    rules = SentimentIntensityAnalyzer()
    rules.emojis = {}
    return rules
