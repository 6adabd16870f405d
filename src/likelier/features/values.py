"""Values in and out: the contract's nullable columns as arrays, arrays as a frame of features."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.features import Feature

Floats = NDArray[np.float64]

CATEGORY = "category"
TEXT = "text"


def numbers(values: pd.Series) -> Floats:
    """A nullable number column; null becomes NaN, and so does what is below 0 (some sources write -1 for hidden)."""
    found: Floats = values.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(found >= 0, found, np.nan)


def flags(values: pd.Series) -> Floats:
    """A nullable bool column as 0 and 1; null becomes NaN."""
    found: Floats = np.asarray(values.astype("boolean").astype("Float64").to_numpy(na_value=np.nan), dtype=np.float64)
    return found


def counts(values: Any) -> Floats:
    """Counts of 0 and more on a log scale: ``log(1 + n)``."""
    return np.log1p(np.asarray(values, dtype=np.float64))


def frame(
    features: Mapping[str, Feature], values: Mapping[str, Floats | Sequence[Any] | pd.Series], index: pd.Index
) -> pd.DataFrame:
    """The columns of `features` in their order: float32, `category` or text where the unit says so."""
    numeric = [name for name, feature in features.items() if feature.unit not in (TEXT, CATEGORY)]
    # As one block: a frame of many single columns takes longer to make than its values.
    block = np.empty((len(numeric), len(index)), dtype=np.float32)
    for place, name in enumerate(numeric):
        block[place] = values[name]
    found = pd.DataFrame(block.T, columns=numeric, index=index)
    for place, (name, feature) in enumerate(features.items()):
        if feature.unit == TEXT:
            text: Any = pd.array(np.asarray(values[name], dtype=object), dtype="str")
            found.insert(place, name, text)
        elif feature.unit == CATEGORY:
            found.insert(place, name, category(values[name]))
    return found


def category(values: Any) -> Any:
    """Text as a category with the levels that occur, sorted; None, NaN and blank text are null."""
    text = [value.strip() if isinstance(value, str) else "" for value in values]
    levels = sorted(set(text) - {""})
    number = {level: place for place, level in enumerate(levels)}
    codes = np.array([number.get(one, -1) for one in text], dtype=np.intp)
    return pd.Categorical.from_codes(codes, pd.Index(levels, dtype="str"))
