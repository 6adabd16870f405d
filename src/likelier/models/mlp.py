"""A multilayer perceptron on all features: dense layers of 64, 32, 16, 8 and 4 nodes, and one at the end."""

from typing import Any

from likelier.models import Model
from likelier.nets import architecture
from likelier.nets.net import Net
from likelier.nets.settings import NetSettings


class Estimator(Net, Model):
    """The first write-up's net of numbers; see `likelier.nets`."""

    Settings = NetSettings
    sees = (architecture.FEATURES,)

    def build(self, width: int, mean: float) -> Any:
        return architecture.headed([architecture.features_branch(width)], mean)
