"""A shift of 10 % in one column, and in nothing else."""

import numpy as np
import pandas as pd

from likelier import features
from likelier.drift.bins import is_number, numbers, texts
from likelier.told import units

TENTH = 0.1


def bounds() -> dict[str, tuple[float | None, float | None]]:
    """The ends of each feature's range, by its definition."""
    known = [features.catalogue(kind) for kind in features.KINDS]
    return {name: (one.low, one.high) for kind in known for name, one in kind.items() if name in units()}


def shifted(reference: pd.Series, week: pd.Series, random: np.random.Generator) -> tuple[pd.Series, str]:
    """The column with a shift, and in words what was planted.

    - a category, and a number that is 0 or 1: the commonest value has 10 points more (fewer, where it has over 90 %);
    - a number: a tenth of the range that the middle 90 % of the reference cover is added, within its bounds;
    - one of which the middle 90 % are equal: a tenth of the posts get one of the reference's other values.
    """
    if not is_number(reference):
        return _share(texts(reference), texts(week), random), "10 points"
    known = numbers(reference)
    known = known[np.isfinite(known)]
    if not len(known):
        return week, "nothing: the reference has no value"
    values = np.unique(known)
    if set(values) <= {0.0, 1.0}:
        return _share(pd.Series(known), pd.Series(numbers(week)), random), "10 points"
    low, high = np.quantile(known, [0.05, 0.95])
    found = numbers(week)
    if high > low:
        ends = bounds().get(str(week.name), (None, None))
        return pd.Series(_within(found + TENTH * (high - low), ends)), "10 % of its range"
    rare = known[known != low]
    if not len(rare):
        return week, "nothing: it is constant"
    chosen = random.random(len(found)) < TENTH
    return pd.Series(np.where(chosen, random.choice(rare, len(found)), found)), "10 points of rare values"


def tenfold(week: pd.Series) -> pd.Series:
    """Every number, times 1.1, within its bounds."""
    return pd.Series(_within(numbers(week) * (1 + TENTH), bounds().get(str(week.name), (None, None))))


def _within(values: np.ndarray, ends: tuple[float | None, float | None]) -> np.ndarray:
    low, high = (np.inf * sign if end is None else end for end, sign in zip(ends, (-1, 1), strict=True))
    return np.clip(values, low, high)


def _share(reference: pd.Series, week: pd.Series, random: np.random.Generator) -> pd.Series:
    shares = reference.value_counts(normalize=True)
    if len(shares) < 2 and is_number(reference):
        shares = pd.Series([*shares, 0.0], index=[shares.index[0], 1.0 - shares.index[0]])
    if len(shares) < 2:
        return week
    grows = shares.index[0] if shares.iloc[0] <= 1 - TENTH else shares.index[1]
    others = np.flatnonzero((week != grows) & week.notna())
    chosen = random.permutation(others)[: round(TENTH * len(week))]
    moved = week.copy()
    moved.iloc[chosen] = grows
    return moved
