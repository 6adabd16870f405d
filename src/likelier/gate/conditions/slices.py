"""No kind of posts is put in order worse than by the champion: surely worse, and by more than is allowed."""

from collections.abc import Sequence

import numpy as np

from likelier.gate.conditions.condition import Condition, holds, interval, unmeasured
from likelier.gate.lift import CHALLENGER, CHAMPION
from likelier.metrics.bootstrap import resample
from likelier.metrics.facets import Facet
from likelier.metrics.pairs import PAIR_ACCURACY
from likelier.metrics.rows import Predicted, Rows
from likelier.metrics.slices import statistics
from likelier.metrics.statistic import Key, Statistic
from likelier.params import Evaluate

NAME = "slices"


def slices(
    rows: Rows,
    challenger: Predicted,
    champion: Predicted | None,
    facets: Sequence[Facet],
    limit: float,
    settings: Evaluate,
) -> Condition:
    """The greatest fall of a slice that is sure: its interval, which holds for all slices at once, is below zero.

    The worst of many slices always looks bad by chance. So a fall counts only where it is sure, and then as far as the
    figure itself says.

    Parameters
    ----------
    champion : Predicted or None
        What the champion says of the same posts; None: there is none, and nothing to fall behind.
    limit : float
        The pair accuracy that a slice may lose.
    settings : Evaluate
        A slice of fewer than `slice_accounts` accounts with a pair is not looked at.
    """
    if champion is None:
        return unmeasured(NAME, "no champion to fall behind", passed=True)
    random = np.random.default_rng([settings.seed, 2])
    found: dict[Key, Statistic] = {}
    for facet in facets:
        both = statistics(rows, {CHALLENGER: challenger, CHAMPION: champion}, facet, random)
        found |= {
            key: one
            for key, one in both.items()
            if key[1].endswith(f"/{PAIR_ACCURACY}") and one.contributors >= max(settings.slice_accounts, 2)
        }
    drawn = resample(found, settings.resamples, random)
    names = [name for model, name in drawn if model == CHALLENGER]
    fallen = {}
    for name in names:
        difference = drawn[CHALLENGER, name].over(drawn[CHAMPION, name])
        fallen[name.removesuffix(f"/{PAIR_ACCURACY}")] = difference.figure_among(len(names), settings.confidence)
    if not fallen:
        return unmeasured(NAME, "no slice has enough accounts", passed=True)
    sure = {name: figure for name, figure in fallen.items() if figure["high"] < 0}
    worst, figure = min((sure or fallen).items(), key=lambda item: (item[1]["value"], item[0]))
    fall = -figure["value"] if sure else 0.0
    words = f"{worst.replace('/', ' ')} {interval(figure)}, the worst of {len(names)}"
    demand = f"none falls surely, and by more than {limit:g}"
    details = {"looked_at": len(names), "worst": worst, **figure}
    return Condition(NAME, holds(fall, limit), fall, limit, words, demand, details)
