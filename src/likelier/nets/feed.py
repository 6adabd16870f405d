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
    """Batches of a feed's posts, `rows`, which may be changed between epochs, and what is wanted of each."""

    def __init__(
        self, tensorflow: Any, feed: Feed, wanted: NDArray[np.float32], rows: Sequence[NDArray[np.intp]]
    ) -> None:
        self.rows = rows
        self._range = tensorflow.data.Dataset.range
        specs = feed.specs(tensorflow)

        def fetch(place: Any) -> list[NDArray[Any]]:
            chosen = self.rows[int(place)]
            return [*feed.batch(chosen).values(), wanted[chosen]]

        def tensors(place: Any) -> Any:
            types = [*(spec.dtype for spec in specs.values()), "float32"]
            *inputs, goal = tensorflow.numpy_function(fetch, [place], types)
            for found, spec in zip(inputs, specs.values(), strict=True):
                found.set_shape(spec.shape)
            goal.set_shape([None, *wanted.shape[1:]])
            return dict(zip(specs, inputs, strict=True)), goal

        self._tensors = tensors

    @property
    def dataset(self) -> Any:
        """They, once; how many batches whole accounts make depends on the order in which they come."""
        return self._range(len(self.rows)).map(self._tensors).prefetch(AHEAD)


def cut(rows: NDArray[np.intp], size: int) -> list[NDArray[np.intp]]:
    """Rows in batches of `size`, in their order."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def packed(rows: NDArray[np.intp], account: NDArray[np.intp], size: int) -> list[NDArray[np.intp]]:
    """Rows in batches of whole accounts, up to `size` posts each; an account with more of them is cut.

    Parameters
    ----------
    rows : array, shape (n,)
        Accounts come in the order in which each is first met here, their posts in the order that they have here.
    account : array of int
        Of every post that a row may name.
    """
    _, first, code = np.unique(account[rows], return_index=True, return_inverse=True)
    order = np.argsort(first[code], kind="stable")
    ends = np.flatnonzero(np.diff(first[code][order])) + 1
    batches: list[list[NDArray[np.intp]]] = []
    room = 0
    for posts in np.split(rows[order], ends):
        for part in cut(posts, size):
            if len(part) > room:
                batches.append([])
                room = size
            batches[-1].append(part)
            room -= len(part)
    return [np.concatenate(parts) for parts in batches]
