"""Each account's mean of the training targets, with no look at the post.

On splits that share accounts this shows how much is won by recognising the account. Where accounts are
disjoint no account is known, and it falls back to the mean of all.
"""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from likelier.models import Examples, Floats, Model


class Estimator(Model):
    """Predicts the mean of the account, or of all accounts when it is unknown."""

    mean: float = float("nan")
    means: dict[str, float]

    def fit(self, examples: Examples, target: Floats) -> None:
        self.mean = float(target.mean())
        by_account = pd.Series(target).groupby(np.asarray(examples.account)).mean()
        self.means = {_digest(account): float(mean) for account, mean in by_account.items()}

    def predict(self, examples: Examples) -> Floats:
        return np.array([self.means.get(_digest(account), self.mean) for account in examples.account])

    def save(self, folder: Path) -> None:
        content = {"mean": self.mean, "means": self.means}
        (folder / "account_mean.json").write_text(json.dumps(content, sort_keys=True), encoding="utf-8")

    def restore(self, folder: Path) -> None:
        content = json.loads((folder / "account_mean.json").read_text(encoding="utf-8"))
        self.mean, self.means = content["mean"], content["means"]


def _digest(account: object) -> str:
    # A saved model names no account.
    return sha256(str(account).encode()).hexdigest()[:16]
