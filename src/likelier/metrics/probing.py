"""What models go by, and what more accounts bring: from the answers of `likelier.probes`, as paired differences."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from likelier.errors import ContractError
from likelier.metrics import pairs
from likelier.metrics.bootstrap import Draws, resample
from likelier.metrics.pairs import PAIR_ACCURACY
from likelier.metrics.rows import Predicted, Rows
from likelier.params import Evaluate


def goes_by(
    rows: Rows, post_ids: pd.Series, score: Predicted, answers: pd.DataFrame, settings: Evaluate
) -> dict[str, dict[str, float]]:
    """How much pair accuracy a model loses when a kind of features is exchanged among an account's posts.

    Parameters
    ----------
    rows, post_ids : Rows, Series
        The n posts of the account split, and their ids in the same order.
    score : Predicted
        What the model says of them.
    answers : DataFrame
        post_id, kind, score: the table `SHUFFLED` of `likelier.answers`.

    Returns
    -------
    dict
        For each kind value, low and high, the greatest loss first.

    Raises
    ------
    ContractError
        The answers are of other posts.
    """
    parts = _by(answers, "kind", post_ids)
    drawn = _drawn(rows, {"": score, **{str(kind): part for kind, part in parts.items()}}, settings)
    found = {str(kind): drawn[""].over(drawn[str(kind)]).figure(settings.confidence) for kind in parts}
    return dict(sorted(found.items(), key=lambda item: (-item[1]["value"], item[0])))


def curve(
    rows: Rows, post_ids: pd.Series, score: Predicted, answers: pd.DataFrame, settings: Evaluate
) -> list[dict[str, float]]:
    """Pair accuracy by the number of accounts learned from, the whole of them last; with what each is behind it.

    Parameters
    ----------
    answers : DataFrame
        post_id, share, accounts, score: the table `FEWER`.

    Returns
    -------
    list of dict
        accounts (the mean of the folds), then value, low and high, then behind, behind_low and behind_high: the paired
        difference of the whole to this part.
    """
    parts = _by(answers, "share", post_ids)
    drawn = _drawn(rows, {"": score, **{str(share): part for share, part in parts.items()}}, settings)
    accounts = answers.groupby("share")["accounts"].mean().to_dict()
    points = [(float(accounts[share]), drawn[str(share)]) for share in sorted(parts)]
    folds = len(np.unique(rows.fold))
    points.append((rows.accounts * (folds - 1) / folds, drawn[""]))
    found = []
    for count, one in points:
        behind = drawn[""].over(one).figure(settings.confidence)
        ends = {"behind": behind["value"], "behind_low": behind["low"], "behind_high": behind["high"]}
        found.append({"accounts": round(count, 1), **one.figure(settings.confidence), **ends})
    return found


def _by(answers: pd.DataFrame, column: str, post_ids: pd.Series) -> dict[Any, Predicted]:
    found = {}
    for name, part in answers.groupby(column, sort=True):
        scores = part.set_index("post_id")["score"]
        if len(scores) != len(post_ids) or not post_ids.isin(scores.index).all():
            raise ContractError(
                f"{column} {name}: has scores of {len(scores)} posts, not of the {len(post_ids)} of the account split; "
                "train again"
            )
        found[name] = Predicted(scores.reindex(post_ids).to_numpy(dtype=np.float64))
    return found


def _drawn(rows: Rows, predicted: Mapping[str, Predicted], settings: Evaluate) -> dict[str, Draws]:
    blocks, resampling = np.random.default_rng(settings.seed).spawn(2)
    found = pairs.statistics(rows, predicted, blocks)
    wanted = {key: one for key, one in found.items() if key[1] == PAIR_ACCURACY}
    return {model: one for (model, _), one in resample(wanted, settings.resamples, resampling).items()}
