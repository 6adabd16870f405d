"""The caption: its length and marks, what it asks for, its language and sentiment."""

import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from likelier.captions import hashtags, mentions
from likelier.features import Feature, words
from likelier.features.language import NONE, language, sentiment
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
    "caption_advertising": Feature("words and tags of advertising", LOG, 0),
    "caption_call_to_action": Feature("phrases that ask to tag, comment, follow or click", LOG, 0),
    "caption_polarity": Feature("sentiment, bad to good; 0 in other languages than English", "-1 to 1", -1, 1),
    "caption_subjectivity": Feature("sentiment, factual to personal; 0 in other languages", "0 to 1", 0, 1),
    "caption_language": Feature("ISO 639-1 code; none where it is too short to tell", "category"),
}

COUNTED: dict[str, Callable[[str], list[Any]]] = {
    "caption_hashtags": hashtags,
    "caption_mentions": mentions,
    "caption_links": words.LINK.findall,
    "caption_questions": words.QUESTION.findall,
    "caption_exclamations": words.EXCLAMATION.findall,
    "caption_emoji": words.EMOJI.findall,
    "caption_advertising": words.ADVERTISING.findall,
    "caption_call_to_action": words.CALL_TO_ACTION.findall,
}

# Instagram cuts captions at 2,200 characters. Beyond these only the length is looked at, so that a caption of a
# million characters costs no more than one of five thousand.
READ = 5000


def compute(posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize) -> pd.DataFrame:
    """See `likelier.features`."""
    rows = [_describe(caption if isinstance(caption, str) else "") for caption in posts["caption"]]
    table = pd.DataFrame.from_records(rows, columns=list(FEATURES))
    return frame(FEATURES, {name: table[name] for name in FEATURES}, posts.index)


def _describe(caption: str) -> dict[str, float | str]:
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
        values[name] = float(np.log1p(len(find(lowered))))
    prose = words.NOT_WORDS.sub(" ", lowered).encode("utf-8", "replace").decode("utf-8")
    values["caption_language"] = language(prose) if prose.strip() else NONE
    polarity, subjectivity = sentiment(prose) if values["caption_language"] == "en" else (0.0, 0.0)
    return {**values, "caption_polarity": polarity, "caption_subjectivity": subjectivity}


def _capitals(text: str) -> float:
    upper = sum(map(str.isupper, text))
    lower = sum(map(str.islower, text))
    return upper / (upper + lower) if upper + lower else 0.0
