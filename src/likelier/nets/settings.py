"""Knobs that every net has, and those of nets that look at pictures."""

from typing import Annotated, Literal

from pydantic import Field

from likelier.nets.losses import Loss
from likelier.params import Section

Size = Annotated[int, Field(ge=1)]


class NetSettings(Section):
    """Knobs of training."""

    loss: Loss = "squared"  # pairwise, hinge: only the order inside an account counts
    optimizer: Literal["adam", "sgd", "rmsprop"] = "adam"
    learning_rate: float = Field(default=0.001, gt=0)
    epochs: Size = 30  # at most
    batch: Size = 32
    patience: Size = 5  # epochs without a smaller validation loss, after which training ends
    validation_share: float = Field(default=0.15, gt=0, lt=1)  # of the accounts that it may learn from
    scaling: Literal["min_max", "standard"] = "min_max"  # of inputs and target
    mixed_precision: bool = False  # half precision inside, where there is a GPU
    threads: Size = 2  # a fixed number: sums in another order give other last digits
    min_count: Size = 20  # rows that a category's level needs
    max_words: Size = 100  # of a text, that become columns


class PictureSettings(NetSettings):
    """Knobs of the net that sees profile picture and post side by side."""

    epochs: Size = 10
    patience: Size = 3
    filters: tuple[Size, ...] = Field(default=(16, 32, 64, 128), min_length=1)  # of each convolution
    dense: tuple[Size, ...] = Field(default=(1250, 250, 25, 4), min_length=1)  # nodes of each layer after them
    dropout: tuple[Annotated[float, Field(ge=0, lt=1)], ...] = (0.5, 0.25)  # after the first of those, in order
    halvings: int = Field(default=0, ge=0, le=4)  # how often the picture is halved before the first convolution
