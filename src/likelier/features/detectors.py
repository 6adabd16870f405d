"""Detectors of faces, by name: each takes an RGB picture and returns boxes within it."""

import ctypes
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Boxes = NDArray[np.float64]

# Below 0.6 it begins to see faces in textures; above, it loses the small ones. docs/features.md has the figures.
CONFIDENCE = 0.6
# Of OpenCV's own tutorial: steps of 10 % in size, and five overlapping finds make a face.
STEP, NEIGHBOURS = 1.1, 5

_ROOM = 0x9000  # bytes that the library asks for; it writes 1,024 faces at most
_ONE_AT_A_TIME = Lock()  # a cascade keeps its working memory in itself; so does what is filled in once


def find(picture: Pixels, detector: str) -> Boxes:
    """Left, top, right, bottom of each face, within the picture; shape (n, 4), in no meaningful order.

    Parameters
    ----------
    picture : array of uint8, shape (height, width, 3)
        RGB.
    detector : {"yuface", "haar"}
        As `featurize.detector` names it.
    """
    height, width = picture.shape[:2]
    left, top, wide, high = np.asarray(_DETECTORS[detector](picture), dtype=np.float64).reshape(-1, 4).T
    corners = np.stack([left, top, left + wide, top + high], axis=1)
    return np.asarray(np.clip(corners, 0, [width, height, width, height]))


def cascade_finds(name: str, grey: Pixels, step: float, neighbours: int, smallest: tuple[int, int]) -> list[Any]:
    """What one of OpenCV's Haar cascades finds, as (left, top, width, height), sorted."""
    with _ONE_AT_A_TIME:
        found = _cascade(name).detectMultiScale(grey, step, neighbours, minSize=smallest)
    return sorted(map(tuple, np.asarray(found, dtype=np.int64).reshape(-1, 4).tolist()))


def _yuface(picture: Pixels) -> Any:
    """What yuface's own `detect` finds; that one loses 36 kB of memory with each picture, and keeps Python's lock."""
    height, width = picture.shape[:2]
    pixels = np.ascontiguousarray(picture[:, :, ::-1])
    room = np.zeros(_ROOM, np.uint8)
    with _one_thread():
        _library()(room.ctypes.data, pixels.ctypes.data, width, height, 3 * width)
    count = int(room[:4].view(np.int32)[0])
    # Each face: confidence in percent, left, top, width, height, five points, and one number without a meaning.
    faces = room[4 : 4 + 32 * count].view(np.int16).reshape(count, 16)
    return faces[faces[:, 0] > 100 * CONFIDENCE, 1:5]


def _haar(picture: Pixels) -> Any:
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    return cascade_finds("frontalface_default", grey, STEP, NEIGHBOURS, (0, 0))


_DETECTORS: dict[str, Callable[[Pixels], Any]] = {"yuface": _yuface, "haar": _haar}


@cache
def _cascade(name: str) -> Any:
    folder = Path(cv2.__file__).parent / "data"
    return cv2.CascadeClassifier(str(folder / f"haarcascade_{name}.xml"))


@cache
def _library() -> Any:
    """The function of libfacedetection: room for the answer, pixels as BGR, width, height, bytes a row."""
    package = find_spec("yuface")
    if package is None or package.origin is None:
        raise ImportError("yuface is not installed")
    function = ctypes.CDLL(str(Path(package.origin).parent / "libfacedetection.so"))["_Z14facedetect_cnnPhS_iii"]
    function.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_int]
    with _ONE_AT_A_TIME:  # the first call fills its weights in
        blank, room = np.zeros(3 * 32 * 32, np.uint8), np.zeros(_ROOM, np.uint8)
        function(room.ctypes.data, blank.ctypes.data, 32, 32, 3 * 32)
    return function


@cache
def _controller() -> Any:
    import threadpoolctl  # type: ignore[import-untyped]

    _library()  # its OpenMP library must be there before the controller looks
    return threadpoolctl.ThreadpoolController().select(user_api="openmp")


def _one_thread() -> Any:
    # Two threads take more time than one on so small a picture, and workers already fill the cores.
    return _controller().limit(limits=1)
