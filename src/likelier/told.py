"""Which features may be told of a post, and how roughly: in the service's records, and in what a version keeps."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from likelier import features

UNSAID = ("words", "meaning", "embedding", "outcome")  # kinds from which a caption or a picture could be guessed
FREE_TEXT = ("account_category",)  # as somebody wrote it


@cache
def units() -> dict[str, str]:
    """The features that may be told, and their units."""
    kinds = [kind for kind in features.KINDS if kind not in UNSAID]
    found = {name: feature.unit for kind in kinds for name, feature in features.catalogue(kind).items()}
    return {name: unit for name, unit in found.items() if name not in FREE_TEXT}


def places(name: str) -> int:
    """How many decimals of a number are told.

    Counts of an account stand there as logarithms: to one decimal they are within 5 %, and name no account.
    """
    return 1 if name.startswith("account_") else 3


def plain(name: str, value: Any) -> float | str | None:
    """One value as it may be told."""
    if pd.isna(value):
        return None
    return str(value) if units()[name] == "category" else round(float(value), places(name))


def table(known: pd.DataFrame) -> pd.DataFrame:
    """The same for a table of features: those that may be told, numbers as float64, categories as text or null."""
    found = {}
    for name in (str(column) for column in known if column in units()):
        if units()[name] == "category":
            found[name] = pd.Series([plain(name, value) for value in known[name]], dtype=object)
        else:
            found[name] = pd.Series(np.round(known[name].to_numpy(dtype=np.float64), places(name)))
    return pd.DataFrame(found, index=pd.RangeIndex(len(known)))
