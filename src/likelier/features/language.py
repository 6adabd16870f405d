"""The language of a caption, and the sentiment of an English one."""

import re
import warnings
from functools import cache
from typing import Any

NONE = "none"  # too short, or no language stands out

# Those that people write captions in. The model knows 140, and takes short captions for the rare ones.
LANGUAGES = (
    "af ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko "
    "lo lt lv mk ml mn mr ms my ne nl no pa pl pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh"
)

# Bytes of letters: a Chinese character says as much as three Latin letters, and takes as many bytes in UTF-8.
MIN_BYTES = 6
# Below it, right answers on two-word captions were no more frequent than wrong ones.
MIN_CONFIDENCE = 0.25

ENOUGH = 300  # characters: more of them make it slower, not surer

_LETTERS = re.compile(r"[^\W\d_]+")


def language(text: str) -> str:
    """The ISO 639-1 code of the language of `text`, or ``none``."""
    if sum(len(word.encode("utf-8")) for word in _LETTERS.findall(text)) < MIN_BYTES:
        return NONE
    code, _ = _identifier().classify(text[:ENOUGH])
    return NONE if code == "und" else str(code)


def sentiment(text: str) -> tuple[float, float]:
    """Polarity (-1 to 1) and subjectivity (0 to 1) of an English text, by TextBlob's lexicon of adjectives."""
    polarity, subjectivity = _lexicon()(text)
    return min(max(polarity, -1.0), 1.0), min(max(subjectivity, 0.0), 1.0)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True, min_confidence=MIN_CONFIDENCE)
    identifier.set_languages(LANGUAGES.split())
    return identifier


@cache
def _lexicon() -> Any:
    # What `TextBlob(text).sentiment` calls, at half the time: that makes a class for each answer.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # of its sources, when compiled for the first time
        from textblob.en import sentiment as lexicon
    return lexicon
