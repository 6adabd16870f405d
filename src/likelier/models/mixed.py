"""Two branches without their heads, the perceptron of `mlp` and the net of `cnn`, joined by four nodes and one."""

from typing import Any

from likelier.models import Model
from likelier.nets import architecture
from likelier.nets.net import Net
from likelier.nets.settings import PictureSettings


class Estimator(Net, Model):
    """The first write-up's net of numbers and pictures: 4 + 4 nodes, then 4, then 1; see `likelier.nets`."""

    Settings = PictureSettings
    reads_pixels = True
    sees = (architecture.FEATURES, architecture.BOTH)

    def build(self, width: int, mean: float) -> Any:
        branches = [architecture.features_branch(width), architecture.pictures_branch(self.settings)]
        return architecture.headed(branches, mean)
