"""What is on the picture, as a point: near points are pictures of like things.

The backbone's pooled vector (1,280 numbers for `lite0`) is too wide for a table of features. It is projected on 64
fixed random directions at right angles to each other, which keeps distances to some 10 % (Johnson and Lindenstrauss).
The directions are the same everywhere and nothing is fitted; a model that wants fewer may reduce them in training.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from likelier.errors import ParamsError
from likelier.features import Feature
from likelier.features.backbone import load
from likelier.params import Featurize

WIDTH = 64
SEED = 7

FEATURES = {
    f"embedding_{place:02d}": Feature("what the backbone sees, along a fixed random direction", "projection")
    for place in range(WIDTH)
}

UNKNOWN = (float("nan"),) * WIDTH


def describe(picture: NDArray[np.uint8] | None, settings: Featurize) -> tuple[float, ...]:
    """The values of `FEATURES` for an RGB array of shape (height, width, 3); NaN where None.

    Raises
    ------
    ParamsError
        The network's vector is narrower than the embedding; or see `backbone.load`.
    """
    if picture is None:
        return UNKNOWN
    pooled = load(settings.backbone).see(picture)[0].ravel()
    if len(pooled) < WIDTH:
        raise ParamsError(f"featurize.backbone: {settings.backbone} gives {len(pooled)} numbers; {WIDTH} are needed")
    return tuple((pooled.astype(np.float64) @ directions(len(pooled))).tolist())


@cache
def directions(width: int) -> NDArray[np.float64]:
    """Columns at right angles to each other, of such a length that distances stay about the same; (width, 64)."""
    rough = np.random.default_rng(SEED).standard_normal((width, WIDTH))
    columns, triangle = np.linalg.qr(rough)
    # Which way a column points is left to the linear algebra library; positive diagonals settle it.
    return np.asarray(columns * np.sign(np.diag(triangle)) * np.sqrt(width / WIDTH))
