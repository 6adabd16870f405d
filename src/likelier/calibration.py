"""How sure a score is: an interval for its post, and the chance that it beats another post of its account.

The interval is split-conformal with a local scale (Lei et al. 2018, section 5.2), with an end for each side, since
errors are skewed. MAPIE has such a score, `ResidualNormalisedScore`, but fits its scale on a random part of the
posts, with accounts on both sides, and keeps the model inside its own estimator.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.scale import Scale, context

Floats = NDArray[np.float64]

WIDE = 0.9  # every score has an interval of this coverage too, as `low_90` and `high_90`
FILE = "calibration.json"


@dataclass(frozen=True)
class Calibration:
    """What turns a score into an interval and a chance.

    Attributes
    ----------
    coverage : float
        The share of posts whose interval `low` to `high` should hold their target.
    scale : Scale
        How far off each post's score may be, relative to others.
    ends : dict of float to (float, float)
        For each coverage, how many scales below and above the score the interval ends.
    pair_slope : float
        See `likelier.odds.chance`.
    """

    coverage: float
    scale: Scale
    ends: Mapping[float, tuple[float, float]]
    pair_slope: float

    def intervals(self, score: Floats, features: pd.DataFrame) -> dict[str, Floats]:
        """The arrays low, high, low_90 and high_90, each of shape (n,), of posts with these features."""
        scale = self.scale.of(context(features), score)
        found: dict[str, Floats] = {}
        for level, suffix in ((self.coverage, ""), (WIDE, "_90")):
            below, above = self.ends[level]
            found |= {f"low{suffix}": score + below * scale, f"high{suffix}": score + above * scale}
        return found

    def save(self, folder: Path) -> None:
        """Write into an existing, empty folder."""
        content = {
            "coverage": self.coverage,
            "ends": {str(level): list(ends) for level, ends in self.ends.items()},
            "pair_slope": self.pair_slope,
            "local": self.scale.trees is not None,
        }
        (folder / FILE).write_text(json.dumps(content, indent=1, sort_keys=True), encoding="utf-8")
        self.scale.save(folder)

    @classmethod
    def load(cls, folder: Path) -> "Calibration":
        """Read what `save` wrote."""
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return cls(
            coverage=float(content["coverage"]),
            scale=Scale.load(folder) if content["local"] else Scale(),
            ends={float(level): (float(below), float(above)) for level, (below, above) in content["ends"].items()},
            pair_slope=float(content["pair_slope"]),
        )


def ends(errors: Floats, coverage: float) -> tuple[float, float]:
    """The ends of a split-conformal interval from held-back errors (label minus score), equal tails on both sides.

    Each end is the (n + 1)(1 + coverage) / 2-th smallest error on its side (Romano et al. 2019, theorem 2), or the
    largest one, if there are too few. The score is never outside.
    """
    rank = min(len(errors), int(np.ceil((len(errors) + 1) * (1 + coverage) / 2)))
    ordered = np.sort(errors)
    return min(float(ordered[-rank]), 0.0), max(float(ordered[rank - 1]), 0.0)
