"""Faces in the picture: how many, how large, how central."""

from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from likelier.features import Feature

FEATURES = {
    "faces_count": Feature("faces", "faces", 0),
    "faces_largest": Feature("share of the picture's area that the largest face covers", "share", 0, 1),
    "faces_total": Feature("share of it that all faces cover", "share", 0, 1),
    "faces_off_centre": Feature(
        "distance of the largest face from the picture's centre, in half diagonals; unknown without a face",
        "0 to 1",
        0,
        1,
    ),
}

UNKNOWN = (float("nan"),) * len(FEATURES)

# The detector finds 31 of 31 clear faces at this size and confidence, and none on 129 pictures without.
SIDE = 480
CONFIDENCE = 0.7
# Below it, it misses more faces than it finds: at 42 pixels 10 of 77 pictures with faces, at 200 pixels 57.
MIN_SIDE = 100


def describe(picture: NDArray[np.uint8] | None) -> tuple[float, ...]:
    """The values of `FEATURES` for an RGB array of shape (height, width, 3); NaN where None or too small."""
    if picture is None or max(picture.shape[:2]) < MIN_SIDE:
        return UNKNOWN
    shrink = SIDE / max(picture.shape[:2])
    if shrink < 1:
        picture = np.asarray(cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    return _summary(_boxes(picture), picture.shape[1], picture.shape[0])


def _boxes(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Left, top, right, bottom of each face, within the picture; shape (n, 4)."""
    import yuface

    with _one_thread():
        _, boxes, _ = yuface.detect(np.ascontiguousarray(picture[:, :, ::-1]), CONFIDENCE)
    height, width = picture.shape[:2]
    left, top, wide, high = np.asarray(boxes, dtype=np.float64).reshape(-1, 4).T
    corners = np.stack([left, top, left + wide, top + high], axis=1)
    return np.asarray(np.clip(corners, 0, [width, height, width, height]))


def _summary(boxes: NDArray[np.float64], width: int, height: int) -> tuple[float, ...]:
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) / (width * height)
    if not len(boxes):
        return (0.0, 0.0, 0.0, float("nan"))
    left, top, right, bottom = boxes[int(areas.argmax())]
    off = np.hypot((left + right - width) / 2, (top + bottom - height) / 2) / np.hypot(width / 2, height / 2)
    return (float(len(boxes)), float(areas.max()), float(min(areas.sum(), 1)), float(off))


@cache
def _controller() -> Any:
    import threadpoolctl  # type: ignore[import-untyped]
    import yuface  # noqa: F401  # its OpenMP library must be there before the controller looks

    return threadpoolctl.ThreadpoolController().select(user_api="openmp")


def _one_thread() -> Any:
    # Two threads take more time than one on so small a picture, and workers already fill the cores.
    return _controller().limit(limits=1)
