"""Picture bytes, opened safely: only known formats, a cap on pixels before anything is decoded, one error."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from likelier import heic, scans
from likelier.errors import PictureError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MAX_PIXELS = 64_000_000  # above any phone's usual photo, far below what Pillow lets pass
MAX_SCANNED = 1_000_000_000  # pixels times scans of a JPEG: 15 scans of the largest one

_TURNS = {  # EXIF orientation: what makes the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_ITS_SIDE = (5, 6, 7, 8)

# Decoders meet hostile bytes with any of these, beside their own errors.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    AssertionError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
_FILTERS = Lock()  # Python's warning filters are shared by all threads


def open_picture(data: bytes) -> Image.Image:
    """Read a picture's header; nothing is decoded yet, but for HEIC.

    Raises
    ------
    PictureError
        The bytes are empty, of no known format, or of more than `MAX_PIXELS` pixels.
    """
    if not data:
        raise PictureError("the picture is empty (0 bytes)")
    in_heic = heic.is_heic(data)
    if data[4:8] == b"ftyp" and not in_heic:
        raise PictureError("the picture is AVIF or a video; convert it to JPEG")
    try:
        with _quiet():
            image = heic.decode(data, MAX_PIXELS) if in_heic else Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise PictureError(f"the picture is too large; at most {MAX_PIXELS:,} pixels are read") from error
    except _BROKEN as error:
        raise PictureError("the picture is not a readable JPEG, PNG, WebP, GIF or HEIC") from error
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise PictureError(f"the picture is too large ({width} x {height}); at most {MAX_PIXELS:,} pixels are read")
    most = MAX_SCANNED // max(1, width * height)
    if image.format in ("JPEG", "MPO") and scans.count(data, most) > most:
        raise PictureError(f"the picture is a JPEG of too many scans; at most {most} are read at its size")
    return image


def check(data: bytes) -> tuple[int, int]:
    """Decode the whole picture, as cheaply as can be, and return its width and height as it is shown, pixels.

    A JPEG is decoded at an eighth of its size: all of its bytes are read, few pixels are made.

    Raises
    ------
    PictureError
        The bytes are not a picture, or it is truncated or broken.
    """
    image = open_picture(data)
    width, height = image.size
    try:
        image.draft(None, (max(1, width // 8), max(1, height // 8)))
        image.load()
        _ = image.has_transparency_data  # asks for the palette, which a broken file may lack
    except _BROKEN as error:
        raise _broken(error) from error
    return (height, width) if _orientation(image) in _ON_ITS_SIDE else (width, height)


def shown_size(image: Image.Image) -> tuple[int, int]:
    """Width and height of an opened picture as it is shown, pixels; nothing is decoded."""
    width, height = image.size
    return (height, width) if _orientation(image) in _ON_ITS_SIDE else (width, height)


def decode(data: bytes, side: int) -> NDArray[np.uint8]:
    """The picture as it is shown, no larger than `side`.

    Turned upright by its EXIF orientation, transparency on white, the first frame of an animation. A JPEG is
    scaled while it is decoded, which saves most of the work. A picture smaller than `side` keeps its size.

    Parameters
    ----------
    data : bytes
        A JPEG, PNG, WebP, GIF or HEIC file.
    side : int
        Pixels on the long side, at most.

    Returns
    -------
    array of uint8, shape (height, width, 3)
        RGB.

    Raises
    ------
    PictureError
        The bytes are not a picture, or it is truncated or broken.
    """
    image = open_picture(data)
    scaled_by_decoder = image.format in ("JPEG", "MPO")
    try:
        if not scaled_by_decoder:
            image.load()
        orientation = _orientation(image)
        if not scaled_by_decoder:
            image = _on_white(image)
        if scaled_by_decoder:
            image = _halved(image, side)
        else:
            image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        if image.mode != "RGB":  # to what it is already, it would be copied
            image = image.convert("RGB")
        if orientation in _TURNS:
            image = image.transpose(_TURNS[orientation])
        return shrunk(np.asarray(image), side)
    except _BROKEN as error:
        raise _broken(error) from error


def shrunk(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """An array of shape (height, width) or (height, width, 3) no larger than `side` pixels; never enlarged.

    Halved as long as it stays no smaller, then scaled: by far cheaper than in one step, and no pixel is left out.
    """
    import cv2

    height, width = pixels.shape[:2]
    while max(height, width) >= 2 * side and min(height, width) > 1:
        height, width = height // 2, width // 2
        # An odd last row or column is cut: means of whole pixels are what is cheap.
        pixels = _scaled(pixels[: 2 * height, : 2 * width], (width, height), cv2.INTER_AREA)
    scale = side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return _scaled(pixels, size, cv2.INTER_LINEAR if scale > 0.5 else cv2.INTER_AREA)


def _scaled(pixels: NDArray[np.uint8], size: tuple[int, int], method: int) -> NDArray[np.uint8]:
    import cv2

    return np.asarray(cv2.resize(pixels, size, interpolation=method), dtype=np.uint8)


def _halved(image: Image.Image, side: int) -> Image.Image:
    """A JPEG, halved by its decoder as long as it stays no smaller than `side`."""
    scale = min(1.0, side / max(image.size))
    image.draft(None, (max(1, int(image.width * scale)), max(1, int(image.height * scale))))
    image.load()
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):  # Pillow would clip 16 bits at 255
        return image.point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    white.alpha_composite(image.convert("RGBA"))
    return white


def _orientation(image: Image.Image) -> int:
    try:
        with _quiet():
            value = image.getexif().get(0x0112)
    except _BROKEN:  # a picture whose EXIF block is broken is shown as it lies
        return 1
    return value if isinstance(value, int) else 1


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Pillow's warnings (odd EXIF blocks, large pictures) off the user's terminal."""
    with _FILTERS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _broken(error: BaseException) -> PictureError:
    return PictureError(f"the picture is broken ({' '.join(str(error).split()) or type(error).__name__})")
