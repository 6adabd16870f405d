"""All that is drawn: posts with features and labels, and which of them are selected."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier import posts as contract
from likelier import targets
from likelier.features.table import joined
from likelier.features.table import read as read_features
from likelier.features.time import local_time
from likelier.params import Params, Select

READ = tuple(name for name in contract.POSTS.names if name not in ("picture", "alt_text"))


@dataclass(frozen=True)
class Data:
    """One data set.

    Attributes
    ----------
    posts : DataFrame, n rows
        The contract's columns but picture and alt text; followers; `number` of the account; `local`, the time on its
        own clock; `days` from posting to the snapshot.
    features : DataFrame, n rows
        As `featurize` computed them, in the same order.
    accounts : DataFrame
        The contract's columns and `number`, from 1 in the order of followers.
    labelled : array of bool, shape (n,)
        Has a usable label, whatever is selected.
    selected : array of bool, shape (n,)
        Of these, what `select` keeps: what a model would learn from.
    reasons : dict
        How many posts are not selected, by reason.
    """

    params: Params
    shards: Path
    posts: pd.DataFrame
    features: pd.DataFrame
    accounts: pd.DataFrame
    labelled: NDArray[np.bool_]
    selected: NDArray[np.bool_]
    reasons: dict[str, int]

    @property
    def chosen(self) -> pd.DataFrame:
        """The selected posts."""
        return self.posts[self.selected]

    def label(self, target: str) -> pd.Series:
        """A label of the selected posts, as training computes it; those without one are left out."""
        rows = self.chosen
        if rows.empty:
            return pd.Series([], dtype=float)
        found = targets.label(target, rows, np.ones(len(rows), dtype=bool))
        return pd.Series(found, index=rows.index).dropna()

    def select(self, select: Select) -> NDArray[np.bool_]:
        """Which posts another selection would keep."""
        return targets.learnable(_joined(self.posts, self.features), self.params.train.min_age_hours, select)[0]


def read(params: Params, shards: Path, features: Sequence[Path]) -> Data:
    """Read a data set.

    Raises
    ------
    ContractError
        Shards or features are missing or broken.
    NotEnoughData
        Some posts have no features.
    ParamsError
        A selection by language without captions; an unknown time zone.
    """
    accounts = _numbered(contract.read_accounts(shards))
    posts = contract.read_posts(shards, READ)
    posts = posts.merge(accounts[["account_id", "followers", "number"]], on="account_id", how="left")
    computed = joined(
        posts[["post_id"]], read_features(features).drop(columns=["account_id", "picture_hash"]), shards.name
    )
    computed = computed.drop(columns="post_id")
    posts["local"] = local_time(posts, accounts, params.featurize.time_zone)
    posts["days"] = (posts["snapshot_at"] - posts["taken_at"]).dt.total_seconds() / 86_400
    whole = _joined(posts, computed)
    labelled, _ = targets.learnable(whole, params.train.min_age_hours)
    selected, reasons = targets.learnable(whole, params.train.min_age_hours, params.select)
    return Data(params, shards, posts, computed, accounts, labelled, selected, reasons)


def _numbered(accounts: pd.DataFrame) -> pd.DataFrame:
    ordered = accounts.sort_values(["followers", "account_id"], ascending=[False, True], na_position="last")
    return ordered.reset_index(drop=True).assign(number=np.arange(1, len(accounts) + 1))


def _joined(posts: pd.DataFrame, features: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([posts, features], axis=1)
