"""What a picture looks like in three numbers, measured with a few lines of NumPy.

The formulas are this world's own, so that the features of `likelier.features.picture` are put to a test and
don't just meet themselves again.
"""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

LONG_SIDE = 480  # pixels; sharpness depends on the scale at which it is measured


class Statistics(NamedTuple):
    """Brightness 0 to 1, colourfulness about 0 to 150, sharpness about 0 to 10."""

    brightness: float
    colourfulness: float
    sharpness: float


def measure(pixels: NDArray[np.uint8]) -> Statistics:
    """The statistics of an RGB picture.

    Brightness is the mean of V in HSV, divided by 255. Colourfulness is that of Hasler and Suesstrunk,
    "Measuring colourfulness in natural images" (2003). Sharpness is log(1 + variance) of the Laplacian
    (four neighbours) of the luma. Rounded to four digits, because sums differ in the last bits between machines.
    """
    factor = LONG_SIDE / max(pixels.shape)
    small: Any = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    # Planes of their own: NumPy is several times slower on every third element.
    red, green, blue = (plane.astype(np.float32) for plane in cv2.split(small))
    brightness = np.maximum(np.maximum(red, green), blue).mean() / 255

    red_green, yellow_blue = red - green, (red + green) / 2 - blue
    spread = np.hypot(red_green.std(), yellow_blue.std())
    centre = np.hypot(red_green.mean(), yellow_blue.mean())

    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    laplacian = luma[:-2, 1:-1] + luma[2:, 1:-1] + luma[1:-1, :-2] + luma[1:-1, 2:] - 4 * luma[1:-1, 1:-1]
    values = brightness, spread + 0.3 * centre, np.log1p(laplacian.var())
    return Statistics(*(round(float(value), 4) for value in values))
