"""Pictures, one after the other: each is decoded once, handed to every kind that looks at it, and let go."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.errors import PictureError
from likelier.features import catalogue, pixels
from likelier.features.picture_hash import difference_hash
from likelier.features.values import frame
from likelier.params import Featurize
from likelier.pictures import decode
from likelier.pixels import Shrunk


@dataclass(frozen=True)
class Seen:
    """What was seen of one picture.

    Attributes
    ----------
    values : tuple
        Of the columns of the kinds that looked.
    fingerprint : str or None
        See `picture_hash`.
    problem : str or None
        Why it could not be decoded; its values are NaN.
    shrunk : Shrunk or None
        One picture for the nets, where they are switched on and there is one.
    """

    values: tuple[Any, ...]
    fingerprint: str | None = None
    problem: str | None = None
    shrunk: Shrunk | None = None


# How pictures are looked at: `map`, one after another; or something that remembers, or asks other processes.
Each = Callable[[Callable[[bytes], Seen], Sequence[bytes]], Iterable[Seen]]


@dataclass(frozen=True)
class Looks:
    """What was seen.

    Attributes
    ----------
    features : DataFrame
        The columns of the kinds that looked.
    hashes : list of str or None
        The fingerprint of each picture; see `picture_hash`.
    pictures : int
        How many posts have one.
    unreadable : int
        How many of those could not be decoded; their features are NaN.
    shrunk : Shrunk or None
        The pictures for the nets, where they are switched on.
    """

    features: pd.DataFrame
    hashes: list[str | None]
    pictures: int
    unreadable: int
    shrunk: Shrunk | None = None


def look(pictures: pd.Series, kinds: Sequence[str], settings: Featurize, each: Each = map) -> Looks:
    """Describe pictures (bytes or null) by the given kinds, decoded to `settings.picture_side` pixels at most.

    A picture that is there many times is looked at once.
    """
    catalogues = {name: feature for kind in kinds for name, feature in catalogue(kind).items()}
    data = [one if isinstance(one, bytes) else None for one in pictures]
    given = list(dict.fromkeys(one for one in data if one is not None))
    known: dict[bytes | None, Seen] = dict(zip(given, each(seeing(kinds, settings), given), strict=True))
    known[None] = Seen(_values(None, kinds, settings))
    seen = [known[one] for one in data]
    values = np.array([one.values for one in seen], dtype=object).reshape(len(seen), len(catalogues))
    features = frame(catalogues, dict(zip(catalogues, values.T, strict=True)), pictures.index)
    return Looks(
        features,
        [one.fingerprint for one in seen],
        sum(one is not None for one in data),
        sum(one.problem is not None for one in seen),
        pixels.together([one.shrunk for one in seen]) if settings.pixels else None,
    )


def seeing(kinds: Sequence[str], settings: Featurize) -> Callable[[bytes], Seen]:
    """What is done to each picture's bytes; equal for equal arguments, and fit to be sent to other processes."""
    return partial(see, kinds=tuple(kinds), settings=settings)


def see(data: bytes, kinds: tuple[str, ...], settings: Featurize) -> Seen:
    """Decode a picture and have it described."""
    try:
        picture = decode(data, settings.picture_side)
    except PictureError as error:
        return Seen(_values(None, kinds, settings), problem=str(error))
    shrunk = pixels.of(picture) if settings.pixels else None
    return Seen(_values(picture, kinds, settings), difference_hash(picture), None, shrunk)


def _values(picture: NDArray[np.uint8] | None, kinds: Sequence[str], settings: Featurize) -> tuple[Any, ...]:
    modules: list[Any] = [import_module(f"likelier.features.{kind}") for kind in kinds]
    return tuple(value for module in modules for value in module.describe(picture, settings))
