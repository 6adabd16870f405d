"""What is learned: likes, on the scale of their own account.

The scale of a label is a typical value of the account's *other* posts, never of the post itself. Where
training and test share accounts it comes from training rows alone; where accounts are disjoint, from the
account's other labelled posts (a label's scale is not a feature: nothing of it is known to the model).
"""

from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier import selection
from likelier.params import Select

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]


EVERYTHING = Select()


def learnable(posts: pd.DataFrame, min_age_hours: float, select: Select = EVERYTHING) -> tuple[Rows, dict[str, int]]:
    """Which of the selected posts have likes that can be learned from, and how many posts don't, by reason.

    A post whose snapshot time is unknown counts as old enough: its source has said that it is.
    """
    hidden = posts["likes"].isna().to_numpy()
    age = posts["snapshot_at"] - posts["taken_at"]
    young = (age < pd.Timedelta(hours=min_age_hours)).to_numpy(dtype=bool, na_value=False) & ~hidden
    usable, left_out = selection.select(posts, ~hidden & ~young, select)
    others = posts["account_id"].map(Counter(posts["account_id"][usable])).fillna(0).to_numpy()
    alone = usable & (others < 2)
    counts = {"hidden_likes": int(hidden.sum()), "young": int(young.sum()), **left_out}
    return usable & ~alone, counts | {"only_post_of_its_account": int(alone.sum())}


def label(target: str, posts: pd.DataFrame, reference: Rows) -> Floats:
    """The label of each post.

    Parameters
    ----------
    target : str
        ``lift``: log(1 + likes) minus its mean over the account's reference posts. ``likes_over_mean``,
        ``likes_over_max``: likes divided by the mean, or the greatest, of the account's reference posts.
        ``likes_per_follower``: likes divided by followers.
    posts : DataFrame, n rows
        With account_id, likes (none missing) and followers.
    reference : array of bool, shape (n,)
        The posts that a scale may be taken from. A post is always left out of its own scale.

    Returns
    -------
    array, shape (n,)
        NaN where the account has no other reference post, or where the scale is zero.
    """
    likes = posts["likes"].to_numpy(dtype=float)
    if target == "likes_per_follower":
        return _ratio(likes, posts["followers"].to_numpy(dtype=float))
    account = pd.factorize(posts["account_id"])[0]
    if target == "lift":
        lift: Floats = np.log1p(likes) - _mean_of_others(np.log1p(likes), account, reference)
        return lift
    if target == "likes_over_mean":
        return _ratio(likes, _mean_of_others(likes, account, reference))
    return _ratio(likes, _greatest_of_others(likes, account, reference))


def _mean_of_others(values: Floats, account: NDArray[np.intp], reference: Rows) -> Floats:
    counted: Floats = np.where(reference, values, 0.0)
    total: Floats = np.bincount(account, weights=counted)[account] - counted
    count: Floats = np.bincount(account, weights=reference)[account] - reference.astype(float)
    return _ratio(total, count)


def _greatest_of_others(values: Floats, account: NDArray[np.intp], reference: Rows) -> Floats:
    known = pd.DataFrame({"account": account, "value": values})[reference]
    ranked = known.sort_values("value", ascending=False, kind="stable").groupby("account")["value"]
    first, second = ranked.nth(0), ranked.nth(1)
    greatest, runner_up = np.full(account.max() + 1, np.nan), np.full(account.max() + 1, np.nan)
    greatest[account[first.index]], runner_up[account[second.index]] = first, second
    is_greatest = np.zeros(len(values), dtype=bool)
    is_greatest[first.index] = True
    others: Floats = np.where(is_greatest, runner_up[account], greatest[account])
    return others


def _ratio(value: Floats, scale: Floats) -> Floats:
    ratio: Floats = np.divide(value, scale, out=np.full(len(value), np.nan), where=scale > 0)
    return ratio
