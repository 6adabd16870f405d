"""Which posts can be learned from now, and which of them a version has not learned from."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from likelier import posts, targets
from likelier.features.table import read as read_features
from likelier.gate.scores import digest
from likelier.params import Params
from likelier.selection import LANGUAGE

COLUMNS = ("post_id", "account_id", "taken_at", "snapshot_at", "likes", "kind")


def labelled(params: Params, shards: Path, features: Sequence[Path]) -> pd.DataFrame:
    """The posts that training would find a label for, without `select.balance`: post_id and taken_at.

    Balancing draws anew when posts come, so what it left out the last time would seem to be new.

    Parameters
    ----------
    features : sequence of Path
        Folders that `featurize` wrote; read only where `select.languages` asks for a language.
    """
    found = posts.read_posts(shards, COLUMNS)
    found = found.merge(posts.read_accounts(shards)[["account_id", "followers"]], on="account_id", how="left")
    if params.select.languages is not None:
        language = read_features(features, [LANGUAGE]).drop(columns="account_id")
        found = found.merge(language, on="post_id", how="left")
    select = params.select.model_copy(update={"balance": "none"})
    usable, _ = targets.learnable(found, params.train.min_age_hours, select)
    found = found[usable].reset_index(drop=True)
    if len(found):
        target = targets.label(params.train.target, found, np.ones(len(found), dtype=bool))
        found = found[np.isfinite(target)]
    return found[["post_id", "taken_at"]]


def count(now: pd.DataFrame, learned: Sequence[str], after: pd.Timestamp | None) -> tuple[int, int]:
    """How many posts are new to a version, and how many that it knew are gone.

    Parameters
    ----------
    now : DataFrame
        What `labelled` gave.
    learned : sequence of str
        Digests of the posts that the version has learned from.
    after : Timestamp or None
        Only later posts are new; None: all that the version doesn't know.
    """
    digests = pd.Series(digest(now["post_id"]), index=now.index, dtype="str")
    fresh = ~digests.isin(list(learned))
    if after is not None:
        fresh &= now["taken_at"] > after
    return int(fresh.sum()), len(set(learned) - set(digests))
