"""The sections `train` and `models`."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from likelier.params.section import Section


class Train(Section):
    """Target, splits and calibration, the same for every model."""

    seed: int = 7
    target: Literal["lift", "likes_over_mean", "likes_over_max", "likes_per_follower"] = "lift"
    min_age_hours: Annotated[float, Field(ge=0)] = 48.0
    splits: tuple[Literal["account", "forward", "random"], ...] = ("account", "forward", "random")
    folds: Annotated[int, Field(ge=2)] = 5
    test_share: Annotated[float, Field(gt=0, lt=1)] = 0.2  # of the forward and the random split
    coverage: Annotated[float, Field(gt=0, lt=1)] = 0.8
    shares: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = (0.125, 0.25, 0.5)  # of the accounts, for learning curves

    @field_validator("splits")
    @classmethod
    def _account_split_is_there(cls, splits: tuple[str, ...]) -> tuple[str, ...]:
        # Intervals are calibrated, and the champion is chosen, on accounts that nobody trained on.
        if "account" not in splits or len(set(splits)) < len(splits):
            raise ValueError("must name `account`, and no split twice")
        return splits


class ModelEntry(Section):
    """One model: the family is the file's name in `models/`, its settings are that file's own."""

    family: str
    features: tuple[str, ...] | None = None  # kinds of features, or single ones; None: every kind that was computed
    baseline: bool = False
    learning_curve: bool = False  # learn from parts of the accounts too, `train.shares`
    leaking: bool = False  # may read what is known only after posting; labelled so, and never registered
    settings: dict[str, Any] = {}
