"""How easily a caption is read: its words and sentences, in any script that sets spaces between words."""

import re
from dataclasses import dataclass
from functools import lru_cache

# Letters of every script with the marks and apostrophes inside a word; digits are no words.
_WORD = re.compile(r"[^\W\d_]+(?:[’'\u0300-\u036f\u0900-\u0dff\u0e00-\u0e7f-]+[^\W\d_]+)*")  # noqa: RUF001
_END = re.compile(r"[.!?…。！？؟।]+(?:\s|$)|\n+|[。！？]")  # noqa: RUF001
_VOWELS = re.compile("[aeiouy]+")
_SILENT_E = re.compile(r"(?<=[^aeiouyl\W])e(?:s|d)?$")


@dataclass(frozen=True)
class Reading:
    """Words, the mean letters of a word, and the mean words of a sentence; 0 where there are none."""

    words: list[str]
    word_length: float
    sentence_length: float


def reading(text: str) -> Reading:
    """Measure a text without links, hashtags and mentions.

    >>> reading("Good day. We swim!")
    Reading(words=['Good', 'day', 'We', 'swim'], word_length=3.25, sentence_length=2.0)
    """
    words = _WORD.findall(text)
    if not words:
        return Reading([], 0.0, 0.0)
    sentences = sum(1 for part in _END.split(text) if part and _WORD.search(part))
    return Reading(words, sum(map(len, words)) / len(words), len(words) / max(sentences, 1))


def reading_ease(found: Reading) -> float:
    """Flesch's reading ease (1948) of an English text in lower case, 0 (hard) to 100 (plain); NaN without words.

    Syllables are groups of vowels, less a silent e.

    >>> round(reading_ease(reading("the cat sat on the mat.")), 1)
    100.0
    """
    if not found.words:
        return float("nan")
    syllables = sum(map(_syllables, found.words))
    ease = 206.835 - 1.015 * found.sentence_length - 84.6 * syllables / len(found.words)
    return min(max(ease, 0.0), 100.0)


@lru_cache(20_000)
def _syllables(word: str) -> int:
    return max(len(_VOWELS.findall(_SILENT_E.sub("", word))), 1)
