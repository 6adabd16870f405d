"""A convolutional net that sees the account's profile picture and the post's picture side by side, nothing else.

Give its entry ``features: []``: it reads none, and serving then computes none.
"""

from typing import Any

from likelier.models import Model
from likelier.nets import architecture
from likelier.nets.net import Net
from likelier.nets.settings import PictureSettings


class Estimator(Net, Model):
    """The first write-up's net of pictures: four convolutions, five dense layers; see `likelier.nets`."""

    Settings = PictureSettings
    reads_pixels = True
    sees = (architecture.BOTH,)

    def build(self, width: int, mean: float) -> Any:
        return architecture.headed([architecture.pictures_branch(self.settings)], mean)
