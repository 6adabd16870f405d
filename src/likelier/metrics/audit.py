"""Checks before anything is measured: a table that fails one would give a figure that means something else.

Each check is one function that takes the predictions of all models and raises with one line. Counts are
named, never posts or accounts: a message may end in a log.
"""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from likelier.errors import ContractError, LeakFound

KEY = ["split", "account_id", "post_id"]
LABEL = ["fold", "target"]
NUMBERS = ["target", "score", "low", "high", "low_90", "high_90", "pair_slope"]
ENOUGH = 20  # posts
TOO_GOOD = 0.995  # correlation of score and label; likes are partly chance

Tables = Mapping[str, pd.DataFrame]  # model -> its predictions


def check(tables: Tables, shown: pd.DataFrame, min_age_hours: float = 0.0, leaking: Collection[str] = ()) -> None:
    """Run every check.

    Parameters
    ----------
    tables : mapping
        Each model's predictions, columns of `likelier.predictions`.
    shown : DataFrame
        The posts of the shards: post_id and likes; where they are known, taken_at and snapshot_at.
    min_age_hours : float
        How old a post must have been when its likes were read.
    leaking : collection of str
        The models that may know the likes, and are labelled so.

    Raises
    ------
    ContractError
        The first thing that is wrong, the model it was found in, and what to do.
    LeakFound
        A label that had not matured, or scores that are the labels themselves.
    """
    for model, table in tables.items():
        numbers_are_finite(model, table)
        intervals_are_ordered(model, table)
        posts_are_unique(model, table)
        accounts_stay_in_one_fold(model, table)
    rows_are_the_same(tables)
    likes_are_known(next(iter(tables.values())), shown)
    likes_have_matured(next(iter(tables.values())), shown, min_age_hours)
    for model, table in tables.items():
        if model not in leaking:
            labels_are_not_given_away(model, table)


def numbers_are_finite(model: str, table: pd.DataFrame) -> None:
    """No label, score or interval is NaN or infinite."""
    for column in NUMBERS:
        broken = int((~np.isfinite(table[column].to_numpy(dtype=float))).sum())
        if broken:
            raise ContractError(f"model {model!r}: {column} is not a number in {broken} predictions; train it again")


def intervals_are_ordered(model: str, table: pd.DataFrame) -> None:
    """The lower end of an interval is not above its upper end."""
    turned = int(((table["low"] > table["high"]) | (table["low_90"] > table["high_90"])).sum())
    if turned:
        raise ContractError(f"model {model!r}: low is above high in {turned} predictions; mend its intervals")


def posts_are_unique(model: str, table: pd.DataFrame) -> None:
    """A post is held back once a split: twice would count twice."""
    doubled = int(table.duplicated(["split", "post_id"]).sum())
    if doubled:
        raise ContractError(f"model {model!r}: {doubled} predictions repeat a post of the same split; train it again")


def accounts_stay_in_one_fold(model: str, table: pd.DataFrame) -> None:
    """In the account split an account is held back as a whole, else some of its posts were trained on."""
    folds = table[table["split"] == "account"].groupby("account_id")["fold"].nunique()
    torn = int((folds > 1).sum())
    if torn:
        raise ContractError(
            f"model {model!r}: {torn} accounts are in several folds of the account split, so it leaks; train it again"
        )


def rows_are_the_same(tables: Tables) -> None:
    """All models are measured on the same posts, folds and labels."""
    names = list(tables)
    first = _sorted(tables[names[0]])
    for name in names[1:]:
        other = _sorted(tables[name])
        for split in sorted({*first["split"], *other["split"]}):
            here, there = first[first["split"] == split], other[other["split"] == split]
            if not np.array_equal(here[KEY].to_numpy(), there[KEY].to_numpy()):
                raise ContractError(
                    f"models {names[0]!r} ({len(here)} posts) and {name!r} ({len(there)} posts) were not scored on the "
                    f"same posts of the {split} split; train both on the same features and params"
                )
            if not np.array_equal(here[LABEL].to_numpy(), there[LABEL].to_numpy()):
                raise ContractError(
                    f"models {names[0]!r} and {name!r} have other labels or folds in the {split} split; train both on "
                    "the same features and params"
                )


def likes_are_known(table: pd.DataFrame, shown: pd.DataFrame) -> None:
    """Every post that was scored is in the shards, with its likes."""
    known = shown.loc[shown["likes"].notna(), "post_id"]
    strange = int((~table["post_id"].isin(known)).sum())
    if strange:
        raise ContractError(f"{strange} predictions are of posts without likes in the shards; train on these shards")


def likes_have_matured(table: pd.DataFrame, shown: pd.DataFrame, min_age_hours: float) -> None:
    """No label was read while likes were still coming in; a snapshot at an unknown time is trusted."""
    if not {"taken_at", "snapshot_at"} <= set(shown):
        return
    young = (shown["snapshot_at"] - shown["taken_at"]) < pd.Timedelta(hours=min_age_hours)
    found = int(table["post_id"].isin(shown.loc[young, "post_id"]).sum())
    if found:
        raise LeakFound(
            f"{found} predictions are of posts whose likes were read before {min_age_hours:g} hours had passed; train "
            "again with this train.min_age_hours"
        )


def labels_are_not_given_away(model: str, table: pd.DataFrame) -> None:
    """No model of likes explains practically all of them: one that does was told them."""
    for split, rows in table.groupby("split"):
        target, score = rows["target"].to_numpy(dtype=float), rows["score"].to_numpy(dtype=float)
        if len(rows) < ENOUGH or not target.std() or not score.std():
            continue
        if np.corrcoef(target, score)[0, 1] > TOO_GOOD:
            raise LeakFound(
                f"model {model!r}: its scores are the labels on the {split} split; a feature gives away the likes"
            )


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    return table[KEY + LABEL].sort_values(KEY, ignore_index=True)
