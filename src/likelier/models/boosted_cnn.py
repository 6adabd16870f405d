"""What a late layer of the net of `cnn` says of the pictures, as further features of gradient-boosted trees."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from likelier.encoding import Encoder
from likelier.models import Floats, Model
from likelier.nets import architecture
from likelier.nets.net import Net, Posts
from likelier.nets.settings import PictureSettings
from likelier.trees import ENCODER, MODEL, Growth, Trees


class Settings(PictureSettings):
    """Knobs of the net, of the layer that is read, and of the trees."""

    nodes: int = Field(default=25, ge=1)  # the dense layer of so many nodes is read: 25 or 4 in the write-up
    trees: Growth = Growth()

    @model_validator(mode="after")
    def _layer_is_there(self) -> "Settings":
        if self.nodes not in self.dense:
            raise ValueError(
                f"nodes: no dense layer has {self.nodes} nodes; there are {', '.join(map(str, self.dense))}"
            )
        return self


class Estimator(Net, Model):
    """The net learns first, by itself; then XGBoost learns from all features and the nodes of that layer."""

    Settings = Settings
    reads_pixels = True
    sees = (architecture.BOTH,)
    trees: Trees

    def build(self, width: int, mean: float) -> Any:
        return architecture.headed([architecture.pictures_branch(self.settings)], mean)

    def read(self) -> Any:
        return architecture.hidden(self.net, self.settings.dense.index(self.settings.nodes))

    def fit(self, examples: Posts, target: Floats) -> None:
        super().fit(examples, target)
        settings = self.settings
        encoder = Encoder(settings.min_count, max_words=settings.max_words).fit(examples.features, examples.account)
        knobs = {"nthread": settings.threads, "seed": self.seed, **settings.trees.model_dump(exclude={"rounds"})}
        matrix = self._matrix(encoder, examples)
        self.trees = Trees.grow(encoder, matrix, target, knobs, rounds=settings.trees.rounds)

    def predict(self, examples: Posts) -> Floats:
        return self.trees.score(self._matrix(self.trees.encoder, examples))

    def _matrix(self, encoder: Encoder, examples: Posts) -> NDArray[np.float32]:
        # Rounded, since a batch is summed in another order than a single picture, and trees cut sharply.
        nodes = self.output(examples).round(4)
        return np.concatenate([encoder.transform(examples.features), nodes], axis=1)

    def save(self, folder: Path) -> None:
        super().save(folder)
        self.trees.save(folder / MODEL, folder / ENCODER)

    def restore(self, folder: Path) -> None:
        super().restore(folder)
        self.trees = Trees.load(folder / MODEL, folder / ENCODER, self.settings.threads)
