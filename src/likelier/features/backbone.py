"""The frozen network that looks at pictures for the kinds `embedding` and `tags`: once a picture, on one thread.

Pictures go in one at a time. Batches of 16 bring nothing on a processor (11 ms a picture against 10), and so a
picture's values can't depend on its neighbours.
"""

from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from likelier.errors import ParamsError

Floats = NDArray[np.float32]

LITE0 = "lite0"


class Backbone:
    """A network whose first output is a vector for a picture, and whose second, if any, its classes' probabilities.

    The input is one picture of shape (1, 3, height, width) or (1, height, width, 3), the first axis may be open:
    bytes as they are, or floats as ``(x - 127) / 128``. The size is read from the file.
    """

    def __init__(self, session: Any, origin: str) -> None:
        self._session = session
        entry = session.get_inputs()[0]
        self._name, shape = entry.name, entry.shape
        self._channels_first = len(shape) == 4 and shape[1] == 3
        size = shape[2:] if self._channels_first else shape[1:3]
        if len(shape) != 4 or not all(isinstance(side, int) for side in size) or 3 not in (shape[1], shape[3]):
            raise ParamsError(f"featurize.backbone: {origin} takes {shape}, not pictures of one size and 3 channels")
        self._height, self._width = size
        self._bytes = entry.type == "tensor(uint8)"
        self._last: tuple[Any, list[Floats]] = (None, [])

    def see(self, picture: NDArray[np.uint8]) -> list[Floats]:
        """All outputs for an RGB array of shape (height, width, 3), each without its first axis.

        The last picture is kept, so that the kinds that ask for the same one share one run.
        """
        last, found = self._last
        if last is not picture:
            found = [output[0] for output in self._session.run(None, {self._name: self._prepared(picture)})]
            self._last = (picture, found)
        return found

    def _prepared(self, picture: NDArray[np.uint8]) -> NDArray[Any]:
        pixels = _middle(picture, self._width, self._height)
        values: NDArray[Any] = pixels if self._bytes else (pixels.astype(np.float32) - 127) / 128
        return np.ascontiguousarray(values.transpose(2, 0, 1) if self._channels_first else values)[None]


def _middle(picture: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """The largest part in the middle that has the network's proportions, in its size."""
    scale = min(picture.shape[1] / width, picture.shape[0] / height)
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (picture.shape[1] - wide) // 2, (picture.shape[0] - high) // 2
    part = picture[top : top + high, left : left + wide]
    way = cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, (width, height), interpolation=way), dtype=np.uint8)


@cache
def load(backbone: str) -> Backbone:
    """The network by its name, or from the path of an ONNX file; kept for the life of the process.

    Raises
    ------
    ParamsError
        There is no such file, or it is no network for pictures.
    LikelierError
        The weights of `lite0` are missing.
    """
    import onnxruntime

    # Workers already fill the cores; and sums in another order would give other last digits.
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return Backbone(onnxruntime.InferenceSession(_content(backbone), options, ["CPUExecutionProvider"]), backbone)
    except (ParamsError, OSError):
        raise
    except Exception as error:  # the runtime has a class of its own for every fault
        reason = " ".join(str(error).split())[:200]
        raise ParamsError(f"featurize.backbone: {backbone} is no ONNX network ({reason})") from error


def _content(backbone: str) -> bytes:
    if backbone == LITE0:
        from likelier.features.backbone_export import build

        return build()
    return read_file(backbone)


def read_file(path: str) -> bytes:
    """The bytes of an ONNX file named in params."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ParamsError(f"featurize.backbone: {path} can't be read; name lite0, none or an ONNX file") from error
