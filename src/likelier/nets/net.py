"""What a family of nets does, save its layers: scale, train, score, keep."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.errors import ContractError
from likelier.filling import Filling
from likelier.nets import files, losses, runtime, training
from likelier.nets.architecture import FEATURES
from likelier.nets.checkpoint import Checkpoint, Progress, identity
from likelier.nets.feed import Feed
from likelier.nets.scaling import Scaling
from likelier.params import Range
from likelier.pixels import Pixels
from likelier.within import Line, codes

Floats = NDArray[np.float64]

AT_ONCE = 64  # posts scored in one go


class Posts(Protocol):
    """What a net reads of `likelier.models.Examples`."""

    @property
    def features(self) -> pd.DataFrame: ...
    @property
    def account(self) -> NDArray[Any]: ...
    @property
    def pixels(self) -> Pixels | None: ...
    def __len__(self) -> int: ...


class Net:
    """A net behind the interface of `likelier.models.Model`, to stand before it among a family's bases.

    A family gives `sees`, the names of its inputs, and `build`, its layers.
    """

    is_net: ClassVar[bool] = True
    sees: ClassVar[tuple[str, ...]]
    ranges: ClassVar[Mapping[str, Range]] = {
        "learning_rate": Range(low=1e-4, high=1e-2, log=True),
        "batch": Range(choices=(16, 32, 64, 128)),
        "scaling": Range(choices=("min_max", "standard")),
    }
    settings: Any
    seed: int
    scratch: Path | None
    net: Any
    progress: Progress
    filling: Filling | None = None
    scaling: Scaling
    target_scaling: Scaling
    line: Line | None = None
    _call: Any = None

    def build(self, width: int, mean: float) -> Any:
        """The untrained net: `width` features, and a target whose scaled mean is `mean`."""
        raise NotImplementedError

    def fit(self, examples: Posts, target: Floats) -> None:
        """Scale by what these examples show, and train; a part of their accounts is kept for validation."""
        tensorflow = runtime.start(self.settings.threads)
        import keras

        keras.backend.clear_session()
        keras.utils.set_random_seed(self.seed % 2**32)
        rows = training.divide(examples.account, self.settings.validation_share, self.seed)
        if FEATURES in self.sees:
            counts = self.settings.min_count, self.settings.max_words
            self.filling, filled = Filling.fit(examples.features, examples.account, *counts)
            matrix = _something(filled)
        else:
            matrix = self._filled(examples)
        self.scaling = Scaling.fit(matrix, self.settings.scaling)
        self.target_scaling = Scaling.fit(target[:, None], self.settings.scaling)
        feed = self._feed(examples, matrix)
        wanted = self.target_scaling.transform(target[:, None])[:, 0]
        mean = float(wanted[rows[0]].mean())
        code = codes(examples.account)
        if self.settings.loss != "squared":
            wanted = np.column_stack([wanted, code]).astype(np.float32)
        checkpoint = Checkpoint(self.scratch, identity(self.settings, self.seed, feed, [wanted, *rows]))
        with runtime.told(self.settings.batch):
            trained = self._compiled(tensorflow, keras, feed.matrix.shape[1], mean)
            self.progress = training.train(
                tensorflow, trained, feed, wanted, rows, self.settings, self.seed, checkpoint
            )
            # In single precision and on one device, whatever it was trained on: so it is saved, and so it scores.
            self.net = self.build(feed.matrix.shape[1], mean)
            self.net.set_weights(trained.get_weights())
        self._call = None
        # A family that reads another layer makes no score of this one.
        if self.settings.loss != "squared" and self.read() is self.net:
            self.line = self._scaled(examples, wanted[:, 0].astype(float), code, rows)

    def _scaled(
        self, examples: Posts, goal: Floats, code: NDArray[np.intp], rows: tuple[training.Rows, training.Rows]
    ) -> Line:
        """What makes a score of pairs one of the scaled target; of accounts that the net did not learn from."""
        score = self.output(examples)[:, 0].astype(float)
        held = rows[1]
        return Line.through(score[held], goal[held], codes(code[held])).at(score, goal)

    def _compiled(self, tensorflow: Any, keras: Any, width: int, mean: float) -> Any:
        keras.config.set_dtype_policy(runtime.precision(tensorflow, self.settings.mixed_precision))
        try:
            with runtime.strategy(tensorflow).scope():
                net = self.build(width, mean)
                optimizer = keras.optimizers.get(self.settings.optimizer)
                optimizer.learning_rate = self.settings.learning_rate
                net.compile(optimizer=optimizer, loss=losses.of(self.settings.loss))
        finally:
            keras.config.set_dtype_policy("float32")
        return net

    def predict(self, examples: Posts) -> Floats:
        """A score for each post, in the unit of the target."""
        score = self.output(examples)[:, 0].astype(float)
        return self.target_scaling.inverse((score if self.line is None else self.line.of(score))[:, None])[:, 0]

    def read(self) -> Any:
        """The net, or the part of it whose output counts."""
        return self.net

    def output(self, examples: Posts) -> NDArray[np.float32]:
        """What `read` says of each post; shape (n, nodes)."""
        tensorflow = runtime.start(self.settings.threads)
        feed = self._feed(examples, self._filled(examples))
        if self._call is None:
            chosen = self.read()
            self._call = tensorflow.function(
                lambda inputs: chosen(inputs, training=False), input_signature=[feed.specs(tensorflow)]
            )
        parts = []
        with runtime.told(AT_ONCE):
            for start in range(0, len(examples), AT_ONCE):
                rows = np.arange(start, min(start + AT_ONCE, len(examples)))
                parts.append(np.asarray(self._call(feed.batch(rows))))
        return np.concatenate(parts) if parts else np.zeros((0, 1), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write the net, its scales and its learning curve."""
        files.write(self.net, folder / "net.keras")
        scales: dict[str, Any] = {"features": self.scaling.to_json(), "target": self.target_scaling.to_json()}
        if self.line is not None:
            scales["line"] = self.line._asdict()
        (folder / "scaling.json").write_text(json.dumps(scales), encoding="utf-8")
        if self.filling is not None:
            self.filling.save(folder)
        with (folder / "curves.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("epoch", "loss", "validation_loss"))
            losses = zip(self.progress.loss, self.progress.validation_loss, strict=True)
            writer.writerows((epoch, f"{one:.7g}", f"{other:.7g}") for epoch, (one, other) in enumerate(losses, 1))

    def restore(self, folder: Path) -> None:
        """Read what `save` wrote, save the learning curve."""
        runtime.start(self.settings.threads)
        self.net = files.read(folder / "net.keras")
        scales = json.loads((folder / "scaling.json").read_text(encoding="utf-8"))
        self.scaling, self.target_scaling = (Scaling.from_json(scales[name]) for name in ("features", "target"))
        self.line = Line(**scales["line"]) if "line" in scales else None
        if FEATURES in self.sees:
            self.filling = Filling.load(folder)
        self._call = None

    def _filled(self, examples: Posts) -> Floats:
        if self.filling is None:
            return np.zeros((len(examples), 1))
        return _something(self.filling.transform(examples.features))

    def _feed(self, examples: Posts, matrix: Floats) -> Feed:
        pixels = examples.pixels
        if pixels is None and set(self.sees) - {FEATURES}:
            raise ContractError("the net looks at pictures and was given none; run with featurize.pixels: true")
        return Feed(self.sees, self.scaling.transform(matrix), pixels if set(self.sees) - {FEATURES} else None)


def _something(matrix: Floats) -> Floats:
    """The matrix, or a column of zeros where it has none: a net needs something to look at."""
    return matrix if matrix.shape[1] else np.zeros((len(matrix), 1))
