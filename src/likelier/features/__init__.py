"""One file a kind of feature. Each computes, for whole accounts, only what their own past can tell.

A kind is a module with two names:

``FEATURES: dict[str, Feature]``
    Every column that it computes, with unit and range.
``compute(posts: DataFrame, accounts: DataFrame, settings: Featurize) -> DataFrame``
    Takes posts of whole accounts (the data contract; `likes` may be missing, as at serving) and the accounts
    that they belong to. Returns float32 columns, and `category` columns of text, in the order of `FEATURES`,
    on the index of `posts`. NaN or null means "not known". Never raises for a value that the contract allows.

Nothing is fitted here: what is learned from many accounts is learned in training, from training rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pandas as pd

from likelier.errors import ParamsError
from likelier.params import Featurize

KINDS = ("account", "time", "caption", "picture", "faces", "alt_text")


@dataclass(frozen=True)
class Feature:
    """What one column holds. A category has the unit ``"category"``."""

    meaning: str
    unit: str
    low: float | None = None
    high: float | None = None


def kinds(settings: Featurize) -> tuple[str, ...]:
    """The kinds that are switched on."""
    return tuple(kind for kind in KINDS if getattr(settings, kind))


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


def columns(chosen: Sequence[str]) -> list[str]:
    """The columns of several kinds, in order."""
    return [column for kind in chosen for column in catalogue(kind)]


def compute(posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize) -> pd.DataFrame:
    """All features that are switched on, on the index of `posts`."""
    parts = []
    for kind in kinds(settings):
        module: Any = import_module(f"likelier.features.{kind}")
        parts.append(module.compute(posts, accounts, settings))
    return pd.concat(parts, axis=1) if parts else pd.DataFrame(index=posts.index)
