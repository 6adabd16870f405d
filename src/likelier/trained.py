"""What `train` wrote of each model, as `evaluate` reads it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from likelier import predictions
from likelier.errors import ArtifactError, ContractError, NotEnoughData, ParamsError
from likelier.metrics.measure import CEILING
from likelier.metrics.rows import ORDER

LEAKS = "leaks"  # the role of a model that knows the likes


@dataclass(frozen=True)
class Trained:
    """What `train` wrote of one model."""

    name: str
    family: str
    baseline: bool
    leaking: bool
    table: pd.DataFrame
    folder: Path

    @property
    def role(self) -> str:
        """What it is called beside its figures."""
        if self.leaking:
            return LEAKS
        return "baseline" if self.baseline else "model"

    def held(self, split: str) -> pd.DataFrame:
        """Its predictions of one split, in the order of `likelier.metrics.rows.Rows`."""
        return self.table[self.table["split"] == split].sort_values(ORDER)


def read(folders: Sequence[Path], known: Sequence[str]) -> list[Trained]:
    """Every trained model, in the order of the `known` names, whatever that of the folders; the others by name.

    Raises
    ------
    NotEnoughData
        There is no folder.
    ArtifactError
        A folder that `train` did not write.
    ContractError, ParamsError
        Two folders of one model, or a name that is taken.
    """
    if not folders:
        raise NotEnoughData("there is no trained model to evaluate; run `likelier train` first")
    models: dict[str, Trained] = {}
    for folder in folders:
        model = _read_one(folder)
        if model.name == CEILING:
            raise ParamsError(f"models.{CEILING}: the name is taken by the true effect of the sample; choose another")
        if model.name in models:
            raise ContractError(f"{folder}: a second folder of model {model.name!r}; name each model once")
        models[model.name] = model
    order = list(known)
    return sorted(
        models.values(), key=lambda one: (order.index(one.name) if one.name in order else len(order), one.name)
    )


def _read_one(folder: Path) -> Trained:
    path = folder / "model.json"
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        leaking, baseline = bool(description.get("leaking", False)), bool(description["baseline"])
        name, family = str(description["name"]), str(description["family"])
        return Trained(name, family, baseline, leaking, predictions.read(folder), folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(f"{path}: does not describe a trained model; run `likelier train` again") from error
