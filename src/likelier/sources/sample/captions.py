"""Captions of the sample world: a few sentences, emoji, hashtags and mentions in ten languages and six scripts."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

# Accounts take turns, so a world of ten accounts has all of them.
LANGUAGES = ("en", "es", "pt", "de", "fr", "ru", "ar", "hi", "ja", "ko")
EMOJI = ("😀", "😍", "🔥", "✨", "☕", "🐱", "🌙", "🚀", "🌿", "❤️", "🙌🏽", "📷", "🇪🇺", "👩‍🚀")
OTHER_LANGUAGE = 0.06  # share of captions that are in English whatever the account's language
NONE, BARE = 0.05, 0.05  # share of posts without any caption; with emoji or hashtags only
MAX_SENTENCES = 6


@dataclass(frozen=True)
class Phrases:
    """What captions of one language are put together from."""

    sentences: tuple[str, ...]
    questions: tuple[str, ...]
    advertising: tuple[str, ...]
    hashtags: tuple[str, ...]
    places: tuple[str, ...]
    biography: tuple[str, ...]


@dataclass(frozen=True)
class Caption:
    """A caption (None: the post has none), and what it contains."""

    text: str | None
    question: bool
    hashtags: int
    advertising: bool

    @property
    def length(self) -> int:
        """In characters, hashtags and emoji included."""
        return len(self.text or "")


@cache
def phrases(language: str) -> Phrases:
    """The phrases of one language of `LANGUAGES`."""
    content = json.loads(files("likelier.sources.sample").joinpath("phrases.json").read_text(encoding="utf-8"))
    return Phrases(**{kind: tuple(texts) for kind, texts in content[language].items()})


def language_of(account: int) -> str:
    """The main language of an account, by its number."""
    return LANGUAGES[account % len(LANGUAGES)]


def draw(rng: np.random.Generator, language: str, mentionable: int) -> Caption:
    """A caption in the account's language; it mentions accounts of the world, numbered below `mentionable`."""
    if rng.random() < NONE:
        return Caption(None, question=False, hashtags=0, advertising=False)
    words = phrases("en" if rng.random() < OTHER_LANGUAGE else language)
    bare = rng.random() < BARE
    parts = [] if bare else _some(rng, words.sentences, int(rng.integers(1, MAX_SENTENCES + 1)))
    question = not bare and rng.random() < 0.25
    if question:
        parts.append(_one(rng, words.questions))
    advertising = not bare and rng.random() < 0.12
    if advertising:
        parts.append(_one(rng, words.advertising))
    if rng.random() < 0.15:
        parts.append(f"@sample_{rng.integers(mentionable) + 1:04d}")
    if bare or rng.random() < 0.4:
        parts.append("".join(_some(rng, EMOJI, int(rng.integers(1, 4)))))
    tags = _some(rng, words.hashtags, int(rng.integers(1, len(words.hashtags) + 1))) if rng.random() < 0.55 else []
    text = ("\n" if rng.random() < 0.2 else " ").join(parts)
    if tags:
        text += ("\n.\n" if rng.random() < 0.2 else " ") + " ".join(f"#{tag}" for tag in tags)
    return Caption(text.strip(), question, len(tags), advertising)


def _one(rng: np.random.Generator, choices: tuple[str, ...]) -> str:
    return choices[rng.integers(len(choices))]


def _some(rng: np.random.Generator, choices: tuple[str, ...], number: int) -> list[str]:
    """Different ones, in random order."""
    return [choices[place] for place in rng.permutation(len(choices))[:number]]
