"""What each measure is called, in which unit it comes, and what it hides; for the scorecard and the docs."""

import re

from likelier.metrics.catalogue import chances, distance, interval, order, sets
from likelier.metrics.catalogue.measure import Measure

GROUPS = {
    "order": "Order within an account",
    "sets": "Sets drawn within one account",
    "distance": "Distance from the true value",
    "interval": "The model's interval",
    "chances": "The model's chances of a pair",
    "mixed": "Sets drawn across accounts, as in 2022: flattering",
}

UNITS = {  # of the targets, in words
    "lift": "log units above the account's typical post (0.1 is about 10 % more likes)",
    "likes_over_mean": "multiples of the account's mean likes",
    "likes_over_max": "multiples of the likes of the account's most liked post",
    "likes_per_follower": "likes a follower",
}

SHORT_UNITS = {
    "lift": "log units",
    "likes_over_mean": "multiples of the mean",
    "likes_over_max": "multiples of the maximum",
    "likes_per_follower": "likes a follower",
}

__all__ = ["GROUPS", "SHORT_UNITS", "UNITS", "Measure", "describe", "names"]

_MEASURES = {**order.MEASURES, **distance.MEASURES, **interval.MEASURES, **chances.MEASURES}


def describe(name: str) -> Measure:
    """What the measure of that name is, `best_of_5` and the like included.

    Raises
    ------
    KeyError
        There is no such measure.
    """
    sized = re.fullmatch(r"(\w+?)_(\d+)", name)
    if name in _MEASURES or sized is None or sized[1] not in sets.MEASURES:
        return _MEASURES[name]
    general, size = sets.MEASURES[sized[1]], int(sized[2])
    words = {"n": size, "chance": f"{100 / size:.3g}"}
    return Measure(
        general.title.format(**words),
        general.group,
        general.unit,
        general.better,
        general.meaning.format(**words),
        general.hides,
    )


def names(set_sizes: tuple[int, ...]) -> list[str]:
    """All measures in the order in which they are shown."""
    ordering = [name for name, one in _MEASURES.items() if one.group == "order"]
    sized = [f"{kind}_{size}" for kind in ("best_of", "exact_place") for size in set_sizes]
    rest = [name for name, one in _MEASURES.items() if one.group != "order"]
    return ordering + sized + rest + [f"mixed_exact_place_{size}" for size in set_sizes]
