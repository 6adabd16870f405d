"""One file a model family, loaded by its name, behind one small interface.

A family is a module with one class, `Estimator`, that derives from `Model`. To add one: write
``models/<family>.py`` and an entry below ``models:`` in `params.yaml`. The contract test
(`tests/models/test_contract.py`) and ``dvc repro`` pick it up by themselves.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import ValidationError

from likelier.errors import ParamsError
from likelier.params import ModelEntry, Range, Section
from likelier.pixels import Pixels

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Examples:
    """Posts as a model sees them; n rows, every part in the same order.

    Attributes
    ----------
    features : DataFrame, shape (n, d)
        Columns of `likelier.features`: float32 with NaN for "not known", or `category` of text.
    account : array of str, shape (n,)
        Which account a post belongs to.
    taken_at : array of datetime64[us], shape (n,)
        UTC.
    pixels : Pixels, n posts, optional
        The pictures, for a model that `reads_pixels`.
    """

    features: pd.DataFrame
    account: NDArray[Any]
    taken_at: NDArray[Any]
    pixels: Pixels | None = None

    @classmethod
    def of(cls, posts: pd.DataFrame, features: pd.DataFrame, pixels: Pixels | None = None) -> "Examples":
        """Of posts in the data contract, with their features in the same order."""
        taken_at = posts["taken_at"].dt.tz_convert(None).to_numpy(dtype="datetime64[us]")
        return cls(features, posts["account_id"].to_numpy(), taken_at, pixels)

    def __len__(self) -> int:
        return len(self.features)

    def take(self, rows: NDArray[Any]) -> "Examples":
        """The examples at these positions."""
        pixels = None if self.pixels is None else self.pixels.take(rows)
        return Examples(self.features.iloc[rows], self.account[rows], self.taken_at[rows], pixels)


class Model(ABC):
    """The interface of every family.

    `Settings` names the family's own knobs, and `ranges` what `likelier tune` may try for some of them; a family that
    looks at pictures says `reads_pixels`, and one that is made for an accelerator `is_net`. A fitted model is
    saved as plain files (JSON, `.ubj`, `.keras`) into a folder of its own; never as a pickle.
    """

    Settings: ClassVar[type[Section]] = Section
    ranges: ClassVar[Mapping[str, Range]] = {}
    reads_pixels: ClassVar[bool] = False
    is_net: ClassVar[bool] = False

    def __init__(self, settings: Any, seed: int) -> None:
        self.settings = settings
        self.seed = seed
        self.scratch: Path | None = None  # where a training that is killed may leave what it needs to go on

    @abstractmethod
    def fit(self, examples: Examples, target: Floats) -> None:
        """Learn from examples with a finite target of shape (n,)."""

    @abstractmethod
    def predict(self, examples: Examples) -> Floats:
        """A score for each example, in the unit of the target; shape (n,), finite."""

    def contributions(self, examples: Examples) -> pd.DataFrame | None:
        """By how much each feature moves each score; shape (n, d), the columns those of `examples.features`.

        A row adds up to its score less a number that is the same for all posts. None where the family can't tell.
        """
        return None

    def explain(self, examples: Examples) -> tuple[Floats, pd.DataFrame | None]:
        """`predict` and `contributions` of the same examples; a family that shares work between them says how."""
        return self.predict(examples), self.contributions(examples)

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write everything that `restore` needs into an existing, empty folder."""

    @abstractmethod
    def restore(self, folder: Path) -> None:
        """Read what `save` wrote; afterwards `predict` gives the same scores."""


def create(name: str, entry: ModelEntry, seed: int) -> Model:
    """An unfitted model of the entry's family.

    Raises
    ------
    ParamsError
        The family is unknown, or a setting is unknown or out of its range; the key is named.
    """
    estimator = _estimator(name, entry)
    try:
        settings = estimator.Settings.model_validate(entry.settings)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(["models", name, "settings", *(str(part) for part in first["loc"])])
        reason = "unknown key" if first["type"] == "extra_forbidden" else first["msg"]
        raise ParamsError(f"{key}: {reason}") from error
    return estimator(settings, seed)


def is_net(name: str, entry: ModelEntry) -> bool:
    """Whether an accelerator speeds the entry's training up."""
    return _estimator(name, entry).is_net


def _estimator(name: str, entry: ModelEntry) -> type[Model]:
    if not entry.family.isidentifier() or find_spec(f"likelier.models.{entry.family}") is None:
        raise ParamsError(
            f"models.{name}.family: {entry.family!r} is unknown: there is no likelier/models/{entry.family}.py"
        )
    return cast(type[Model], import_module(f"likelier.models.{entry.family}").Estimator)
