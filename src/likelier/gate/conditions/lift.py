"""The challenger puts more pairs in order: than the champion, or where there is none, than every baseline."""

from collections.abc import Mapping
from dataclasses import asdict

from likelier.gate.conditions.condition import Condition, holds, interval, unmeasured
from likelier.gate.lift import Lift

NAME = "lift"


def lift(found: Mapping[str, Lift], limit: float, among: int = 1) -> Condition:
    """The lift over the nearest of the others: the one with the smallest lower bound.

    To beat each of several is no multiple comparison: each of them may refuse (intersection-union test, Berger 1982).

    Parameters
    ----------
    found : mapping
        By the other's name in words; empty where too few accounts can be compared.
    limit : float
        What the lower bound must be above.
    among : int
        How many models the challenger is the best of, for which the interval was made wide enough.
    """
    demand = f"lower bound above {limit:g}"
    if not found:
        return unmeasured(NAME, "too few accounts to compare by", passed=False)
    name, nearest = min(found.items(), key=lambda item: (item[1].low, item[0]))
    figures = asdict(nearest)
    words = f"pair accuracy {interval(figures)} over {name}" + (
        f"; the best of {among} was chosen" if among > 1 else ""
    )
    details = {end: figures[end] for end in ("value", "low", "high")}
    return Condition(NAME, holds(nearest.low, limit, above=True), nearest.low, limit, words, demand, details)
