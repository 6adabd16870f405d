"""Does a feature of a post know what came after it? Asked of the code itself, on a few accounts of the data at hand.

The same posts are computed twice: as they are, and as they would have looked at a moment of the past. What was known
then must not change: later posts are taken away, and likes, comments, views, snapshot times and descriptions that
were not there yet, or had not matured, are replaced.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from likelier.errors import LeakFound
from likelier.features import HISTORY_KINDS, LEAKING_KINDS, PICTURE_KINDS, compute_tables, kinds, translation
from likelier.params import Featurize

ACCOUNTS, POSTS, MOMENTS = 4, 30, 3  # how much is looked at: some tenths of a second
# `picture` kinds are given a picture and nothing else. `alt_text` and `outcome` say of themselves that they come after
# the upload; no model reads an outcome unless its entry says that it leaks (`likelier.leaks.check_entry`).
EXCEPT = (*PICTURE_KINDS, *LEAKING_KINDS, "alt_text")
OUTCOMES = ("likes", "comments", "views", "snapshot_at", "alt_text")
COLUMNS = (
    *("post_id", "account_id", "taken_at", "snapshot_at", "likes", "comments", "views", "caption", "alt_text"),
    *("kind", "location", "width", "height", "comments_disabled", "hashtags", "mentions", "source"),
)


def check(posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize) -> None:
    """Audit every kind that is switched on, save those that say that they come after the upload.

    Parameters
    ----------
    posts : DataFrame
        `COLUMNS` at least, of whole accounts.
    accounts : DataFrame
        In the data contract.

    Raises
    ------
    LeakFound
        The first feature that changes, and what it read.
    """
    chosen = [kind for kind in kinds(settings) if kind not in EXCEPT]
    rows = translation.without_english(_sample(posts))  # a service may answer today and not tomorrow
    owners = accounts[accounts["account_id"].isin(rows["account_id"])]

    def compute(of: pd.DataFrame, owned: pd.DataFrame = owners) -> pd.DataFrame:
        return compute_tables(of, owned, settings, chosen)

    def of_history(of: pd.DataFrame) -> pd.DataFrame:
        return compute_tables(of, owners, settings, [kind for kind in chosen if kind in HISTORY_KINDS])

    whole = compute(rows)
    for moment in _moments(rows, settings):
        past = rows["taken_at"] <= moment
        unmatured = rows["taken_at"] > moment - _maturing(settings)
        altered = _altered(rows, unmatured, OUTCOMES)
        if not _differing(whole[past], compute(altered[past], _later(owners))):
            continue
        for name in OUTCOMES:  # now it is worth the time to tell which
            if found := _differing(whole[past], compute(_altered(rows, unmatured, [name]))[past]):
                raise LeakFound(
                    f"feature {found[0]!r} of a post reads {name} of the post itself, or of posts that had not "
                    f"matured when it went out; mend features/{found[0].split('_')[0]}.py"
                )
        found = _differing(whole[past], compute(rows[past])) or _differing(whole, compute(rows, _later(owners)))
        told = found[0] if found else "a feature"
        raise LeakFound(f"feature {told!r} of a post depends on later posts, or on the snapshot; mend its file")
    _hidden_is_not_zero(rows, of_history)


def same(one: pd.Series, other: pd.Series, tolerance: float = 1e-6) -> bool:
    """Whether two columns hold the same values, give or take the last digits of float32."""
    if not pd.api.types.is_numeric_dtype(one.dtype):
        return bool(np.array_equal(_text(one), _text(other)))
    here, there = one.to_numpy(dtype=np.float64), other.to_numpy(dtype=np.float64)
    return bool(np.allclose(here, there, rtol=10 * tolerance, atol=tolerance, equal_nan=True))


def _text(column: pd.Series) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    text: np.ndarray[tuple[int], np.dtype[np.object_]] = column.astype(object).where(column.notna(), "").to_numpy()
    return text


def _differing(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    return [str(name) for name in one if not same(one[name], other[name])]


def _sample(posts: pd.DataFrame) -> pd.DataFrame:
    """The earliest posts of the accounts that have most: a beginning of a history is a history."""
    largest = posts["account_id"].value_counts(sort=False).sort_index().nlargest(ACCOUNTS).index
    ordered = posts[posts["account_id"].isin(largest)].sort_values(["account_id", "taken_at", "post_id"])
    return ordered.groupby("account_id", sort=False).head(POSTS).reset_index(drop=True)


def _maturing(settings: Featurize) -> pd.Timedelta:
    return max(pd.Timedelta(hours=settings.matured_hours), pd.Timedelta(microseconds=1))


def _moments(rows: pd.DataFrame, settings: Featurize) -> list[pd.Timestamp]:
    """Times of posts to look back from, best those shortly after another post, which can't count yet."""
    gap = rows.groupby("account_id")["taken_at"].diff()
    place = rows.groupby("account_id").cumcount()
    telling = rows.loc[(gap < _maturing(settings)) & (gap > pd.Timedelta(0)) & (place >= 2), "taken_at"]
    ordered = (telling if len(telling) >= MOMENTS else rows["taken_at"]).sort_values(ignore_index=True)
    places = {round(share * (len(ordered) - 1)) for share in np.linspace(0.4, 1, MOMENTS)} if len(ordered) else set()
    return [ordered[one] for one in sorted(places)]


def _altered(rows: pd.DataFrame, which: pd.Series, names: Sequence[str]) -> pd.DataFrame:
    values = {
        **{name: rows[name].fillna(0) * 7 + 1000 for name in ("likes", "comments", "views")},
        "snapshot_at": rows["taken_at"] + pd.Timedelta(days=3000),
        "alt_text": pd.Series("Image may contain: 9 people, text", index=rows.index),
    }
    return rows.assign(**{name: rows[name].where(~which, values[name]) for name in names})


def _later(accounts: pd.DataFrame) -> pd.DataFrame:
    return accounts.assign(snapshot_at=pd.Timestamp("2040-01-01", tz="UTC"))


def _hidden_is_not_zero(rows: pd.DataFrame, compute: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """Hidden likes must be left out of a history, not counted as none."""
    hidden = pd.Series(np.arange(len(rows)) % 3 == 1, index=rows.index)
    made = rows.assign(likes=pd.Series(50.0 + 10 * (np.arange(len(rows)) % 7), index=rows.index))
    null, zero, many = (compute(made.assign(likes=made["likes"].mask(hidden, value))) for value in (np.nan, 0.0, 1e6))
    without = compute(made[~hidden])
    for name in _differing(zero, many):  # the features that read likes at all
        # A greatest value is the same without a zero as with it; a mean is not.
        if same(null[name], zero[name]) and not same(null[name][~hidden], without[name]):
            raise LeakFound(f"feature {name!r} reads hidden likes as zero; leave them out in features/account.py")
