"""The caption's words, for a bag of words: cleaned here, counted in training (see `likelier.vocabulary`)."""

import unicodedata

import pandas as pd

from likelier.features import Feature
from likelier.features.patterns import NOT_WORDS
from likelier.features.readability import reading
from likelier.features.stop_words import STOP_WORDS
from likelier.features.translation import ENGLISH
from likelier.features.values import TEXT, frame
from likelier.params import Featurize

FEATURES = {
    "words_text": Feature("its different words, sorted; no names, tags, links, numbers, emoji or stop words", TEXT),
}

READ = 5000  # characters, as in `caption`
LENGTHS = range(2, 31)  # letters: single ones say nothing, and longer ones are no words


def compute(posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize) -> pd.DataFrame:
    """See `likelier.features`."""
    captions = posts["caption"]
    if ENGLISH in posts:
        captions = posts[ENGLISH].where(posts[ENGLISH].notna(), captions)
    texts = [clean(caption) if isinstance(caption, str) else "" for caption in captions]
    return frame(FEATURES, {"words_text": texts}, posts.index)


def clean(caption: str) -> str:
    """The different words of a caption, sorted and joined by spaces; neither their order nor their number is kept.

    >>> clean("The best DAY at the sea! With @ann #love, day 2 😍 https://example.org")
    'best day sea'
    """
    text = unicodedata.normalize("NFKC", caption[:READ]).lower().encode("utf-8", "replace").decode("utf-8")
    words = {word.replace("’", "'") for word in reading(NOT_WORDS.sub(" ", text)).words}  # noqa: RUF001
    return " ".join(sorted(word for word in words - STOP_WORDS if len(word) in LENGTHS))
