"""The section `tune`."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from likelier.params.section import Count, Section


class Range(Section):
    """The values of one setting that a search may try: from `low` to `high`, or one of `choices`."""

    low: int | float | None = None
    high: int | float | None = None
    log: bool = False  # as many values are tried from 1 to 10 as from 10 to 100
    choices: tuple[Any, ...] | None = None

    @model_validator(mode="after")
    def _holds_something(self) -> "Range":
        if self.choices is not None:
            if self.low is not None or self.high is not None or self.log:
                raise ValueError("give either choices, or low and high")
            if not self.choices:
                raise ValueError("is empty: choices names no value")
        elif self.low is None or self.high is None:
            raise ValueError("give either choices, or low and high")
        elif not self.low < self.high:
            raise ValueError("is empty: low must be below high")
        elif self.log and self.low <= 0:
            raise ValueError("low must be above 0 where log is true")
        return self


class Tune(Section):
    """The search of hyper-parameters."""

    trials: Count = 40
    folds: Annotated[int, Field(ge=2)] = 5  # of accounts
    seed: Annotated[int, Field(ge=0)] = 17  # not that of `train`: its folds must not be those that were searched on
    timeout_minutes: Annotated[float, Field(gt=0)] | None = None
    studies: str = ".scratch/tune"  # the folder of the SQLite files
    ranges: dict[str, dict[str, Range | None]] = {}  # by model and setting, over the family's; None: not searched
