"""A weighted sum of other families; the weights are learned on accounts that the members had not seen."""

import json
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from pydantic import Field

from likelier.errors import ParamsError
from likelier.models import Examples, Floats, Model, create
from likelier.params import ModelEntry, Range, Section
from likelier.within import centred, clipped, codes

LINE = ModelEntry(family="fixed_effects")
TREES = ModelEntry(
    family="xgboost",
    settings={
        "objective": "within",
        "clip": 2.5,
        "rounds": 300,
        "max_depth": 6,
        "learning_rate": 0.03,
        "colsample_bytree": 0.3,
        "min_child_weight": 20,
    },
)


class Settings(Section):
    """Knobs of the blend."""

    members: dict[str, ModelEntry] = Field(default={"line": LINE, "trees": TREES}, min_length=1)
    folds: int = Field(default=3, ge=2)  # of accounts, to learn the weights
    clip: float | None = Field(default=2.5, gt=0)  # of the target, in standard deviations, for the weights


class Estimator(Model):
    """Stacked regression (Breiman 1996): weights of 0 and more, by least squares within accounts.

    Each member scores accounts that it did not learn from, so that a member that learns by heart gets no weight for
    it. Afterwards each learns from all examples.
    """

    Settings = Settings
    ranges: ClassVar = {"folds": Range(low=2, high=5), "clip": Range(choices=(None, 1.5, 2.0, 2.5, 3.0, 4.0))}
    weights: dict[str, float]

    def __init__(self, settings: Any, seed: int) -> None:
        super().__init__(settings, seed)
        self.members = self._fresh()
        for name, member in self.members.items():
            if member.reads_pixels or self.settings.members[name].features is not None:
                raise ParamsError(
                    f"settings.members.{name}: a member reads all features, and no pixels; blend other families"
                )

    def _fresh(self) -> dict[str, Model]:
        return {
            name: create(f"blend.settings.members.{name}", entry, self.seed)
            for name, entry in self.settings.members.items()
        }

    def fit(self, examples: Examples, target: Floats) -> None:
        self.weights = self._weigh(examples, target)
        self.level = float(target.mean())
        self.centres = {}
        for name, member in self.members.items():
            member.fit(examples, target)
            self.centres[name] = float(member.predict(examples).mean())

    def _weigh(self, examples: Examples, target: Floats) -> dict[str, float]:
        from scipy.optimize import nnls
        from sklearn.model_selection import GroupKFold

        accounts = len(set(examples.account))
        equal = dict.fromkeys(self.settings.members, 1 / len(self.settings.members))
        if accounts < 2 or len(equal) < 2:
            return equal
        scores = np.zeros((len(examples), len(equal)))
        folds = GroupKFold(min(self.settings.folds, accounts), shuffle=True, random_state=self.seed)
        for train, test in folds.split(target, groups=examples.account):
            for place, member in enumerate(self._fresh().values()):
                member.fit(examples.take(train), target[train])
                scores[test, place] = member.predict(examples.take(test))
        code = codes(examples.account)
        inside = centred(scores, code)
        inside[:, inside.std(axis=0) < 1e-9] = 0.0  # the rounding errors of a member that puts nothing in order
        found, _ = nnls(inside, centred(clipped(target, self.settings.clip), code))
        # No member orders better than chance: nothing to choose between them by.
        return dict(zip(equal, map(float, found), strict=True)) if found.any() else equal

    def predict(self, examples: Examples) -> Floats:
        scores = np.full(len(examples), self.level)
        for name, member in self.members.items():
            scores += self.weights[name] * (member.predict(examples) - self.centres[name])
        return scores

    def contributions(self, examples: Examples) -> pd.DataFrame | None:
        """Those of the members, weighted; None where a member that counts can't tell."""
        return self.explain(examples)[1]

    def explain(self, examples: Examples) -> tuple[Floats, pd.DataFrame | None]:
        scores = np.full(len(examples), self.level)
        total: pd.DataFrame | None = None
        told = True
        for name, member in self.members.items():
            weight = self.weights[name]
            score, moves = member.explain(examples) if weight else (member.predict(examples), None)
            scores += weight * (score - self.centres[name])
            if weight and moves is None:
                told = False
            elif moves is not None:
                total = moves * weight if total is None else total + moves * weight
        return scores, total if told else None

    def save(self, folder: Path) -> None:
        content = {"weights": self.weights, "level": self.level, "centres": self.centres}
        (folder / "blend.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
        for name, member in self.members.items():
            (folder / name).mkdir()
            member.save(folder / name)

    def restore(self, folder: Path) -> None:
        content = json.loads((folder / "blend.json").read_text(encoding="utf-8"))
        self.weights, self.level, self.centres = content["weights"], content["level"], content["centres"]
        for name, member in self.members.items():
            member.restore(folder / name)
