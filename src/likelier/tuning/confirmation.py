"""What was found beside the present settings, on folds of accounts that the search has not seen.

The best of many trials is partly the luckiest one, and its score in the search flatters it. Other folds are other
luck: both settings are learned and scored anew, on the same posts, and their paired difference has an interval.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from likelier.errors import NotEnoughData
from likelier.gate.lift import Lift, paired
from likelier.labelled import Labelled
from likelier.models import Model
from likelier.params import Evaluate, Train
from likelier.tuning.trial import scores_of


def confirm(
    data: Labelled,
    settings: Train,
    evaluate: Evaluate,
    found: Callable[[], Model],
    present: Callable[[], Model],
    step: Callable[[], Any],
) -> Lift:
    """The paired lift of the model that `found` makes over that of `present`.

    Parameters
    ----------
    settings : Train
        Folds, and a seed that the search has not used.
    step : callable
        Is called after each fold of each model.

    Raises
    ------
    NotEnoughData
        Fewer than two accounts have posts to compare.
    """
    ours, theirs = (scores_of(data, settings, create, step) for create in (found, present))
    lift = paired(ours, np.asarray(ours["score"], float), np.asarray(theirs["score"], float), evaluate)
    if lift is None:
        raise NotEnoughData("fewer than two accounts have posts with different likes to compare; add accounts")
    return lift
