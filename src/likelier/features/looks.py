"""Pictures, one after the other: each is decoded once, handed to every kind that looks at it, and let go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


def look(pictures: pd.Series, kinds: Sequence[str], settings: Featurize) -> Looks:
    """Describe pictures (bytes or null) by the given kinds, decoded to `settings.picture_side` pixels at most."""
    catalogues = {name: feature for kind in kinds for name, feature in catalogue(kind).items()}
    modules: list[Any] = [import_module(f"likelier.features.{kind}") for kind in kinds]
    rows, hashes, given, unreadable = [], [], 0, 0
    room = pixels.empty(len(pictures)) if settings.pixels else None
    for place, data in enumerate(_bytes(pictures)):
        picture = None
        if data is not None:
            given += 1
            picture = _decoded(data, settings.picture_side)
            unreadable += picture is None
        if room is not None and picture is not None:
            pixels.fill(room, place, picture)
        hashes.append(None if picture is None else difference_hash(picture))
        rows.append([value for module in modules for value in module.describe(picture, settings)])
    values = np.array(rows, dtype=object).reshape(len(pictures), len(catalogues))
    features = frame(catalogues, dict(zip(catalogues, values.T, strict=True)), pictures.index)
    return Looks(features, hashes, given, unreadable, room)


def _bytes(pictures: pd.Series) -> Iterable[bytes | None]:
    return (data if isinstance(data, bytes) else None for data in pictures)


def _decoded(data: bytes, side: int) -> NDArray[np.uint8] | None:
    try:
        return decode(data, side)
    except PictureError:
        return None
