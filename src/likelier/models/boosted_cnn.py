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
from likelier.params import Section


class Trees(Section):
    """Knobs of the trees, as those of the family `xgboost`."""

    rounds: int = Field(default=400, ge=1)
    max_depth: int = Field(default=4, ge=1)
    learning_rate: float = Field(default=0.04, gt=0, le=1)
    subsample: float = Field(default=0.7, gt=0, le=1)
    colsample_bytree: float = Field(default=0.5, gt=0, le=1)
    min_child_weight: float = Field(default=10.0, ge=0)
    reg_lambda: float = Field(default=5.0, ge=0)


class Settings(PictureSettings):
    """Knobs of the net, of the layer that is read, and of the trees."""

    nodes: int = Field(default=25, ge=1)  # the dense layer of so many nodes is read: 25 or 4 in the write-up
    trees: Trees = Trees()

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
    encoder: Encoder

    def build(self, width: int, mean: float) -> Any:
        return architecture.headed([architecture.pictures_branch(self.settings)], mean)

    def read(self) -> Any:
        return architecture.hidden(self.net, self.settings.dense.index(self.settings.nodes))

    def fit(self, examples: Posts, target: Floats) -> None:
        import xgboost

        super().fit(examples, target)
        trees = self.settings.trees
        self.encoder = Encoder(self.settings.min_count, max_words=self.settings.max_words).fit(
            examples.features, examples.account
        )
        knobs = trees.model_dump(exclude={"rounds"})
        self.booster = xgboost.train(
            {"objective": "reg:squarederror", "nthread": self.settings.threads, "seed": self.seed, **knobs},
            xgboost.DMatrix(self._matrix(examples), label=target),
            num_boost_round=trees.rounds,
        )

    def predict(self, examples: Posts) -> Floats:
        scores: Floats = self.booster.inplace_predict(self._matrix(examples)).astype(float)
        return scores

    def _matrix(self, examples: Posts) -> NDArray[np.float32]:
        # Rounded, since a batch is summed in another order than a single picture, and trees cut sharply.
        nodes = self.output(examples).round(4)
        return np.concatenate([self.encoder.transform(examples.features), nodes], axis=1)

    def save(self, folder: Path) -> None:
        super().save(folder)
        self.encoder.save(folder / "encoder.json")
        self.booster.save_model(folder / "model.ubj")

    def restore(self, folder: Path) -> None:
        import xgboost

        super().restore(folder)
        self.encoder = Encoder.load(folder / "encoder.json")
        self.booster = xgboost.Booster(model_file=folder / "model.ubj")
        self.booster.set_param({"nthread": self.settings.threads})
