"""Which posts are learned from and which are held back, three ways; and no picture on both sides.

- ``account``: disjoint accounts, in folds, so that each account is held back once. Chooses the champion.
- ``forward``: each account's latest posts are held back.
- ``random``: the way of the first write-ups; a post's neighbours from its own account are in training.
  Printed as a leaky reference only.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.errors import NotEnoughData
from likelier.fingerprints import near
from likelier.params import Train

Positions = NDArray[np.intp]

SHARES_ACCOUNTS = {"account": False, "forward": True, "random": True}


@dataclass(frozen=True)
class Fold:
    """One division of the posts; positions into the table it was made from.

    `purged` counts the training posts that were left out because their picture is nearly that of a post held back.
    """

    split: str
    number: int
    train: Positions
    test: Positions
    purged: int

    @property
    def shares_accounts(self) -> bool:
        return SHARES_ACCOUNTS[self.split]


def folds(split: str, posts: pd.DataFrame, settings: Train) -> Iterator[Fold]:
    """Divide posts.

    Parameters
    ----------
    split : str
        ``account``, ``forward`` or ``random``.
    posts : DataFrame
        With account_id, taken_at and picture_hash (16 hexadecimal digits, or null).
    settings : Train
        Number of folds, share held back, seed.

    Raises
    ------
    NotEnoughData
        Fewer than two accounts, or nothing left on one side.
    """
    for number, (train, test) in enumerate(_divide(split, posts, settings)):
        kept = train[~near(posts["picture_hash"].iloc[train], posts["picture_hash"].iloc[test])]
        if not len(kept) or not len(test):
            raise NotEnoughData(f"the {split} split leaves {len(kept)} posts to learn from and {len(test)} to test on")
        yield Fold(split, number, kept, test, len(train) - len(kept))


def _divide(split: str, posts: pd.DataFrame, settings: Train) -> Iterator[tuple[Positions, Positions]]:
    from sklearn.model_selection import GroupKFold, ShuffleSplit

    accounts = posts["account_id"].nunique()
    if accounts < 2:
        raise NotEnoughData(
            f"{accounts} account with two posts of known likes or more: the {split} split needs two such accounts; "
            "add posts of others"
        )
    if split == "account":
        chosen = GroupKFold(min(settings.folds, accounts), shuffle=True, random_state=settings.seed)
        yield from chosen.split(posts, groups=posts["account_id"])
    elif split == "random":
        yield from ShuffleSplit(1, test_size=settings.test_share, random_state=settings.seed).split(posts)
    else:
        yield _latest(posts, settings.test_share)


def _latest(posts: pd.DataFrame, share: float) -> tuple[Positions, Positions]:
    by_time = posts.sort_values(["account_id", "taken_at"], kind="stable").groupby("account_id", sort=False)
    place = by_time.cumcount().reindex(posts.index)
    size = by_time["account_id"].transform("size").reindex(posts.index)
    # Each account keeps one post to learn from at least, and holds one back at least.
    held = np.clip(np.ceil(size * share), 1, np.maximum(size - 1, 0))
    is_test = (place >= size - held).to_numpy()
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)
