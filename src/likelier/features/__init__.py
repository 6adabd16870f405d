"""One file a kind of feature. Each computes, for whole accounts, only what their own past can tell.

A kind is a module with the names

``FEATURES: dict[str, Feature]``
    Every column that it computes, with unit and range.
``compute(posts: DataFrame, accounts: DataFrame, settings: Featurize) -> DataFrame``
    Takes posts of whole accounts (the data contract; `likes` may be missing, as at serving) and the accounts
    that they belong to. Returns float32 columns, `category` columns and (`TEXT_KINDS`) columns of text, in the
    order of `FEATURES`, on the index of `posts`. NaN or null means "not known". Never raises for a value that the
    contract allows.

The kinds that look at the picture (`PICTURE_KINDS`) have, in place of `compute`,

``describe(picture: array | None, settings: Featurize) -> tuple[float, ...]``
    The values of `FEATURES` for one decoded picture; None: there is none.

so that a picture is decoded once for all of them, and no more than one is held at a time (see `looks.py`).

Nothing is fitted here: what is learned from many accounts is learned in training, from training rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.errors import ParamsError
from likelier.params import Featurize
from likelier.pixels import Pixels

if TYPE_CHECKING:
    from likelier.features.looks import Each

KINDS = (
    *("account", "time", "caption", "words", "meaning", "shape"),
    *("picture", "faces", "embedding", "tags", "alt_text", "outcome"),
)
HISTORY_KINDS = ("account", "time", "outcome")  # need the account's other posts; the rest look at one post alone
PICTURE_KINDS = ("picture", "faces", "embedding", "tags")
TEXT_KINDS = ("words",)  # their columns are text, of which training makes numbers
# What the kinds that look at one post alone read, but for the picture.
ALONE = ("caption", "alt_text", "kind", "location", "width", "height", "comments_disabled")
LEAKING_KINDS = ("outcome",)  # the answer itself: only for an entry that says `leaking: true`


@dataclass(frozen=True)
class Feature:
    """What one column holds. A category has the unit ``"category"``, a text ``"text"``."""

    meaning: str
    unit: str
    low: float | None = None
    high: float | None = None


def kinds(settings: Featurize) -> tuple[str, ...]:
    """The kinds that are switched on."""
    off = {"faces"} if settings.detector == "none" else set()
    off |= {"embedding", "tags"} if settings.backbone == "none" else set()
    return tuple(kind for kind in KINDS if getattr(settings, kind) and kind not in off)


def catalogue(kind: str) -> dict[str, Feature]:
    """The columns of one kind.

    Raises
    ------
    ParamsError
        There is no such kind.
    """
    if kind not in KINDS:
        raise ParamsError(f"feature kind {kind!r} is unknown; known: {', '.join(KINDS)}")
    features: dict[str, Feature] = import_module(f"likelier.features.{kind}").FEATURES
    return features


def column_names(chosen: Sequence[str]) -> list[str]:
    """The columns of several kinds, in order."""
    return [column for kind in chosen for column in catalogue(kind)]


def compute(posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize) -> pd.DataFrame:
    """All features that are switched on, on the index of `posts`.

    Raises
    ------
    ParamsError
        `settings.time_zone` is unknown, or the translator's package is not installed.
    """
    return compute_all(posts, accounts, settings.model_copy(update={"pixels": False}))[0]


def seeing_kinds(settings: Featurize) -> list[str]:
    """The kinds that are switched on and look at the picture."""
    return [kind for kind in kinds(settings) if kind in PICTURE_KINDS]


def compute_all(
    posts: pd.DataFrame,
    accounts: pd.DataFrame,
    settings: Featurize,
    each: "Each" = map,
    asked: NDArray[np.bool_] | None = None,
) -> tuple[pd.DataFrame, Pixels | None]:
    """As `compute`, and the pictures for the nets where `settings.pixels` is on; each picture is decoded once.

    Parameters
    ----------
    each : callable
        How pictures are looked at; see `likelier.features.looks`.
    asked : array of bool, shape (n,), optional
        The posts that are asked about; the others are their accounts' history, and nothing is computed of them.
    """
    chosen = kinds(settings)
    history = [kind for kind in chosen if kind in HISTORY_KINDS]
    past = compute_tables(posts, accounts, settings, history)
    if asked is not None:
        posts, past = posts[asked], past[asked]
    alone = [kind for kind in chosen if kind not in (*HISTORY_KINDS, *PICTURE_KINDS)]
    parts = [past, _told(posts, accounts, settings, alone)]
    pixels = None
    seeing = seeing_kinds(settings)
    if seeing or settings.pixels:
        from likelier.features.looks import look
        from likelier.features.pixels import in_memory

        looks = look(posts["picture"], seeing, settings, each)
        parts.append(looks.features)
        pixels = None if looks.shrunk is None else in_memory(posts, accounts, looks.shrunk, settings)
    return pd.concat(parts, axis=1)[column_names(chosen)], pixels


def _told(posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize, chosen: Sequence[str]) -> pd.DataFrame:
    """What the kinds that look at one post alone tell; once of posts that differ in their time only."""
    again = [column for column in ALONE if column in posts]
    repeated = posts.duplicated(again).to_numpy() if len(posts) > 1 else np.zeros(len(posts), dtype=bool)
    if not repeated.any():
        return compute_tables(posts, accounts, settings, chosen)
    number = posts.groupby(again, dropna=False, sort=False).ngroup()
    distinct = compute_tables(posts[~repeated], accounts, settings, chosen)
    return distinct.iloc[number.to_numpy()].set_axis(posts.index)


def compute_tables(
    posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize, chosen: Sequence[str]
) -> pd.DataFrame:
    """The features of those kinds that need no picture, on the index of `posts`.

    Captions in other languages are translated first, where that is switched on and `posts` has no translation yet.
    """
    from likelier.features import translation

    if translation.is_on(settings, chosen) and translation.ENGLISH not in posts:
        posts, _ = translation.with_english(posts, settings)
    parts = [pd.DataFrame(index=posts.index)]
    for kind in chosen:
        module: Any = import_module(f"likelier.features.{kind}")
        parts.append(module.compute(posts, accounts, settings))
    return pd.concat(parts, axis=1)
