"""The photographs that pictures are made of: those that ship inside scikit-image's wheel, read from there.

The docstrings in `skimage.data` tell where each comes from and its licence. None is copied into this project: only
files of the installed package are opened, by path, because `skimage.data` itself would download others.
"""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from likelier.errors import SourceError

Pixels = NDArray[np.uint8]

LONG_SIDE = 760  # pixels; larger photographs are shrunk once, so that a crop is never shrunk much afterwards


@dataclass(frozen=True)
class Photograph:
    """One photograph without a face.

    `weight` says how often it is drawn, `closest` how far a window may zoom in; `box` is the part that may be used
    (left, top, right, bottom as shares); `tint` gives black and white photographs a dark and a light colour.
    """

    file: str
    contents: str  # as Instagram's own alt text would name it
    weight: float
    closest: float = 0.5  # the smallest window as a share of the largest
    box: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    tint: tuple[str, str] | None = None


PHOTOGRAPHS = (
    Photograph("chelsea.png", "cat", 3),
    Photograph("coffee.png", "coffee cup and table", 3),
    # The two parts leave out the headlamp and the rear wheel: face detectors take them for faces.
    Photograph("motorcycle_left.png", "motorcycle", 1.5, closest=0.6, box=(0.38, 0.37, 1.0, 1.0)),
    Photograph("motorcycle_left.png", "garage", 1.5, closest=0.6, box=(0.03, 0.0, 0.63, 0.5)),
    Photograph("rocket.jpg", "twilight and tower", 3),
    Photograph("hubble_deep_field.jpg", "night sky", 1.5),
    Photograph("astronaut.png", "flag, rocket and helmet", 2, closest=0.7, box=(0.58, 0.0, 1.0, 1.0)),
    Photograph("brick.png", "brick wall", 1.5, tint=("#2a1712", "#f2c9a8")),
    Photograph("grass.png", "grass", 1.5, tint=("#0f1f0b", "#dcecae")),
    Photograph("gravel.png", "gravel and beach", 1.5, tint=("#1c1a1a", "#efe6da")),
)

FIGURE = "astronaut.png"
# Outline of the person and the helmet in it, 512 x 512 pixels; it reaches the bottom edge. Found with
# OpenCV's grabCut, then mended by hand around the collar and the helmet.
OUTLINE = (
    *((212, 19), (227, 16), (250, 18), (276, 31), (287, 43), (295, 58), (299, 90), (295, 107), (287, 119), (275, 132)),
    *((267, 135), (264, 149), (257, 163), (257, 174), (277, 190), (290, 204), (300, 219), (305, 235), (320, 244)),
    *((338, 262), (348, 285), (355, 303), (359, 330), (362, 346), (390, 344), (420, 346), (450, 362), (474, 390)),
    *((490, 420), (496, 452), (501, 460), (504, 485), (500, 500), (496, 512), (24, 512), (24, 470), (21, 440)),
    *((24, 410), (32, 372), (29, 332), (36, 315), (43, 304), (53, 272), (69, 244), (77, 236), (93, 226), (119, 212)),
    *((117, 200), (115, 185), (124, 169), (141, 156), (165, 150), (186, 150), (184, 141), (181, 132), (174, 126)),
    *((168, 116), (158, 104), (155, 90), (154, 68), (158, 57), (175, 43), (190, 35), (202, 23)),
)


@cache
def scene(photograph: Photograph) -> Pixels:
    """The usable part of a photograph, shape (height, width, 3), RGB."""
    picture = _open(photograph.file)
    if photograph.tint:
        picture = ImageOps.colorize(picture.convert("L"), *photograph.tint)
    left, top, right, bottom = photograph.box
    width, height = picture.size
    picture = picture.crop((round(left * width), round(top * height), round(right * width), round(bottom * height)))
    picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    return np.array(picture)


@cache
def portrait() -> Pixels:
    """The photograph with the one face, whole; shape (512, 512, 3), RGB."""
    return np.array(_open(FIGURE))


@cache
def figure() -> Pixels:
    """The person of `portrait`, cut out with a soft edge; shape (height, width, 4), RGBA."""
    picture = _open(FIGURE)
    mask = Image.new("L", picture.size, 0)
    ImageDraw.Draw(mask).polygon(OUTLINE, fill=255)
    picture.putalpha(mask.filter(ImageFilter.MinFilter(3)).filter(ImageFilter.GaussianBlur(1.2)))
    return np.array(picture.crop((20, 8, 506, 510)))


def _open(name: str) -> Image.Image:
    package = find_spec("skimage")
    if package is None or package.origin is None:
        raise SourceError("the sample needs the photographs of scikit-image, which is not installed")
    file = Path(package.origin).parent / "data" / name
    try:
        with Image.open(file, formats=["PNG", "JPEG"]) as picture:
            return picture.convert("RGB")
    except OSError as error:
        raise SourceError(
            f"{name}: scikit-image does not ship this photograph ({error}); install the locked one"
        ) from error
