"""The bag of words: which words are columns is learned in training, from the training rows."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

# A word that only a few accounts use may be a name: it must not be found in a model.
MIN_ACCOUNTS = 10


def learn(texts: Iterable[str], accounts: Iterable[object], size: int) -> list[str]:
    """The words that most posts have, of those that `MIN_ACCOUNTS` accounts use; the most frequent first.

    Parameters
    ----------
    texts : iterable of str
        The words of each post, joined by spaces.
    accounts : iterable
        The account of each post.
    size : int
        How many words at most.
    """
    posts: Counter[str] = Counter()
    users: Counter[str] = Counter()
    seen: set[tuple[str, object]] = set()
    for text, account in zip(texts, accounts, strict=True):
        words = set(text.split())
        posts.update(words)
        new = {(word, account) for word in words} - seen
        users.update(word for word, _ in new)
        seen |= new
    common = [word for word in posts if users[word] >= MIN_ACCOUNTS]
    return sorted(common, key=lambda word: (-posts[word], word))[:size]


def contains(texts: Iterable[str], vocabulary: list[str]) -> NDArray[np.float32]:
    """1 where a text has a word, else 0; shape (n texts, n words)."""
    places = {word: place for place, word in enumerate(vocabulary)}
    rows = list(texts)
    found = np.zeros((len(rows), len(vocabulary)), dtype=np.float32)
    for row, text in enumerate(rows):
        found[row, [places[word] for word in text.split() if word in places]] = 1.0
    return found
