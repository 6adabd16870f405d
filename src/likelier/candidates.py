"""Posts before they go out: what may be given of them, completed to the data contract."""

from typing import Any

import pandas as pd

from likelier import posts
from likelier.errors import ContractError, PictureError

# A candidate needs a time; what else is not given is "not known".
DEFAULTS = {"account_id": "(unknown)", "kind": "image", "source": "candidate"}

# What may be sent to the model as one flat table. Likes are those of the account's earlier posts, sent along
# as its history; a candidate has none.
POST_INPUTS = (
    *("post_id", "account_id", "taken_at", "kind", "likes", "comments", "caption", "alt_text"),
    *("location", "width", "height", "comments_disabled", "picture"),
)
ACCOUNT_INPUTS = (
    *("followers", "following", "posts", "is_business", "is_verified", "category", "highlights", "igtv"),
    *("time_zone", "profile_picture"),
)
ACCOUNT_PREFIX = "account_"


def complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Posts in the data contract, on a fresh index, from a table that may leave out all but `taken_at`.

    Raises
    ------
    ContractError
        No `taken_at`, a column that the contract lacks, or a value of the wrong type.
    """
    return posts.checked(with_defaults(frame), posts.POSTS)


def with_defaults(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns that must not be empty, where they were left out; on a fresh index.

    Raises
    ------
    ContractError
        No `taken_at`.
    """
    if "taken_at" not in frame:
        raise ContractError("column 'taken_at' is missing: the time at which each post goes out")
    left_out: dict[str, Any] = {name: default for name, default in DEFAULTS.items() if name not in frame}
    if "post_id" not in frame:
        left_out["post_id"] = [f"candidate-{place}" for place in range(len(frame))]
    return frame.reset_index(drop=True).assign(**left_out)


def unfold(flat: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Posts and accounts from one flat table of `POST_INPUTS` and prefixed `ACCOUNT_INPUTS`.

    An account's profile is taken from its first row. A picture without `width` and `height` tells them itself, as
    everywhere else: a photo has one score, however it comes.
    """
    flat = flat.assign(taken_at=pd.to_datetime(flat["taken_at"], utc=True))
    if "account_id" not in flat:
        flat = flat.assign(account_id=DEFAULTS["account_id"])
    rows = flat[[column for column in POST_INPUTS if column in flat]]
    if "picture" in rows:
        rows = _sized(rows)
    given = [column for column in ACCOUNT_INPUTS if ACCOUNT_PREFIX + column in flat]
    profiles = flat[["account_id", *(ACCOUNT_PREFIX + column for column in given)]].drop_duplicates("account_id")
    profiles.columns = pd.Index(["account_id", *given])
    return rows, profiles.assign(source="candidate").reset_index(drop=True)


def _sized(rows: pd.DataFrame) -> pd.DataFrame:
    sides = {side: rows[side] if side in rows else pd.Series(float("nan"), rows.index) for side in ("width", "height")}
    unknown = rows["picture"].notna() & sides["width"].isna() & sides["height"].isna()
    if not unknown.any():
        return rows
    sizes = rows.loc[unknown, "picture"].map(_size)
    return rows.assign(
        **{
            side: given.astype(float).mask(unknown, sizes.str[place])
            for place, (side, given) in enumerate(sides.items())
        }
    )


def _size(picture: bytes) -> tuple[float, float]:
    from likelier.pictures import open_picture, shown_size

    try:
        width, height = shown_size(open_picture(picture))
    except PictureError:  # what it looks like can't be told either
        return (float("nan"), float("nan"))
    return (float(width), float(height))
