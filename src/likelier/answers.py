"""What a trained model was asked beside its scores: tables that `train` writes and `evaluate` measures and draws."""

from pathlib import Path

import pandas as pd
import pyarrow as pa

from likelier import posts

SHUFFLED, FEWER, INFLUENCE = "shuffled.parquet", "fewer.parquet", "influence.parquet"
SCHEMAS = {
    SHUFFLED: pa.schema(
        [
            pa.field("post_id", pa.string(), nullable=False),
            pa.field("kind", pa.string(), nullable=False),  # of features, or `pixels`: what a net sees
            pa.field("score", pa.float64(), nullable=False),  # with that kind of another post of its account
        ]
    ),
    FEWER: pa.schema(
        [
            pa.field("post_id", pa.string(), nullable=False),
            pa.field("share", pa.float64(), nullable=False),  # of the accounts that the fold would have learned from
            pa.field("accounts", pa.int64(), nullable=False),  # so many
            pa.field("score", pa.float64(), nullable=False),  # by the model that learned from these
        ]
    ),
    INFLUENCE: pa.schema(
        [
            pa.field("feature", pa.string(), nullable=False),
            pa.field("kind", pa.string(), nullable=False),
            pa.field("strength", pa.float64(), nullable=False),  # mean move of a score within its account
            pa.field("direction", pa.float64()),  # correlation of value and move within accounts; null: a category
        ]
    ),
}


def write(frame: pd.DataFrame, trained: Path, name: str) -> None:
    """Write one of the tables beside a trained model."""
    posts.write(frame, SCHEMAS[name], trained / name)


def read(trained: Path, name: str) -> pd.DataFrame | None:
    """Read one of the tables beside a trained model; None where the model was not asked, or can't tell."""
    path = trained / name
    return posts.read(path, SCHEMAS[name]) if path.exists() else None
