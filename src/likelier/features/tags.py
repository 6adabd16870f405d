"""What is on the picture, by name: how likely each of some two dozen groups of things is, by the backbone's classes."""

import numpy as np
from numpy.typing import NDArray

from likelier.errors import ParamsError
from likelier.features import Feature
from likelier.features.backbone import load
from likelier.features.tag_groups import CLASSES, NAMES, group_of
from likelier.params import Featurize

FEATURES = {
    **{f"tags_{name}": Feature(f"probability that it shows: {name}", "share", 0, 1) for name in NAMES},
    "tags_group": Feature("the likeliest of these", "category"),
    "tags_certainty": Feature("probability of the likeliest of the 1,000 classes", "share", 0, 1),
}

UNKNOWN: tuple[float | str | None, ...] = (*(float("nan"),) * len(NAMES), None, float("nan"))


def describe(picture: NDArray[np.uint8] | None, settings: Featurize) -> tuple[float | str | None, ...]:
    """The values of `FEATURES` for an RGB array of shape (height, width, 3); NaN and null where None.

    Raises
    ------
    ParamsError
        The network's second output is not one probability for each class; or see `backbone.load`.
    """
    if picture is None:
        return UNKNOWN
    outputs = load(settings.backbone).see(picture)
    probabilities = outputs[1].ravel().astype(np.float64) if len(outputs) > 1 else np.zeros(0)
    if len(probabilities) != CLASSES or not np.isclose(probabilities.sum(), 1, atol=1e-3):
        raise ParamsError(
            f"featurize.backbone: {settings.backbone} gives no probabilities of the {CLASSES} classes of ImageNet "
            "as second output; switch featurize.tags off"
        )
    shares = np.minimum(np.bincount(group_of(), weights=probabilities, minlength=len(NAMES)), 1)
    return (*shares.tolist(), NAMES[int(shares.argmax())], float(min(probabilities.max(), 1)))
