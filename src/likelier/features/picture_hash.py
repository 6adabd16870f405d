"""A picture's fingerprint, by which near-duplicates are kept on one side of a split. Not a feature."""

import cv2
import numpy as np
from numpy.typing import NDArray

from likelier.pictures import shrunk

SIDE = 120  # pixels: enough for means of 9 x 8 cells
FLAT = 4.0  # grey levels: below it the differences are noise of the compression, and many flat pictures look alike


def difference_hash(picture: NDArray[np.uint8]) -> str | None:
    """64 bits as 16 hexadecimal digits: whether each of 9 x 8 cells is darker than its right neighbour.

    The same picture in another size, brightness or compression differs in a few bits at most (Krawetz,
    "Kind of like that", 2013).

    Parameters
    ----------
    picture : array of uint8, shape (height, width, 3)
        RGB.

    Returns
    -------
    str or None
        None for a flat picture: one colour all over has no fingerprint.
    """
    grey = shrunk(np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8), SIDE)
    cells = cv2.resize(grey.astype(np.float32), (9, 8), interpolation=cv2.INTER_AREA)
    if float(np.ptp(cells)) < FLAT:
        return None
    return np.packbits(cells[:, 1:] > cells[:, :-1]).tobytes().hex()
