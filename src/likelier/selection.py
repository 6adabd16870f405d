"""Which posts, of those with a usable label, are learned from, measured on and drawn: `select` of `params.yaml`.

No choice looks at how many likes a post has: language, followers, kind and number of posts are known without them, and
balancing draws at random. So a selection says which posts the figures speak of, and cannot make them better than that.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.errors import ParamsError
from likelier.params import Select

LANGUAGE = "caption_language"  # the feature that `select.languages` reads

Rows = NDArray[np.bool_]


def select(posts: pd.DataFrame, usable: Rows, settings: Select) -> tuple[Rows, dict[str, int]]:
    """Which of the usable posts are kept, and how many are left out, by the first reason that holds.

    Parameters
    ----------
    posts : DataFrame, n rows
        With post_id, account_id, and those of kind, followers and `LANGUAGE` that `settings` asks for.
    usable : array of bool, shape (n,)
        The posts to choose from.

    Returns
    -------
    array of bool, shape (n,)
        No post that is not usable.
    dict
        Every reason, with 0 where it left nothing out. Posts whose followers are not known are not called too large.

    Raises
    ------
    ParamsError
        `languages` is set, and the language of captions was not computed.
    """
    kept, reasons = usable, {}
    for reason, wanted in _filters(posts, settings).items():
        reasons[reason] = int((kept & ~wanted).sum())
        kept = kept & wanted
    enough = _posts_of_account(posts, kept) >= settings.min_posts
    reasons["too_few_posts"] = int((kept & ~enough).sum())
    kept = kept & enough
    balanced = _balance(posts, kept, settings)
    return balanced, reasons | {"balanced_away": int((kept & ~balanced).sum())}


def words(settings: Select) -> str:
    """What is chosen, for people; empty where nothing is left out."""
    told = []
    if settings.kinds is not None:
        told.append(f"of kind {' or '.join(settings.kinds)}")
    if settings.languages is not None:
        told.append(f"with captions in {' or '.join(settings.languages)}")
    if settings.max_followers is not None:
        told.append(f"of accounts of at most {settings.max_followers:,} followers")
    if settings.min_posts > 1:
        told.append(f"of accounts with {settings.min_posts} such posts or more")
    if settings.balance == "cap":
        told.append(f"at most {settings.cap} an account")
    if settings.balance == "equal":
        told.append(f"{settings.cap} of each account that has so many")
    return ", ".join(told)


def _filters(posts: pd.DataFrame, settings: Select) -> dict[str, Rows]:
    everything = np.ones(len(posts), dtype=bool)
    language = size = kind = everything
    if settings.languages is not None:
        if LANGUAGE not in posts:
            raise ParamsError("select.languages: captions were not looked at; set featurize.caption: true")
        language = posts[LANGUAGE].isin(list(settings.languages)).to_numpy(dtype=bool)
    if settings.max_followers is not None:
        size = ~(posts["followers"] > settings.max_followers).to_numpy(dtype=bool)
    if settings.kinds is not None:
        kind = posts["kind"].isin(list(settings.kinds)).to_numpy(dtype=bool)
    return {"other_language": language, "too_many_followers": size, "other_kind": kind}


def _balance(posts: pd.DataFrame, kept: Rows, settings: Select) -> Rows:
    if settings.balance == "none":
        return kept
    ranked = posts.loc[kept, ["post_id", "account_id"]].sort_values("post_id", kind="stable")
    order = ranked.iloc[
        np.random.default_rng(settings.seed).permutation(len(ranked))
    ]  # whatever shards the posts are in
    drawn = order.index[order.groupby("account_id").cumcount() < settings.cap]
    balanced = kept & posts.index.isin(drawn)
    if settings.balance == "equal":
        balanced &= _posts_of_account(posts, kept) >= settings.cap
    return balanced


def _posts_of_account(posts: pd.DataFrame, rows: Rows) -> NDArray[np.int64]:
    """How many of `rows` each post's account has; shape (n,)."""
    code, accounts = pd.factorize(posts["account_id"])
    return np.bincount(code, weights=rows, minlength=len(accounts))[code].astype(np.int64)
