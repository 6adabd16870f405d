"""One condition of the gate: its figure, its limit, and whether it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DIGITS = 6


@dataclass(frozen=True)
class Condition:
    """What was found of one condition.

    Attributes
    ----------
    name : str
        Its key in the decision.
    passed : bool
    figure, limit : float or None
        What was held against what; None where nothing could be measured, or there is nothing to hold it against.
    words : str
        The figure with its interval, for a reader.
    demand : str
        The limit, for a reader.
    details : mapping
        Further figures.
    """

    name: str
    passed: bool
    figure: float | None
    limit: float | None
    words: str
    demand: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        """As it is kept, without its name; rounded, so that the last bits of a sum don't make two runs differ."""
        figures = {"passed": self.passed, "figure": self.figure, "limit": self.limit}
        found: dict[str, Any] = _rounded({**figures, **self.details, "words": self.words, "demand": self.demand})
        return found


def holds(figure: float, limit: float, *, above: bool = False) -> bool:
    """Whether a figure is within its limit: at most the limit; with `above`, above it. NaN is not.

    MLflow's own validation decides. It knows "at least", so that "above" is at least the next greater number.
    """
    from math import inf, nextafter

    from mlflow import validate_evaluation_results
    from mlflow.models import EvaluationResult, MetricThreshold
    from mlflow.models.evaluation.validation import ModelValidationFailedException

    threshold = MetricThreshold(threshold=nextafter(limit, inf) if above else float(limit), greater_is_better=above)
    try:
        validate_evaluation_results({"figure": threshold}, EvaluationResult({"figure": figure}, {}))
    except ModelValidationFailedException:
        return False
    return True


def unmeasured(name: str, words: str, *, passed: bool) -> Condition:
    """A condition without a figure."""
    return Condition(name, passed, None, None, words, "")


def interval(figure: Mapping[str, float], digits: int = 4, *, signed: bool = True) -> str:
    """A figure with the ends of its interval."""
    sign = "+" if signed else ""
    value, low, high = (f"{figure[end]:{sign}.{digits}f}" for end in ("value", "low", "high"))
    return f"{value} [{low}, {high}]"


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(one) for key, one in value.items()}
    return round(value, DIGITS) + 0.0 if isinstance(value, float) else value  # adding 0 turns -0.0 into 0.0
