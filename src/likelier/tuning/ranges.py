"""What a search may try of each setting: the family's own ranges, and those of the params file over them."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from pydantic import BaseModel, ValidationError

from likelier.errors import ParamsError
from likelier.models import Model
from likelier.params import Params, Range

DIGITS = 3  # of a number that is tried: what is written is what was measured


class Trial(Protocol):
    """What is asked of Optuna's trial."""

    def suggest_categorical(self, name: str, choices: list[str]) -> Any: ...
    def suggest_int(self, name: str, low: int, high: int, *, log: bool) -> int: ...
    def suggest_float(self, name: str, low: float, high: float, *, log: bool) -> float: ...


def ranges_of(params: Params, name: str, model: Model) -> dict[str, Range]:
    """The ranges of the entry `name`, in the order of their names.

    Raises
    ------
    ParamsError
        There are none; or one is of no model, of no setting, or holds a value that the setting doesn't take.
    """
    family = params.models[name].family
    for other in params.tune.ranges:
        if other not in params.models:
            raise ParamsError(f"tune.ranges.{other}: no such model; known: {', '.join(params.models)}")
    given = {**type(model).ranges, **params.tune.ranges.get(name, {})}
    settings = type(model).Settings
    for key in given:
        if key not in settings.model_fields:
            raise ParamsError(
                f"tune.ranges.{name}.{key}: {family} has no such setting; "
                f"it has {', '.join(settings.model_fields) or 'none'}"
            )
    found = {key: given[key] for key in sorted(given)}
    kept = {key: one for key, one in found.items() if one is not None}
    if not kept:
        raise ParamsError(
            f"models.{name}: nothing to search: the family {family} names no ranges; give some in tune.ranges.{name}"
        )
    for key, one in kept.items():
        for value in one.choices or (one.low, one.high):
            _check(settings, f"tune.ranges.{name}.{key}", key, value)
    return kept


def _check(settings: type[BaseModel], where: str, key: str, value: Any) -> None:
    try:
        settings.model_validate({key: value})
    except ValidationError as error:
        raise ParamsError(f"{where}: {value!r} is no value of this setting: {error.errors()[0]['msg']}") from error


def is_whole(settings: type[BaseModel], key: str, one: Range) -> bool:
    """Whether the setting counts something: then no fraction is tried."""
    return one.choices is None and isinstance(getattr(settings.model_validate({key: one.low}), key), int)


def suggest(trial: Trial, ranges: Mapping[str, Range], settings: type[BaseModel]) -> dict[str, Any]:
    """One value of each range, as the trial would have it."""
    asked: dict[str, Any] = {}
    for key, one in ranges.items():
        if one.choices is not None:
            asked[key] = trial.suggest_categorical(key, [json.dumps(choice) for choice in one.choices])
            continue
        assert one.low is not None and one.high is not None  # params/tune.py
        if is_whole(settings, key, one):
            asked[key] = trial.suggest_int(key, int(one.low), int(one.high), log=one.log)
        else:
            asked[key] = trial.suggest_float(key, float(one.low), float(one.high), log=one.log)
    return values(asked, ranges)


def values(asked: Mapping[str, Any], ranges: Mapping[str, Range]) -> dict[str, Any]:
    """The values that a trial was asked for, as settings: choices read, long fractions cut."""
    return {key: _value(asked[key], one) for key, one in ranges.items()}


def _value(value: Any, one: Range) -> Any:
    if one.choices is not None:
        return json.loads(value)
    if isinstance(value, int):
        return value
    assert one.low is not None and one.high is not None  # params/tune.py
    return min(max(float(f"{value:.{DIGITS}g}"), float(one.low)), float(one.high))


def inverse(present: Mapping[str, Any], ranges: Mapping[str, Range]) -> dict[str, Any] | None:
    """The present values as a trial is asked for them; None where one is outside its range."""
    asked = {}
    for key, one in ranges.items():
        value = present[key]
        if one.choices is not None:
            text = json.dumps(value)
            if text not in [json.dumps(choice) for choice in one.choices]:
                return None
            asked[key] = text
        elif value is None or one.low is None or one.high is None or not one.low <= value <= one.high:
            return None
        else:
            asked[key] = value
    return asked
