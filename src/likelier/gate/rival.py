"""The champion that a challenger is held against."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from likelier import posts
from likelier.artifact import Artifact
from likelier.errors import LikelierError, RegistryError
from likelier.gate.scores import KEPT, SCORES, champion_scores
from likelier.metrics.rows import Predicted
from likelier.registry import CHAMPION, Registry


@dataclass(frozen=True)
class Rival:
    """The champion: its version, its model, and the scores of posts that it had not seen when it gave them."""

    number: int
    artifact: Artifact
    kept: pd.DataFrame

    def scores(self, post_ids: pd.Series, shards: Path) -> Predicted:
        """What it says of posts, in their order, never having learned from them."""
        return Predicted(np.asarray(champion_scores(self.artifact, self.kept, post_ids, shards), float))


def find(registry: Registry) -> Rival | None:
    """The champion, or None where nothing has the alias.

    Raises
    ------
    RegistryError
        It does not load, or has lost its scores: nothing can be compared with it.
    """
    version = registry.aliased(CHAMPION)
    if version is None:
        return None
    try:
        kept = posts.read(registry.file(version, KEPT), SCORES, ["post", "score"])
        return Rival(version.number, registry.load(version), kept)
    except (LikelierError, OSError) as error:
        told = (str(error).splitlines() or [type(error).__name__])[0]
        raise RegistryError(
            f"version {version.number} is champion and can't be compared with: {told}; if what it keeps is lost, make "
            "another one champion (`likelier models list`, `likelier models promote VERSION`) and register again"
        ) from error
