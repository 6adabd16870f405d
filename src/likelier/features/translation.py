"""The caption in English, for the features that read words: a column beside it, or the caption itself where none is.

Only captions in another language are translated, without what is no language in them: no names, tags, links or emoji
are handed to a translator. `featurize` asks once for all captions of a shard, before its workers start; they look up
what was found. Serving asks by itself, and writes nothing down.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from likelier.features import patterns, translation_cache
from likelier.features.language import NONE, language
from likelier.features.translators import TARGET, TRANSLATORS, asker
from likelier.params import Featurize

ENGLISH = "english"  # the column; null: the caption speaks for itself
KINDS = ("caption", "words")  # the kinds that read it
# Their columns that do: they are whatever the translator said on the day.
COLUMNS = [
    *("caption_words", "caption_word_length", "caption_sentence_length", "caption_reading_ease"),
    *("caption_advertising", "caption_call_to_action", "caption_polarity", "caption_subjectivity", "caption_feeling"),
    "words_text",
]

READ = 5000  # characters that the language is told by, as in `caption`
LENGTH = 1000  # characters that are translated: services refuse long questions
AT_ONCE = 20  # translations are kept after so many, so that a run that is stopped loses few


@dataclass(frozen=True)
class Tally:
    """How many captions are in another language and were translated, and how many were left as they are."""

    translated: int = 0
    untranslated: int = 0


def is_on(settings: Featurize, kinds: Iterable[str]) -> bool:
    """Whether these kinds need a translation."""
    return settings.translation != "none" and any(kind in KINDS for kind in kinds)


def prepare(captions: Iterable[str | None], settings: Featurize) -> str:
    """Translate the captions that were never translated before, and keep what was found.

    Returns
    -------
    str
        The name of the last error; empty where there was none.

    Raises
    ------
    ParamsError
        The translator's package is not installed, or its cache can't be used.
    """
    folder, ask = Path(settings.translation_cache), asker(settings.translation)
    asked = {_key(settings, text): (text, code) for text, code in map(_foreign, captions) if text}
    done = translation_cache.known(folder, asked)
    ask.reason, found = "", {}
    for key in tqdm(sorted(set(asked) - set(done)), desc="translate", unit="caption", disable=None):
        answer = ask.ask(*asked[key])
        if answer is not None:
            found[key] = answer
        if len(found) == AT_ONCE:
            translation_cache.keep(folder, found)
            found = {}
    if found:
        translation_cache.keep(folder, found)
    return ask.reason


def with_english(posts: pd.DataFrame, settings: Featurize, *, ask: bool = True) -> tuple[pd.DataFrame, Tally]:
    """The posts with the column `ENGLISH`; what is in no cache is asked for, or left out.

    Raises
    ------
    ParamsError
        See `prepare`.
    """
    foreign = [_foreign(caption) for caption in posts["caption"]]
    keys = [_key(settings, text) for text, _ in foreign]
    done = translation_cache.known(Path(settings.translation_cache), keys)
    if ask:
        asking = asker(settings.translation)
        for (text, code), key in zip(foreign, keys, strict=True):
            if text and key not in done and (answer := asking.ask(text, code)) is not None:
                done[key] = answer
    english = [done.get(key) if text else None for (text, _), key in zip(foreign, keys, strict=True)]
    wanted = sum(bool(text) for text, _ in foreign)
    found = sum(text is not None for text in english)
    column = pd.Series(english, index=posts.index, dtype=object)
    return posts.assign(**{ENGLISH: column}), Tally(found, wanted - found)


def without_english(posts: pd.DataFrame) -> pd.DataFrame:
    """The posts with no translation, and none asked for."""
    return posts.assign(**{ENGLISH: None})


def keys(captions: Iterable[str | None]) -> set[str]:
    """Under which keys the translations of captions may be kept, whichever translator was asked."""
    texts = {text for text, _ in map(_foreign, captions) if text}
    return {translation_cache.key(name, TARGET, text) for name in TRANSLATORS for text in texts}


def _key(settings: Featurize, text: str) -> str:
    return translation_cache.key(settings.translation, TARGET, text)


def _foreign(caption: str | None) -> tuple[str, str]:
    """What is to be translated of a caption, and its language; nothing where it is English or can't be told."""
    return _foreign_text(caption) if isinstance(caption, str) else ("", NONE)


@lru_cache(1000)
def _foreign_text(caption: str) -> tuple[str, str]:
    text = unicodedata.normalize("NFKC", caption[:READ])
    text = patterns.EMOJI.sub(" ", patterns.NOT_WORDS.sub(" ", text)).encode("utf-8", "replace").decode("utf-8")
    code = language(text.lower()) if text.strip() else NONE
    lines = [" ".join(line.split()) for line in text[:LENGTH].splitlines()]
    return ("\n".join(line for line in lines if line), code) if code not in (NONE, TARGET) else ("", code)
