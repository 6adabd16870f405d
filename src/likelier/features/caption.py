"""The caption: its length and marks, what it asks for, its emoji, its language, how it reads and its sentiment."""

import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from likelier.captions import hashtags, mentions
from likelier.features import Feature, emoji, patterns
from likelier.features.language import NONE, language, sentiment
from likelier.features.readability import reading, reading_ease
from likelier.features.sentiment import feeling
from likelier.features.translation import ENGLISH
from likelier.features.values import frame
from likelier.params import Featurize

LOG = "log(1 + n)"

FEATURES = {
    "caption_empty": Feature("has no caption, or a blank one", "0 or 1", 0, 1),
    "caption_length": Feature("characters", LOG, 0),
    "caption_lines": Feature("lines that are not blank", LOG, 0),
    "caption_hashtags": Feature("hashtags", LOG, 0),
    "caption_mentions": Feature("accounts that it mentions", LOG, 0),
    "caption_links": Feature("links", LOG, 0),
    "caption_questions": Feature("question marks", LOG, 0),
    "caption_exclamations": Feature("exclamation marks", LOG, 0),
    "caption_capitals": Feature("share of capitals among letters that have case", "share", 0, 1),
    "caption_emoji": Feature("emoji; a joined sequence counts once", LOG, 0),
    "caption_emoji_distinct": Feature("different emoji, whatever their skin tone", LOG, 0),
    **{f"caption_emoji_{kind}": Feature(f"emoji of {kind}", LOG, 0) for kind in emoji.KINDS},
    "caption_emoji_mood": Feature("mean mood of its emoji, bad to good; 0 without any of a mood", "-1 to 1", -1, 1),
    "caption_words": Feature("words", LOG, 0),
    "caption_word_length": Feature("mean letters of a word; 0 without words", "letters", 0),
    "caption_sentence_length": Feature("mean words of a sentence; 0 without words", LOG, 0),
    "caption_reading_ease": Feature("Flesch's reading ease; unknown in other languages than English", "score", 0, 100),
    "caption_advertising": Feature("words and tags of advertising", LOG, 0),
    "caption_call_to_action": Feature("phrases that ask to tag, comment, follow or click", LOG, 0),
    "caption_polarity": Feature("sentiment, bad to good; 0 in other languages than English", "-1 to 1", -1, 1),
    "caption_subjectivity": Feature("sentiment, factual to personal; 0 in other languages", "0 to 1", 0, 1),
    "caption_feeling": Feature("sentiment of English words and, in every language, of emoji", "-1 to 1", -1, 1),
    "caption_language": Feature("ISO 639-1 code; none where it is too short to tell", "category"),
}

TOLD = ("caption_advertising", "caption_call_to_action")  # counted in the translation too

COUNTED: dict[str, Callable[[str], list[Any]]] = {
    "caption_hashtags": hashtags,
    "caption_mentions": mentions,
    "caption_links": patterns.LINK.findall,
    "caption_questions": patterns.QUESTION.findall,
    "caption_exclamations": patterns.EXCLAMATION.findall,
    "caption_advertising": patterns.ADVERTISING.findall,
    "caption_call_to_action": patterns.CALL_TO_ACTION.findall,
}

# Instagram cuts captions at 2,200 characters. Beyond these only the length is looked at, so that a caption of a
# million characters costs no more than one of five thousand.
READ = 5000


def compute(posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize) -> pd.DataFrame:
    """See `likelier.features`."""
    captions = (caption if isinstance(caption, str) else "" for caption in posts["caption"])
    english = posts[ENGLISH] if ENGLISH in posts else [None] * len(posts)
    rows = [
        _describe(caption, other if isinstance(other, str) else "")
        for caption, other in zip(captions, english, strict=True)
    ]
    table = pd.DataFrame.from_records(rows, columns=list(FEATURES))
    return frame(FEATURES, {name: table[name] for name in FEATURES}, posts.index)


def _describe(caption: str, english: str) -> dict[str, float | str]:
    # Letters drawn as mathematical signs, and full-width ones, become plain. A lone surrogate becomes "?" only
    # after the marks are counted: some libraries refuse it.
    text = unicodedata.normalize("NFKC", caption[:READ])
    values: dict[str, float | str] = {
        "caption_empty": float(not caption.strip()),
        "caption_length": float(np.log1p(len(caption))),
        "caption_lines": float(np.log1p(sum(1 for line in text.splitlines() if line.strip()))),
        "caption_capitals": _capitals(text),
    }
    lowered = text.lower()
    for name, find in COUNTED.items():
        # Tags and links of advertising are in the caption alone, and a word may be known in both languages.
        translated = len(find(english.lower())) if english and name in TOLD else 0
        values[name] = float(np.log1p(max(len(find(lowered)), translated)))
    signs = emoji.plain(patterns.EMOJI.findall(lowered)) if not lowered.isascii() else []
    written = patterns.NOT_WORDS.sub(" ", text).encode("utf-8", "replace").decode("utf-8")
    return {**values, **_emoji(signs), **_prose(written, english, signs)}


def _emoji(signs: list[str]) -> dict[str, float | str]:
    moods = emoji.mood(signs)
    counted = {"": len(signs), "_distinct": len(set(signs))}
    counted |= {f"_{kind}": count for kind, count in emoji.kinds(signs).items()}
    values: dict[str, float | str] = {f"caption_emoji{name}": float(np.log1p(count)) for name, count in counted.items()}
    return {**values, "caption_emoji_mood": sum(moods) / len(moods) if moods else 0.0}


def _prose(written: str, english: str, signs: list[str]) -> dict[str, float | str]:
    prose = written.lower()
    code = language(prose) if prose.strip() else NONE
    if english:
        written, prose = english, english.lower()
    is_english = bool(english) or code == "en"
    read = reading(prose)
    polarity, subjectivity = sentiment(prose) if is_english else (0.0, 0.0)
    return {
        "caption_words": float(np.log1p(len(read.words))),
        "caption_word_length": read.word_length,
        "caption_sentence_length": float(np.log1p(read.sentence_length)),
        "caption_reading_ease": reading_ease(read) if is_english else float("nan"),
        "caption_polarity": polarity,
        "caption_subjectivity": subjectivity,
        "caption_feeling": feeling(
            (patterns.EMOJI.sub(" ", written) if signs else written) if is_english else "", signs
        ),
        "caption_language": code,
    }


def _capitals(text: str) -> float:
    upper = sum(map(str.isupper, text))
    lower = sum(map(str.islower, text))
    return upper / (upper + lower) if upper + lower else 0.0
