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
    return pd.DataFrame(
        {name: _column(values[name], feature.unit) for name, feature in features.items()},
        index=index,
    )


def _column(values: Any, unit: str) -> Any:
    if unit == TEXT:
        return pd.array(np.asarray(values, dtype=object), dtype="str")
    return category(values) if unit == CATEGORY else np.asarray(values, dtype=np.float32)


def category(values: Any) -> Any:
    """Text as a category with the levels that occur, sorted; None, NaN and blank text are null."""
    text = pd.Series(np.asarray(values, dtype=object), dtype="str").str.strip()
    return pd.Categorical(text.where(text.ne("")))
