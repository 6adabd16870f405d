"""A challenger, and the posts that it is judged by: those held back in the account split."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from likelier import held_back, trained
from likelier.artifact import Artifact
from likelier.metrics import facets
from likelier.metrics.rows import Predicted, Rows
from likelier.trained import Trained

SPLIT = "account"


@dataclass(frozen=True)
class Held:
    """n posts in the order of `likelier.metrics.rows.Rows`.

    Attributes
    ----------
    post_ids : Series
        In the same order.
    predicted : mapping
        What the challenger and the baselines that were trained with it say of them, by name.
    facets : list of Facet
        What the posts are told apart by: those of the scorecard.
    """

    rows: Rows
    post_ids: pd.Series
    predicted: Mapping[str, Predicted]
    facets: list[facets.Facet]


@dataclass(frozen=True)
class Candidate:
    """A challenger with all that it is judged by.

    Attributes
    ----------
    shown : DataFrame
        What `likelier.held_back.shown` tells of the posts.
    shards : Path
        The posts.
    features : sequence of Path
        Folders that `featurize` wrote.
    among : int
        How many models it was chosen from, as the best one.
    """

    challenger: Trained
    artifact: Artifact
    baselines: list[Trained]
    shown: pd.DataFrame
    shards: Path
    features: Sequence[Path]
    among: int = 1

    @classmethod
    def read(
        cls, best: Path, baselines: Sequence[Path], shards: Path, features: Sequence[Path], among: int = 1
    ) -> "Candidate":
        """Read the folders that `train` wrote, and the posts of the shards without their pictures."""
        (challenger,) = trained.read([best], [])
        others = trained.read(baselines, []) if baselines else []
        artifact = Artifact.load(best / "artifact")
        return cls(challenger, artifact, others, held_back.shown(shards), shards, features, among)

    @property
    def folder(self) -> Path:
        """What is registered."""
        return self.challenger.folder / "artifact"

    def held(self) -> Held:
        """The posts of the account split."""
        models = [self.challenger, *self.baselines]
        rows, predicted, _ = held_back.of_split(models, SPLIT, self.shown, None)
        described = held_back.described(self.challenger, SPLIT, self.shown, self.features)
        return Held(rows, described["post_id"], predicted, facets.of(described))
