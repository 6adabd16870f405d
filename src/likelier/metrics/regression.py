"""Distance of the score from the label, in the target's own unit, over all posts of a split."""

from collections.abc import Mapping
from functools import partial

import numpy as np

from likelier.metrics.rows import Floats, Predicted, Rows
from likelier.metrics.statistic import Key, Statistic, divide, ratio

NEAR = 0.25  # the 2019 write-up counted posts within 0.25 of their target


def statistics(rows: Rows, predicted: Mapping[str, Predicted]) -> dict[Key, Statistic]:
    """RMSE (plain and scaled), MAE, MAPD, share within `NEAR`, and R², of each model.

    MAPD divides by the target: it is left out where a target can be negative, and posts with a target of 0
    are not in it. The scaled RMSE is divided by the greatest target of the split, as the 2019 write-up
    printed it; that maximum is not resampled.
    """
    posts = rows.sizes.astype(np.float64)
    centred = rows.target - rows.target.mean()  # keeps the variance of R² from cancelling
    spread, shift = rows.total(centred**2), rows.total(centred)
    greatest = float(rows.target.max())
    found = {}
    for model, one in predicted.items():
        error = np.abs(one.score - rows.target)
        squares = rows.total(error**2)
        found[model, "rmse"] = Statistic(np.column_stack([squares, posts]), partial(_root_mean, unit=1.0))
        found[model, "mae"] = ratio(rows.total(error), posts)
        found[model, "within_0_25"] = ratio(rows.total(error <= NEAR), posts)
        found[model, "r2"] = Statistic(np.column_stack([squares, spread, shift, posts]), _explained)
        if greatest > 0:
            found[model, "scaled_rmse"] = Statistic(
                np.column_stack([squares, posts]), partial(_root_mean, unit=greatest)
            )
        if rows.target.min() >= 0:
            positive = rows.target > 0
            share = np.divide(error, rows.target, out=np.zeros(len(rows)), where=positive)
            found[model, "mapd"] = ratio(rows.total(share), rows.total(positive))
    return found


def _root_mean(totals: Floats, unit: float) -> Floats:
    root: Floats = np.sqrt(divide(totals[..., 0], totals[..., 1])) / unit
    return root


def _explained(totals: Floats) -> Floats:
    squares, spread, shift, posts = np.moveaxis(totals, -1, 0)
    explained: Floats = 1 - divide(squares, spread - shift**2 / np.maximum(posts, 1))
    return explained
