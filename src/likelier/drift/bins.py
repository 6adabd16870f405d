"""Classes of a column's values, made from the reference alone: every statistic is computed from counts in them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.int64]
BINS = 20  # of equal counts; grouped into 20, a rank test loses 1 / 20^2 of its power
FEW = 30  # values of a column that has no more stand each for itself, and what lies between them too
RARE = 0.01  # categories of a smaller share are taken together: a chi-square of rare classes is wrong
OTHER = "(other)"


@dataclass(frozen=True)
class Numbers:
    """Intervals between edges; below the first and above the last edge lies what the reference never had.

    Where the reference has few values, such as counts, what lies between two of them has a class, too: a value that
    was never there tells a change of how it is computed.
    """

    edges: NDArray[np.float64]

    @classmethod
    def of(cls, column: pd.Series) -> "Numbers":
        """Bins of equal counts, or where there are few values, one of each."""
        known = numbers(column)
        known = known[np.isfinite(known)]
        if not len(known):
            return cls(np.empty(0))
        values = np.unique(known)
        slack = 1e-6 * max(1.0, float(np.abs(values).max()))
        if len(values) <= FEW:
            return cls(np.unique(np.concatenate([values - slack, values + slack])))
        inner = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1]))
        return cls(np.unique(np.concatenate([[values[0] - slack], inner, [values[-1] + slack]])))

    @property
    def classes(self) -> int:
        """How many classes there are, the two outside among them."""
        return len(self.edges) + 1

    def codes(self, column: pd.Series) -> Codes:
        """The class of each value; `classes` where it is missing, infinite or no number."""
        found = numbers(column)
        return np.where(np.isfinite(found), np.searchsorted(self.edges, found), self.classes)


@dataclass(frozen=True)
class Categories:
    """Values by their names, the rare and unheard ones as one class."""

    values: tuple[str, ...]

    @classmethod
    def of(cls, column: pd.Series) -> "Categories":
        """Every category that is not rare in the reference."""
        shares = texts(column).dropna().value_counts(normalize=True)
        return cls((*sorted(str(name) for name in shares.index[shares >= RARE] if name != OTHER), OTHER))

    @property
    def classes(self) -> int:
        """How many classes there are, that of the rare ones among them."""
        return len(self.values)

    def codes(self, column: pd.Series) -> Codes:
        """The class of each value; `classes` where it is missing."""
        found = texts(column)
        places = {name: place for place, name in enumerate(self.values)}
        known = found.map(places).fillna(places[OTHER]).to_numpy(dtype=np.int64)
        return np.where(found.isna().to_numpy(), self.classes, known)


Classes = Numbers | Categories


def of(column: pd.Series) -> Classes:
    """The classes of a column of the reference: numbers by their size, anything else by its name."""
    return Numbers.of(column) if is_number(column) else Categories.of(column)


def is_number(column: pd.Series) -> bool:
    """Whether a column holds numbers; truth values are numbers."""
    return pd.api.types.is_numeric_dtype(column) or bool(column.isna().all())


def numbers(column: pd.Series) -> NDArray[np.float64]:
    """A column as numbers; NaN for what is none, and for what isn't finite."""
    found = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(found), found, np.nan)


def texts(column: pd.Series) -> pd.Series:
    """A column as texts; null where it is missing."""
    found: Any = column.astype(object)
    return pd.Series([None if pd.isna(value) else str(value) for value in found], dtype=object)
