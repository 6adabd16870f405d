"""Which pictures are nearly the same, by their fingerprints (see `likelier.features.picture_hash`)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NEAR = 3  # bits of 64 in which two difference hashes of one picture may differ


def near(hashes: pd.Series, others: pd.Series) -> NDArray[np.bool_]:
    """Which of `hashes` differ from any of `others` in `NEAR` bits at most.

    Two hashes that differ in at most three bits agree in at least one of their four 16-bit quarters, so
    only posts that share a quarter are compared (Manku, Jain and Das Sarma 2007).
    """
    found = np.zeros(len(hashes), dtype=bool)
    left, right = _Hashes(hashes), _Hashes(others)
    for quarter in range(4):
        pairs = left.by_quarter(quarter).merge(right.by_quarter(quarter), on="key", suffixes=("", "_other"))
        here, there = pairs["place"].to_numpy(), pairs["place_other"].to_numpy()
        close = np.bitwise_count(left.values[here] ^ right.values[there]) <= NEAR
        found[left.position[here[close]]] = True
    return found


class _Hashes:
    def __init__(self, hashes: pd.Series) -> None:
        self.position = np.flatnonzero(hashes.notna())
        self.values = np.array([int(text, 16) for text in hashes.dropna()], dtype=np.uint64)

    def by_quarter(self, quarter: int) -> pd.DataFrame:
        key = (self.values >> np.uint64(16 * quarter)) & np.uint64(0xFFFF)
        return pd.DataFrame({"key": key, "place": np.arange(len(key))})


def first_alike(hashes: Sequence[str | None]) -> list[int | None]:
    """For each of a few pictures, the place of the first one before it that it is nearly the same as; else None."""
    values = [None if text is None else int(text, 16) for text in hashes]
    found: list[int | None] = []
    for place, value in enumerate(values):
        earlier = (
            number
            for number, other in enumerate(values[:place])
            if value is not None and other is not None and (value ^ other).bit_count() <= NEAR
        )
        found.append(next(earlier, None))
    return found
