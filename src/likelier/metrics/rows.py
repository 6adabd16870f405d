"""The held-back posts of one split, and what one model says of them: what every measure takes."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

ORDER = ["account_id", "post_id"]


@dataclass(frozen=True)
class Rows:
    """n held-back posts in the order of account, then post; so the order of the files says nothing.

    Attributes
    ----------
    account : array of int, shape (n,)
        0 to accounts - 1, ascending.
    fold : array of int, shape (n,)
        Which model of the split scored the post: scores of two folds are not compared.
    target : array, shape (n,)
        The label, in the target's unit.
    likes : array, shape (n,)
        What orders the posts of one account. The label is not used for that: its scale is taken from the
        account's other posts, so it differs a little from post to post.
    is_image : array of bool, shape (n,)
        Neither a carousel nor a video.
    followers : array, shape (n,), or None
        Of the account; NaN where it is not known.
    """

    account: Ints
    fold: Ints
    target: Floats
    likes: Floats
    is_image: Flags
    followers: Floats | None = None

    @classmethod
    def of(cls, table: pd.DataFrame) -> "Rows":
        """From one split's predictions of any model, joined with likes and kind, sorted by `ORDER`."""
        return cls(
            account=pd.factorize(table["account_id"])[0].astype(np.int64),
            fold=table["fold"].to_numpy(dtype=np.int64),
            target=table["target"].to_numpy(dtype=np.float64),
            likes=table["likes"].to_numpy(dtype=np.float64),
            is_image=(table["kind"] == "image").to_numpy(dtype=bool),
            followers=table["followers"].to_numpy(dtype=np.float64, na_value=np.nan) if "followers" in table else None,
        )

    def __len__(self) -> int:
        return len(self.account)

    @cached_property
    def accounts(self) -> int:
        """How many accounts there are."""
        return int(self.account[-1]) + 1 if len(self) else 0

    @cached_property
    def sizes(self) -> Ints:
        """Posts of each account, shape (accounts,)."""
        return np.bincount(self.account, minlength=self.accounts).astype(np.int64)

    @cached_property
    def starts(self) -> Ints:
        """Position of each account's first post, shape (accounts,)."""
        return np.concatenate([[0], np.cumsum(self.sizes)[:-1]]).astype(np.int64)

    def total(self, values: NDArray[np.generic]) -> Floats:
        """Sum of a value an account: shape (n,) to shape (accounts,)."""
        return added(self.account, values.astype(np.float64), self.accounts)


def added(place: NDArray[np.integer], values: Floats, size: int) -> Floats:
    """Sum of the values at each place from 0 to size - 1."""
    return np.bincount(place, weights=values, minlength=size).astype(np.float64, copy=False)


@dataclass(frozen=True)
class Predicted:
    """One model's scores of the same n posts; of what is left out, nothing is measured.

    The fields are those of `likelier.predictions`.
    """

    score: Floats
    low: Floats | None = None
    high: Floats | None = None
    low_90: Floats | None = None
    high_90: Floats | None = None
    pair_slope: Floats | None = None

    @property
    def comparable(self) -> NDArray[np.float32]:
        """The scores for ordering.

        As float32: two posts that a model cannot tell apart may differ in the last bits of a float64,
        since a matrix product rounds each row in its own way. That is a tie, not an opinion.
        """
        return self.score.astype(np.float32)
