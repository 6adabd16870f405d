"""What is on the picture, as a point: near points are pictures of like things.

The backbone's pooled vector (1,280 numbers for `lite0`), on a few fixed directions; see `projection`.
"""

import numpy as np
from numpy.typing import NDArray

from likelier.errors import ParamsError
from likelier.features import Feature
from likelier.features.backbone import load
from likelier.features.projection import WIDTH, project
from likelier.params import Featurize

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
    return tuple(project(pooled).tolist())
