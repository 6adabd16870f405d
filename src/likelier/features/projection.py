"""Wide vectors of frozen networks on few fixed directions.

A network's vector (1,280 numbers for `lite0`, 512 for captions) is too wide for a table of features. It is projected
on 64 fixed random directions at right angles to each other, which keeps distances to some 10 % (Johnson and
Lindenstrauss). The directions are the same everywhere and nothing is fitted; a model that wants fewer may reduce them
in training.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

WIDTH = 64
SEED = 7


@cache
def directions(width: int) -> NDArray[np.float64]:
    """Columns at right angles to each other, of such a length that distances stay about the same; (width, 64)."""
    rough = np.random.default_rng(SEED).standard_normal((width, WIDTH))
    columns, triangle = np.linalg.qr(rough)
    # Which way a column points is left to the linear algebra library; positive diagonals settle it.
    return np.asarray(columns * np.sign(np.diag(triangle)) * np.sqrt(width / WIDTH))


def project(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Vectors of shape (n, width) or (width,) on the directions; shape (n, 64) or (64,)."""
    return np.asarray(vectors.astype(np.float64) @ directions(vectors.shape[-1]))
