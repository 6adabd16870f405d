"""How much of a picture lines of text cover, by their strokes alone: a rule of thumb, no reader of text.

Upright edges are joined to bars; a bar counts where it has the shape of a line of text, its grey levels fall into ink
and paper, and enough strokes cross it. It finds lettering of 5 % of the long side and more that is laid over a quiet
ground or a plate. It misses small, slanted, curved and vertical text, most text on a busy ground, and text of little
contrast; rows of round or striped things may pass for it. docs/features.md says how often.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

# All pixels and grey levels are those of a picture of some 240 pixels on the long side.
MIN_SIDE = 120  # below it, letters are specks
STROKE = 80  # half a gradient (Sobel): an upright step of 40 grey levels
JOIN = np.ones((1, 10), np.uint8)  # gaps between letters and words are closed
BAR = np.ones((3, 6), np.uint8)  # what is smaller is dropped
HEIGHTS = (5, 48)
WIDER = 1.5  # than high, at least
FULL = 0.4  # share of its box that a bar fills, at least
MOST = 10  # bars that are looked at, the largest: bounds the time
INK = (0.08, 0.92)  # share of the pixels on the one side of Otsu's threshold
APART = 50.0  # grey levels between ink and paper
TWO_LEVELED = 0.75  # share of the variance that the two levels explain; 0.64 for a bell curve, 1 for two levels alone
STROKES = 3.0  # crossed on the way along a line, at least
PER_HEIGHT = (0.5, 4.0)  # strokes on as much of the way as the line is high

Pixels = NDArray[np.uint8]


def text_area(grey: Pixels, across: NDArray[np.int16]) -> float:
    """The share of the picture that lines of text cover.

    Parameters
    ----------
    grey : array of uint8, shape (height, width)
    across : array of int16, shape (height, width)
        Its horizontal derivative, by Sobel.

    Returns
    -------
    float
        0 to 1; NaN for a picture that is too small to tell.
    """
    if max(grey.shape) < MIN_SIDE:
        return float("nan")
    bars = sorted(_bars(across), key=lambda box: (-box[2] * box[3], box))[:MOST]
    covered = sum(
        width * height for left, top, width, height in bars if _is_line(grey[top : top + height, left : left + width])
    )
    return min(covered / grey.size, 1.0)


def _bars(across: NDArray[np.int16]) -> list[tuple[int, int, int, int]]:
    """Left, top, width and height of what has a line's shape."""
    strokes: Any = cv2.compare(cv2.convertScaleAbs(across, alpha=0.5), STROKE, cv2.CMP_GE)
    joined = cv2.morphologyEx(cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, JOIN), cv2.MORPH_OPEN, BAR)
    found = []
    for outline in cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        left, top, width, height = cv2.boundingRect(outline)
        is_bar = HEIGHTS[0] <= height <= HEIGHTS[1] and width >= WIDER * height
        if is_bar and cv2.contourArea(outline) >= FULL * width * height:
            found.append((left, top, width, height))
    return found


def _is_line(box: Pixels) -> bool:
    side: Any = cv2.threshold(box, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]
    share = cv2.mean(side)[0]
    if not INK[0] < share < INK[1]:
        return False
    mean, deviation = (float(value[0, 0]) for value in cv2.meanStdDev(box))
    apart = (cv2.mean(box, side)[0] - mean) / (1 - share)
    if apart < APART or share * (1 - share) * apart**2 < TWO_LEVELED * deviation**2:
        return False
    height, width = box.shape
    strokes = cv2.countNonZero(cv2.absdiff(side[:, 1:], side[:, :-1])) / (2 * height)
    return bool(strokes >= STROKES and PER_HEIGHT[0] <= strokes * height / width <= PER_HEIGHT[1])
