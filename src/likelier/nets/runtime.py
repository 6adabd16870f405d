"""TensorFlow, started once: quiet, on a fixed number of threads, with equal results from equal seeds."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from likelier.errors import DeviceError


def start(threads: int) -> Any:
    """Import TensorFlow. Threads can be set only before its first computation; a second call changes nothing."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _silent():
        import tensorflow
    tensorflow.get_logger().setLevel("ERROR")  # it warns of the graph that each training makes anew
    with suppress(RuntimeError):
        tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
        tensorflow.config.threading.set_inter_op_parallelism_threads(1)
        for device in _gpus(tensorflow):
            tensorflow.config.experimental.set_memory_growth(device, True)  # others may train on it too
    if not _gpus(tensorflow):  # there it would cost too much, and libraries of the device would still differ
        tensorflow.config.experimental.enable_op_determinism()
    return tensorflow


def strategy(tensorflow: Any) -> Any:
    """Every GPU a copy of the net, where there are several; else the one device that there is."""
    if len(_gpus(tensorflow)) > 1:
        return tensorflow.distribute.MirroredStrategy()
    return tensorflow.distribute.get_strategy()


def precision(tensorflow: Any, mixed: bool) -> str:
    """The type that layers compute in; half precision pays on a GPU only."""
    return "mixed_float16" if mixed and _gpus(tensorflow) else "float32"


@contextmanager
def told(batch: int) -> Iterator[None]:
    """Say what to do where the device's memory doesn't suffice.

    Raises
    ------
    DeviceError
        It doesn't.
    """
    import tensorflow

    try:
        yield
    except tensorflow.errors.ResourceExhaustedError as error:
        raise DeviceError(
            f"the net needs more memory than there is, with {batch} posts at once; set its settings.batch lower"
        ) from error


def _gpus(tensorflow: Any) -> list[Any]:
    devices: list[Any] = tensorflow.config.list_physical_devices("GPU")
    return devices


@contextmanager
def _silent() -> Iterator[None]:
    # It logs from C++ before it reads how much it shall log; Python's own errors come as exceptions all the same.
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
