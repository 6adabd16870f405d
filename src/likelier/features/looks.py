"""Pictures, one after the other: each is decoded once, handed to every kind that looks at it, and let go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.errors import PictureError
from likelier.features import catalogue
from likelier.features.picture_hash import difference_hash
from likelier.features.values import frame
from likelier.params import Featurize
from likelier.pictures import decode


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
    """

    features: pd.DataFrame
    hashes: list[str | None]
    pictures: int
    unreadable: int


def look(pictures: pd.Series, kinds: Sequence[str], settings: Featurize) -> Looks:
    """Describe pictures (bytes or null) by the given kinds, decoded to `settings.picture_side` pixels at most."""
    catalogues = {name: feature for kind in kinds for name, feature in catalogue(kind).items()}
    modules: list[Any] = [import_module(f"likelier.features.{kind}") for kind in kinds]
    rows, hashes, given, unreadable = [], [], 0, 0
    for data in _bytes(pictures):
        pixels = None
        if data is not None:
            given += 1
            pixels = _decoded(data, settings.picture_side)
            unreadable += pixels is None
        hashes.append(None if pixels is None else difference_hash(pixels))
        rows.append([value for module in modules for value in module.describe(pixels, settings)])
    values = np.array(rows, dtype=object).reshape(len(pictures), len(catalogues))
    features = frame(catalogues, dict(zip(catalogues, values.T, strict=True)), pictures.index)
    return Looks(features, hashes, given, unreadable)


def _bytes(pictures: pd.Series) -> Iterable[bytes | None]:
    return (data if isinstance(data, bytes) else None for data in pictures)


def _decoded(data: bytes, side: int) -> NDArray[np.uint8] | None:
    try:
        return decode(data, side)
    except PictureError:
        return None
