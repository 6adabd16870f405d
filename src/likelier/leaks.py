"""Checks within `train`: what a model is given, and what it is measured on, must know nothing of each other.

Features are audited where they are computed (`likelier.features.audit`), predictions where they are measured
(`likelier.metrics.audit`).
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray

from likelier import features
from likelier import posts as contract
from likelier.errors import LeakFound
from likelier.features import translation
from likelier.features.audit import same
from likelier.features.choice import kind_of
from likelier.models import Examples, Floats, Model
from likelier.params import Featurize, ModelEntry
from likelier.pixels import Pixels
from likelier.splits import Fold

ACCOUNTS, POSTS = 2, 6  # whose raw posts are looked at again
TOLERANCE = 1e-4  # a net sums a batch in another order than a single picture
ROWS = 5  # scored alone again


def check_entry(name: str, entry: ModelEntry) -> None:
    """No model reads what is known only after posting, unless its entry says so.

    Raises
    ------
    LeakFound
        The first such feature that the entry of that name reads.
    """
    told = [one for one in entry.features or () if kind_of(one) in features.LEAKING_KINDS]
    if told and not entry.leaking:
        raise LeakFound(
            f"models.{name}.features: {told[0]} is known only after posting; leave it out, or say `leaking: true` for "
            "a ceiling that is never registered"
        )


def check_fold(fold: Fold, posts: pd.DataFrame) -> None:
    """No post, no picture and, where the split promises it, no account on both sides; nothing learned from later.

    Parameters
    ----------
    posts : DataFrame
        What the fold divides: account_id, taken_at, picture_hash.

    Raises
    ------
    LeakFound
        What is on both sides of which split.
    """
    train, test = posts.iloc[fold.train], posts.iloc[fold.test]
    sides = {"posts": (train.index, test.index), "pictures": (train["picture_hash"], test["picture_hash"].dropna())}
    if not fold.shares_accounts:
        sides["accounts"] = (train["account_id"], test["account_id"])
    for what, (here, there) in sides.items():
        if common := len(set(here) & set(there)):
            raise LeakFound(f"the {fold.split} split has {common} {what} on both sides; mend splits.py")
    if fold.split == "forward":
        newest, oldest = train.groupby("account_id")["taken_at"].max(), test.groupby("account_id")["taken_at"].min()
        late = int((newest > oldest.reindex(newest.index)).sum())
        if late:
            raise LeakFound(f"the forward split learns from later posts than it tests on in {late} accounts")


def check_scores(model: Model, test: Examples, score: Floats) -> None:
    """A score depends on its post alone: a scaler or a vocabulary fitted while predicting would change it.

    Raises
    ------
    LeakFound
        Posts scored alone get other scores than together.
    """
    for row in sorted({round(place) for place in np.linspace(0, len(test) - 1, ROWS)}):
        alone = float(model.predict(test.take(np.array([row])))[0])
        if not np.isclose(alone, score[row], rtol=1e-3, atol=1e-3):
            raise LeakFound(
                "a post's score changes with the posts that are scored beside it; fit nothing in predict, only in fit"
            )


def check_examples(examples: Examples, post_ids: pd.Series, shards: Path, settings: Featurize) -> None:
    """What the model is given is what serving will compute from the raw posts of one account alone.

    A scaler, a vocabulary or levels fitted on all posts, or a column that was added or changed on the way, can't be
    computed so.

    Parameters
    ----------
    examples : Examples, n rows
        The features of the posts with these ids.
    settings : Featurize
        With the kinds switched on that the model reads.

    Raises
    ------
    LeakFound
        The first feature that differs.
    """
    rows = _first_posts(examples.account, shards)
    place = pd.Series(np.arange(len(post_ids)), index=post_ids.to_numpy()).reindex(rows["post_id"]).to_numpy()
    known = np.flatnonzero(np.isfinite(place))
    accounts = contract.read_accounts(shards)
    translated = translation.is_on(settings, features.kinds(settings))
    rows = translation.without_english(rows) if translated else rows
    owners = accounts[accounts["account_id"].isin(rows["account_id"])]
    table, pixels = features.compute_all(rows, owners, settings)
    served, places = table.iloc[known], place[known].astype(np.intp)
    trained = examples.features.iloc[places]
    # A translator may answer today and not tomorrow: that is no leak.
    left_out = [*features.column_names(features.LEAKING_KINDS), *(translation.COLUMNS if translated else ())]
    for name in trained.columns.drop(left_out, errors="ignore"):
        if name not in served or not same(trained[name], served[name], TOLERANCE):
            raise LeakFound(
                f"feature {name!r} is not what the raw posts give: it was fitted on other posts, or comes of other "
                "settings; run `likelier featurize` again, and fit in the model's own file only"
            )
    if examples.pixels is not None and (pixels is None or not _same_pixels(examples.pixels, places, pixels, known)):
        raise LeakFound("the pictures for the nets are not what the raw posts give; run `likelier featurize` again")


def _same_pixels(one: Pixels, places: NDArray[np.intp], other: Pixels, others: NDArray[np.intp]) -> bool:
    return np.array_equal(one.side_by_side(places), other.side_by_side(others)) and np.array_equal(
        one.small(places), other.small(others)
    )


def _first_posts(learned: "np.ndarray[tuple[int], np.dtype[np.object_]]", shards: Path) -> pd.DataFrame:
    """The earliest posts of a few accounts of the first shard, pictures and all."""
    path = contract.shard_paths(shards)[0]
    own = contract.read(path, contract.POSTS, ["account_id", "post_id", "taken_at"])
    chosen = sorted(set(own["account_id"]) & set(learned))[:ACCOUNTS]
    own = own[own["account_id"].isin(chosen)].sort_values(["account_id", "taken_at", "post_id"])
    wanted = own.groupby("account_id")["post_id"].head(POSTS)
    found: pd.DataFrame = pq.read_table(path, filters=[("post_id", "in", list(wanted))]).to_pandas()
    return found
