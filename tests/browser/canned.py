"""Answers of the service as docs/serving.md has them, for what a small model would not answer by itself."""

from datetime import UTC, datetime, timedelta
from math import exp, log
from typing import Any

MODEL = {"name": "likelier", "label": "likelier version 3 (blend)", "version": 3, "target": "lift", "coverage": 0.8}
REASONS = [
    {"what": "faces: 2", "move": 0.06, "in_words": "+6%"},
    {"what": "caption", "move": -0.02, "in_words": "-2%"},
]


def words(value: float) -> str:
    return f"{exp(value) - 1:+.0%}"


def score(value: float, likes: float | None = None) -> dict[str, Any]:
    low, high = value - 0.5, value + 0.6
    return {
        "score": value, "low": low, "high": high,
        "in_words": words(value), "low_in_words": words(low), "high_in_words": words(high),
        "likes": likes and {"expected": likes * exp(value), "low": likes * exp(low), "high": likes * exp(high)},
    }  # fmt: skip


def order(values: list[float], groups: list[int], twins: dict[int, int] | None = None, **more: Any) -> dict[str, Any]:
    """Pictures in the order in which they were sent."""
    rows = [
        {
            "position": place + 1, "picture": place, "filename": None, **score(value, likes=300),
            "first_beats": None if place == 0 else 0.5 + 0.05 * place, "group": group,
            "duplicate_of": (twins or {}).get(place), "reasons": REASONS,
        }
        for place, (value, group) in enumerate(zip(values, groups, strict=True))
    ]  # fmt: skip
    return {"model": MODEL, "confidence": 0.6, "usual_likes": 300.0, "order": rows, "notes": [], **more}


def week(differs: bool) -> dict[str, Any]:
    start = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
    hours = []
    for place in range(168):
        over = (0.4 if differs else 0.01) * (1 - abs(place % 24 - 18) / 9)
        at = start + timedelta(hours=place)
        told = {name: value for name, value in score(over).items() if name != "likes"}
        hours.append(
            {"at": at.isoformat(), "weekday": at.weekday(), "hour": at.hour, **told, "over": over,
             "over_in_words": words(over)}
        )  # fmt: skip
    verdict = "no difference: the best hour beats the worst with a chance of 51%, less than 60%"
    if differs:
        verdict = "best: Monday 18:00, +49% over the week's mean; it beats the worst hour with a chance of 70%"
    return {
        "model": MODEL, "confidence": 0.6, "time_zone": "Europe/Berlin", "differs": differs,
        "best_beats_worst": 0.7 if differs else 0.51, "verdict": verdict, "best": hours[18] if differs else None,
        "hours": hours, "notes": [],
    }  # fmt: skip


def what_if(*variations: tuple[str, int, float]) -> dict[str, Any]:
    """Variations as (kind, place, change)."""
    rows = [
        {
            "kind": kind, "place": place, **score(0.1 + change), "change": change, "change_in_words": words(change),
            "beats_base": 1 / (1 + exp(-2 * change)), "told_apart": change > log(1.5) / 2, "reasons": REASONS,
        }
        for kind, place, change in variations
    ]  # fmt: skip
    base = {**score(0.1), "reasons": REASONS}
    return {"model": MODEL, "confidence": 0.6, "base": base, "variations": rows, "notes": []}


def error(code: str, message: str, field: str | None = None) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "field": field}}
