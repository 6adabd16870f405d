"""What a trained model says of posts that it didn't learn from: the table that `evaluate` measures."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa

from likelier import posts

PREDICTIONS = pa.schema(
    [
        pa.field("post_id", pa.string(), nullable=False),
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("split", pa.string(), nullable=False),  # account | forward | random
        pa.field("fold", pa.int64(), nullable=False),  # which test fold of the split the post was in
        pa.field("target", pa.float64(), nullable=False),  # the label, in the unit of `train.target`
        pa.field("score", pa.float64(), nullable=False),  # predicted by a model that never saw the post
        pa.field("low", pa.float64(), nullable=False),  # ends of the interval of `train.coverage`
        pa.field("high", pa.float64(), nullable=False),
        pa.field("low_90", pa.float64(), nullable=False),  # ends of the interval of 90 %
        pa.field("high_90", pa.float64(), nullable=False),
        pa.field("pair_slope", pa.float64(), nullable=False),  # log odds of a pair, a unit of the difference of scores
    ]
)


def write(frame: pd.DataFrame, trained: Path) -> None:
    """Write a model's predictions beside it."""
    posts.write(frame, PREDICTIONS, trained / "predictions.parquet")


def read(trained: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read the predictions of a trained model."""
    return posts.read(trained / "predictions.parquet", PREDICTIONS, columns)
