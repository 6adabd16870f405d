"""Whether a model's chances are honest: of pairs that it calls at 70 %, 70 of 100 should go that way."""

from collections.abc import Mapping

import numpy as np

from likelier.metrics.pairs import blocks
from likelier.metrics.rows import Floats, Predicted, Rows, added
from likelier.metrics.statistic import Key, Statistic, divide, ratio
from likelier.odds import chance

BINS = 10  # of equal width, from 50 to 100 %


def statistics(rows: Rows, predicted: Mapping[str, Predicted], random: np.random.Generator) -> dict[Key, Statistic]:
    """Log loss, Brier score and expected calibration error over all pairs of unequal likes, of models with a slope."""
    found = {}
    for model, (losses, stated, won, counts) in _of_accounts(rows, predicted, random).items():
        pairs = counts.sum(axis=1)
        found[model, "pair_log_loss"] = ratio(losses[:, 0], pairs)
        found[model, "pair_brier"] = ratio(losses[:, 1], pairs)
        found[model, "pair_calibration_error"] = Statistic(
            np.column_stack([stated - won, pairs]), _calibration_error, centred=True
        )
    return found


def reliability(rows: Rows, one: Predicted, random: np.random.Generator) -> Floats:
    """Pairs, mean chance of the favoured post, and share that it won; shape (bins that have pairs, 3)."""
    for _, stated, won, counts in _of_accounts(rows, {"": one}, random).values():
        pairs = counts.sum(axis=0)
        table: Floats = np.column_stack([pairs, divide(stated.sum(axis=0), pairs), divide(won.sum(axis=0), pairs)])
        kept: Floats = table[pairs > 0]
        return kept
    return np.zeros((0, 3))


def _of_accounts(
    rows: Rows, predicted: Mapping[str, Predicted], random: np.random.Generator
) -> dict[str, tuple[Floats, Floats, Floats, Floats]]:
    """For each model with a slope, sums an account.

    Log loss and squared error, shape (accounts, 2); then, shape (accounts, BINS) each, the chances of the favoured
    posts, their wins (a toss-up wins half), and the pairs.
    """
    known = {model: one for model, one in predicted.items() if one.pair_slope is not None}
    found = {model: (np.zeros((rows.accounts, 2)), *np.zeros((3, rows.accounts, BINS))) for model in known}
    for account, posts in blocks(rows, random) if known else ():
        below, above = np.triu_indices(posts.shape[1], 1)
        fewer, more = posts[:, below], posts[:, above]
        unequal = rows.likes[more] > rows.likes[fewer]
        place = np.broadcast_to(account[:, None], unequal.shape)[unequal]
        fewer, more = fewer[unequal], more[unequal]
        for model, one in known.items():
            assert one.pair_slope is not None
            score = one.comparable.astype(np.float64)  # what counts as a tie is one here too
            right = chance(one.pair_slope[more], score[more] - score[fewer])
            losses, *binned = found[model]
            losses += np.column_stack([added(place, loss, rows.accounts) for loss in _losses(right)])
            favoured = np.maximum(right, 1 - right)
            cell = place * BINS + np.minimum((2 * BINS * (favoured - 0.5)).astype(np.int64), BINS - 1)
            won = (right > 0.5) + 0.5 * (right == 0.5)
            for sums, values in zip(binned, (favoured, won, np.ones(len(cell))), strict=True):
                sums += added(cell, values, rows.accounts * BINS).reshape(rows.accounts, BINS)
    return found


def _losses(right: Floats) -> tuple[Floats, Floats]:
    return -np.log(np.maximum(right, 1e-12)), (1 - right) ** 2


def _calibration_error(totals: Floats) -> Floats:
    return divide(np.abs(totals[..., :-1]).sum(axis=-1), totals[..., -1])
