"""The second write-up's net on the post's picture at 50 x 50 pixels: two convolutions, dense layers, LeakyReLU.

Give its entry ``features: []``: it reads none, and serving then computes none.
"""

from typing import Any, ClassVar

from pydantic import Field

from likelier.models import Model
from likelier.nets import architecture
from likelier.nets.net import Net
from likelier.nets.settings import NetSettings, Size
from likelier.params import Range


class Settings(NetSettings):
    """Knobs of training, with the report's batch and epochs."""

    epochs: Size = 50
    batch: Size = 50
    dropout: float = Field(default=0.25, ge=0, lt=1)


class Estimator(Net, Model):
    """Adam and squared error, as there; see `likelier.nets`."""

    Settings = Settings
    ranges: ClassVar = {
        **Net.ranges,
        "batch": Range(choices=(16, 25, 50, 100)),
        "dropout": Range(low=0.0, high=0.6),
    }
    reads_pixels = True
    sees = (architecture.SMALL,)

    def build(self, width: int, mean: float) -> Any:
        return architecture.headed([architecture.small_branch(self.settings.dropout)], mean)
