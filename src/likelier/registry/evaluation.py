"""What an evaluation tells MLflow: its data, and of each trained model the settings, figures and learning curves."""

import csv
import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from likelier import lineage, version_facts
from likelier.params import Params
from likelier.registry.settings import settings

SPLIT = "account"  # the split that the best model is chosen on
PAIRS = "pair_accuracy"
LEAKY = "leaky_"  # before the name of a split whose figures are too good


@dataclass(frozen=True)
class Figure:
    """One measured number.

    Attributes
    ----------
    split : str or None
        The split that it was measured on.
    step : int
        The epoch, or the number of accounts that were learned from, of a learning curve.
    """

    name: str
    value: float
    split: str | None = None
    step: int = 0


@dataclass(frozen=True)
class Contender:
    """One trained model of an evaluation; `digest` is of what it is and of what it scored."""

    name: str
    role: str
    folder: Path
    digest: str
    settings: Mapping[str, str]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Evaluation:
    """One evaluation with the models that it measured.

    Attributes
    ----------
    measured : mapping
        What `evaluate` writes to its metrics file.
    contenders : tuple of Contender
        The worst first, by pair accuracy on the account split.
    shards : Path
        The posts that were read.
    """

    measured: Mapping[str, Any]
    contenders: tuple[Contender, ...]
    shards: Path

    @classmethod
    def of(cls, params: Params, measured: Mapping[str, Any], trained: Sequence[Path], shards: Path) -> "Evaluation":
        """Gather what the folders that `train` wrote tell."""
        found = [_contender(folder, measured, params) for folder in trained]
        places = {one.name: _place(measured, one.name) for one in found}
        return cls(measured, tuple(sorted(found, key=lambda one: (places[one.name], one.name))), shards)

    @cached_property
    def digest(self) -> str:
        """Its identity: the same figures of the same models."""
        told = [self.measured, sorted((one.name, one.digest) for one in self.contenders)]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    @cached_property
    def data(self) -> str:
        """Digest of the posts."""
        return lineage.digest_of(self.shards)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The facts of the best model, see `likelier.version_facts`."""
        return version_facts.gather(self.measured, SPLIT, _described(self.best.folder), self.shards)

    @property
    def best(self) -> Contender:
        """The one that was found best."""
        return next(one for one in self.contenders if one.name == self.measured["best_model"])

    def split_name(self, split: str) -> str:
        """The name of a split in the names of figures: one that flatters says so."""
        return _split_name(self.measured, split)


def _split_name(measured: Mapping[str, Any], split: str) -> str:
    return f"{LEAKY}{split}" if measured["splits"][split].get("leaky") else split


def _described(folder: Path) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    return described


def _place(measured: Mapping[str, Any], name: str) -> float:
    told = measured["splits"][SPLIT]["models"].get(name, {}).get(PAIRS) or {}
    return float(told.get("value") or 0.0)


def _contender(folder: Path, measured: Mapping[str, Any], params: Params) -> Contender:
    described = _described(folder)
    name = described["name"]
    return Contender(
        name,
        measured.get("roles", {}).get(name, "baseline" if described.get("baseline") else "model"),
        folder,
        lineage.digest_of(folder / "artifact", folder / "predictions.parquet"),
        settings(folder / "artifact", described, params),
        tuple(one for one in (*_figures(measured, name), *_curves(measured, name, folder)) if math.isfinite(one.value)),
    )


def _figures(measured: Mapping[str, Any], model: str) -> Iterator[Figure]:
    """Every measure of each split; the main ones with their intervals."""
    for split, found in measured["splits"].items():
        for measure, told in found["models"].get(model, {}).items():
            if isinstance(told, Mapping):
                bounds = ("low", "high") if measure in version_facts.MEASURES else ()
                for key in ("value", *bounds):
                    if told.get(key) is not None:
                        name = f"{_split_name(measured, split)}/{measure}" + ("" if key == "value" else f"_{key}")
                        yield Figure(name, float(told[key]), split)


def _curves(measured: Mapping[str, Any], model: str, folder: Path) -> Iterator[Figure]:
    """The losses of each epoch, and what fewer accounts would have brought, of a model that tells them."""
    yield from losses(folder / "artifact")
    # Of few accounts, two shares may be as many; MLflow's database takes one figure a step.
    curve = measured.get("learning_curves", {}).get(model, [])
    for accounts, value in {round(point["accounts"]): float(point["value"]) for point in curve}.items():
        yield Figure(f"by_accounts/{PAIRS}", value, SPLIT, accounts)


def losses(artifact: Path) -> Iterator[Figure]:
    """The losses of each epoch, of a model that tells them."""
    path = artifact / "model" / "curves.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                epoch = int(row.pop("epoch"))
                yield from (Figure(name, float(value), step=epoch) for name, value in row.items())
