"""The section `drift`."""

from typing import Annotated

from pydantic import Field, model_validator

from likelier.params.section import Count, Section


class Drift(Section):
    """How new posts are held against those that the champion learned from, and what raises an alarm."""

    seed: int = 7
    false_alarms: Annotated[float, Field(gt=0, lt=0.5)] = 0.002  # a report, all its tests together
    warning: Annotated[float, Field(ge=0)] = 0.02  # population stability index, beyond what chance alone gives
    critical: Annotated[float, Field(ge=0)] = 0.25
    min_posts: Count = 100  # fewer are not compared
    max_posts: Count = 2_000  # of more, whole accounts are drawn up to this
    draws: Annotated[int, Field(ge=100)] = 2_000  # clean weeks that are drawn for the null
    all_posts: bool = False  # of shards, not only those taken after the champion's last one
    days: Count = 7  # of records, back from the newest one
    fall: Annotated[float, Field(ge=0)] = 0.05  # of pairs in order, or of coverage: surely below it is critical

    @model_validator(mode="after")
    def _an_alarm_can_be_raised(self) -> "Drift":
        if self.critical < self.warning:
            raise ValueError("drift.critical must not be below drift.warning")
        if self.false_alarms * (self.draws + 1) < 1:
            raise ValueError(f"drift.draws must be at least {1 / self.false_alarms:.0f} for these false_alarms")
        return self
