"""What a model has learned from, as far as it may be told: new posts are held against it to find drift.

Nobody can be known from it: features from which a caption or a picture could be guessed are left out, numbers are
rounded as in the service's records (`likelier.told`), accounts are numbers in a random order, and so are the posts.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from likelier import posts as contract
from likelier import told
from likelier.errors import ArtifactError

FILE = "reference.parquet"  # beside a trained model, and of a version
LIMIT = 20_000  # posts; a comparison gains nothing from more
OWN = ("account", "kind", "score", "low", "high", "target")  # the columns that are no features


def make(posts: pd.DataFrame, features: pd.DataFrame, held_back: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The reference of one model.

    Parameters
    ----------
    posts : DataFrame, n rows
        post_id, account_id and kind of those learned from.
    features : DataFrame, n rows
        What the model sees of them.
    held_back : DataFrame
        post_id, score, low, high and target, by models that had not seen the post; others are left out.

    Returns
    -------
    DataFrame
        `account`, the features that may be told, and `kind`, `score`, `low`, `high` and `target`, in an order that
        tells nothing; whole accounts, up to `LIMIT` posts.
    """
    random = np.random.default_rng(seed)
    rows = pd.Series(np.arange(len(posts)), index=posts["post_id"].to_numpy())
    scored = held_back[["score", "low", "high", "target"]].round(4).reset_index(drop=True)
    scored.index = pd.Index(rows[held_back["post_id"]].to_numpy())
    codes, accounts = pd.factorize(posts["account_id"])
    frame = told.table(features).assign(kind=posts["kind"].to_numpy(dtype=object))
    frame = frame.join(scored, how="inner")
    frame.insert(0, "account", random.permutation(len(accounts))[codes[frame.index]].astype(np.int64))
    size = frame["account"].value_counts().sort_index()  # by their random numbers
    kept = size.index[(size.cumsum() <= LIMIT) | (size.index == size.index[0])]
    frame = frame[frame["account"].isin(kept)]
    return frame.iloc[random.permutation(len(frame))].sort_values("account", kind="stable", ignore_index=True)


def write(frame: pd.DataFrame, trained: Path) -> None:
    """Write the reference beside a trained model."""
    types = {"account": pa.int64(), "kind": pa.string()}
    types |= {name: pa.string() for name, unit in told.units().items() if unit == "category"}
    fields = [pa.field(str(name), types.get(str(name), pa.float64())) for name in frame]
    contract.write(frame, pa.schema(fields), trained / FILE)


def read(path: Path) -> pd.DataFrame:
    """Read a reference.

    Raises
    ------
    ArtifactError
        There is none, as with a model of an older likelier, or it is none.
    """
    if not path.is_file():
        raise ArtifactError(
            f"{path}: the model keeps no reference to compare new posts with, as an older likelier trained it; "
            "train and register it again"
        )
    try:
        frame: pd.DataFrame = pq.read_table(path).to_pandas()
    except (OSError, pa.ArrowInvalid) as error:
        raise ArtifactError(f"{path}: is no reference that `likelier train` wrote; train again") from error
    lacking = [name for name in OWN if name not in frame]
    if lacking or frame.empty:
        what = f"lacks the column {lacking[0]!r}" if lacking else "has no posts"
        raise ArtifactError(f"{path}: {what}; run `likelier train` again")
    return frame
