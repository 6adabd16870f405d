"""How one figure is written: value and interval, in the unit of its measure."""

from collections.abc import Mapping

from likelier.metrics.catalogue import Measure

Figure = Mapping[str, float]  # value, low, high

HUGE, TINY = 1e6, 0.1


def value(figure: Figure, measure: Measure) -> str:
    """The value alone, such as ``62.7`` for a share of 0.627."""
    return _number(figure["value"], measure)


def interval(figure: Figure, measure: Measure) -> str:
    """Its interval, such as ``61.9 to 63.5``."""
    return f"{_number(figure['low'], measure)} to {_number(figure['high'], measure)}"


def of_hundred(figure: Figure) -> str:
    """A share as a count of 100, with one digit after the point."""
    return f"{100 * figure['value']:.1f}"


def _number(number: float, measure: Measure) -> str:
    if measure.unit == "%":
        return _plain(100 * number, 1)
    if measure.unit == "points":
        return f"{100 * number:+.1f}"
    if measure.unit == "target" and 0 < abs(number) < TINY:
        return f"{number:.2g}"  # likes a follower
    return _plain(number, 3)


def _plain(number: float, digits: int) -> str:
    """A number that stays short: a linear model on a viral post can be off by millions."""
    return f"{number:.2g}" if abs(number) >= HUGE else f"{round(number, digits) + 0.0:.{digits}f}"
