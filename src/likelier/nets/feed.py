"""A net's input: batches brought together from a matrix and from pictures on the disk, ahead of the device."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from likelier.nets.architecture import BOTH, FEATURES, SMALL
from likelier.pixels import HEIGHT, SMALL_SHAPE, WIDTH, Pixels

AHEAD = 2  # batches made while the device works on one


class Feed:
    """What a net sees of n posts.

    Parameters
    ----------
    sees : sequence of str
        The net's inputs, by name.
    matrix : array of float32, shape (n, width)
        Scaled features; not looked at by a net that has no such input.
    pixels : Pixels, n posts, or None
        Likewise.
    """

    def __init__(self, sees: Sequence[str], matrix: NDArray[np.float32], pixels: Pixels | None) -> None:
        self.sees = sees
        self.matrix = matrix
        self.pixels = pixels

    def batch(self, rows: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """The inputs of these posts."""
        return {name: self._input(name, rows) for name in self.sees}

    def _input(self, name: str, rows: NDArray[Any]) -> NDArray[Any]:
        if name == FEATURES:
            found: NDArray[Any] = self.matrix[rows]
            return found
        assert self.pixels is not None  # asked for by the family's `reads_pixels`
        return self.pixels.side_by_side(rows) if name == BOTH else self.pixels.small(rows)

    def specs(self, tensorflow: Any) -> dict[str, Any]:
        """Shape and type of each input."""
        shapes = {FEATURES: self.matrix.shape[1:], BOTH: (HEIGHT, 2 * WIDTH, 3), SMALL: SMALL_SHAPE}
        types = {FEATURES: "float32", BOTH: "uint8", SMALL: "uint8"}
        return {name: tensorflow.TensorSpec([None, *shapes[name]], types[name]) for name in self.sees}


class Batches:
    """Batches of a feed's posts and their targets, in an order that may be changed between epochs."""

    def __init__(
        self, tensorflow: Any, feed: Feed, target: NDArray[np.float32], rows: NDArray[np.intp], size: int
    ) -> None:
        self.order = rows
        specs = feed.specs(tensorflow)

        def fetch(place: Any) -> list[NDArray[Any]]:
            chosen = self.order[int(place) * size : (int(place) + 1) * size]
            return [*feed.batch(chosen).values(), target[chosen]]

        def tensors(place: Any) -> Any:
            types = [*(spec.dtype for spec in specs.values()), "float32"]
            *inputs, wanted = tensorflow.numpy_function(fetch, [place], types)
            for found, spec in zip(inputs, specs.values(), strict=True):
                found.set_shape(spec.shape)
            wanted.set_shape([None])
            return dict(zip(specs, inputs, strict=True)), wanted

        steps = -(-len(rows) // size)
        self.dataset = tensorflow.data.Dataset.range(steps).map(tensors).prefetch(AHEAD)
