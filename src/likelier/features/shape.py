"""The kind of post and its shape: what is decided before the picture is looked at."""

import numpy as np
import pandas as pd

from likelier.features import Feature
from likelier.features.values import flags, frame, numbers
from likelier.params import Featurize

FEATURES = {
    "shape_kind": Feature("image, carousel or video", "category"),
    "shape_aspect": Feature("width over height", "ratio", 0),
    "shape_pixels": Feature("pixels, as stored no wider than 1080", "log(n)", 0),
    "shape_comments_disabled": Feature("comments are switched off", "0 or 1", 0, 1),
    "shape_location": Feature("names a location", "0 or 1", 0, 1),
}

STORED_WIDTH = 1080  # Instagram scales wider uploads down to it, so a photo before its upload is measured alike


def compute(posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize) -> pd.DataFrame:
    """See `likelier.features`."""
    width, height = (np.where(side > 0, side, np.nan) for side in (numbers(posts["width"]), numbers(posts["height"])))
    scale = np.minimum(1, STORED_WIDTH / width)
    values = {
        "shape_kind": posts["kind"],
        "shape_aspect": width / height,
        "shape_pixels": np.maximum(np.log(width * scale) + np.log(height * scale), 0),
        "shape_comments_disabled": flags(posts["comments_disabled"]),
        "shape_location": posts["location"].fillna("").astype("str").str.strip().ne(""),
    }
    return frame(FEATURES, values, posts.index)
