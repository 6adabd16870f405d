"""Faces in the picture: how many, how large, how central, how many smile."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from likelier.features import Feature
from likelier.features.detectors import Boxes, cascade_finds, find
from likelier.params import Featurize

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
    "faces_smiles": Feature("faces that smile; unknown where all are too small to tell", "faces", 0),
}

UNKNOWN = (float("nan"),) * len(FEATURES)

SIDE = 480  # pixels on the long side, at which faces are looked for
# Below it, the detector misses more faces than it finds: at 42 pixels 10 of 77 pictures with faces, at 200 pixels 57.
MIN_SIDE = 100
# A mouth of fewer pixels is guessed at. Every face is scaled to one width: the cascade has no finer measure of size.
MIN_FACE, FACE_WIDTH = 32, 80
SMILE_STEP, SMILE_NEIGHBOURS = 1.3, 10


def describe(picture: NDArray[np.uint8] | None, settings: Featurize) -> tuple[float, ...]:
    """The values of `FEATURES` for an RGB array of shape (height, width, 3); NaN where None or too small."""
    if picture is None or max(picture.shape[:2]) < MIN_SIDE:
        return UNKNOWN
    shrink = SIDE / max(picture.shape[:2])
    if shrink < 1:
        picture = np.asarray(cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    boxes = find(picture, settings.detector)
    return (*_summary(boxes, picture.shape[1], picture.shape[0]), _smiles(picture, boxes))


def _summary(boxes: Boxes, width: int, height: int) -> tuple[float, ...]:
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) / (width * height)
    if not len(boxes):
        return (0.0, 0.0, 0.0, float("nan"))
    left, top, right, bottom = boxes[int(areas.argmax())]
    off = np.hypot((left + right - width) / 2, (top + bottom - height) / 2) / np.hypot(width / 2, height / 2)
    return (float(len(boxes)), float(areas.max()), float(min(areas.sum(), 1)), float(off))


def _smiles(picture: NDArray[np.uint8], boxes: Boxes) -> float:
    if not len(boxes):
        return 0.0
    large = [box for box in boxes.round().astype(int) if box[2] - box[0] >= MIN_FACE and box[3] - box[1] >= MIN_FACE]
    return float(sum(_is_smiling(picture, box) for box in large)) if large else float("nan")


def _is_smiling(picture: NDArray[np.uint8], box: Any) -> bool:
    left, top, right, bottom = box
    # The mouth is in the lower half; eyes and brows would be taken for smiles.
    lower = np.ascontiguousarray(picture[(top + bottom) // 2 : bottom, left:right])
    grey = cv2.cvtColor(lower, cv2.COLOR_RGB2GRAY)
    height = max(round(grey.shape[0] * FACE_WIDTH / grey.shape[1]), 1)
    scaled = np.asarray(cv2.resize(grey, (FACE_WIDTH, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return bool(cascade_finds("smile", scaled, SMILE_STEP, SMILE_NEIGHBOURS, (FACE_WIDTH // 4, 0)))
