"""Pictures of the sample world: windows into a few photographs, each with its own people, light and grading.

A picture is an array of shape (height, width, 3), RGB, uint8.
"""

import io
import math
from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from likelier.sources.sample.grading import Look, blur, grade, light
from likelier.sources.sample.photographs import PHOTOGRAPHS, Photograph, figure, portrait, scene

Pixels = NDArray[np.uint8]

SIZES = ((512, 640), (640, 640), (640, 480), (640, 360))  # pixels: portrait 4:5, square, landscapes
SIZE_SHARES = (0.40, 0.35, 0.15, 0.10)
QUALITY = 80  # of the JPEG
PLAIN_PORTRAIT = 0.25  # share of pictures with one face that show the person where the photograph was taken


@dataclass(frozen=True)
class Picture:
    """A picture and what stands on it, in the words of Instagram's alt text."""

    pixels: Pixels
    faces: int
    contents: str


def draw(rng: np.random.Generator, faces: int, look: Look) -> Picture:
    """A new picture with `faces` people (0, 1 or 2) on it."""
    size = SIZES[rng.choice(len(SIZES), p=SIZE_SHARES)]
    if faces == 1 and rng.random() < PLAIN_PORTRAIT:
        contents, pixels = "flag and rocket", _plain_portrait(rng, size)
    else:
        photograph = _choose(rng)
        contents, pixels = photograph.contents, _window(rng, photograph, size)
        if faces:
            pixels = _with_people(rng, pixels, faces)
    return Picture(grade(rng, light(rng, pixels), look), faces, contents)


def encode(pixels: Pixels, side: int | None = None) -> bytes:
    """As JPEG; with `side`, shrunk to that many pixels on the long side."""
    image, buffer = Image.fromarray(np.ascontiguousarray(pixels)), io.BytesIO()
    if side is not None:
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
    image.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def _choose(rng: np.random.Generator) -> Photograph:
    weights = np.array([photograph.weight for photograph in PHOTOGRAPHS])
    return PHOTOGRAPHS[rng.choice(len(PHOTOGRAPHS), p=weights / weights.sum())]


def _window(rng: np.random.Generator, photograph: Photograph, size: tuple[int, int]) -> Pixels:
    """A window into the photograph: somewhere, of some size, turned a little, perhaps mirrored."""
    source = scene(photograph)
    angle = math.radians(float(np.clip(rng.normal(0, 6), -15, 15)))
    # The largest scale at which the turned window still lies inside the photograph.
    across = size[0] * math.cos(angle) + size[1] * abs(math.sin(angle))
    down = size[1] * math.cos(angle) + size[0] * abs(math.sin(angle))
    largest = min(source.shape[1] / across, source.shape[0] / down)
    scale = largest * rng.uniform(photograph.closest, 0.99)
    x = scale * across / 2 + rng.random() * (source.shape[1] - scale * across)
    y = scale * down / 2 + rng.random() * (source.shape[0] - scale * down)
    return _mirrored(rng, _cut(source, size, (x, y), scale, angle))


def _plain_portrait(rng: np.random.Generator, size: tuple[int, int]) -> Pixels:
    """A window into the portrait that keeps the head, which spans x 150-305 and y 10-195 of its 512 pixels."""
    shape = size[0] / size[1]
    tall = rng.uniform(max(215, 170 / shape), min(500, 510 / shape))
    wide = tall * shape
    left, top = rng.uniform(max(0, 308 - wide), min(147, 512 - wide)), rng.uniform(0, 8)
    return _mirrored(rng, _cut(portrait(), size, (left + wide / 2, top + tall / 2), tall / size[1], 0.0))


def _cut(source: Pixels, size: tuple[int, int], centre: tuple[float, float], scale: float, angle: float) -> Pixels:
    cosine, sine = scale * math.cos(angle), scale * math.sin(angle)
    width, height = size
    x, y = centre[0] - (cosine * width - sine * height) / 2, centre[1] - (sine * width + cosine * height) / 2
    matrix = np.array([[cosine, -sine, x], [sine, cosine, y]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    window: Any = cv2.warpAffine(source, matrix, size, flags=flags, borderMode=cv2.BORDER_REFLECT_101)
    return cast(Pixels, window)


def _mirrored(rng: np.random.Generator, pixels: NDArray[np.uint8]) -> Pixels:
    return cast(Pixels, cv2.flip(pixels, 1)) if rng.random() < 0.5 else pixels


def _with_people(rng: np.random.Generator, background: Pixels, faces: int) -> Pixels:
    """Put one or two people before a background that is out of focus."""
    height, width = background.shape[:2]
    pixels = blur(background, float(rng.uniform(0.8, 2.5)))
    if faces == 1:
        centres, tall = [rng.uniform(0.3, 0.7)], height * rng.uniform(0.75, 1.15)
    else:
        centres, tall = [rng.uniform(0.22, 0.3), rng.uniform(0.7, 0.78)], min(height * 0.95, width * 0.72)
        tall *= rng.uniform(0.85, 1.0)
    for centre in centres:
        person = _mirrored(rng, figure())
        factor = tall * rng.uniform(0.95, 1.05) / person.shape[0]
        person = cast(Pixels, cv2.resize(person, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))
        # The cut ends at the figure's bottom edge, so that edge always lies at or below the picture's.
        top = max(round(height * rng.uniform(0.04, 0.12)), height - person.shape[0])
        _paste(pixels, person, round(centre * width - person.shape[1] / 2), top)
    return pixels


def _paste(pixels: Pixels, person: Pixels, left: int, top: int) -> None:
    right, bottom = min(left + person.shape[1], pixels.shape[1]), min(top + person.shape[0], pixels.shape[0])
    part = person[: bottom - top, max(-left, 0) : right - left].astype(np.uint16)
    place = pixels[top:bottom, max(left, 0) : right]
    alpha = part[..., 3:]
    place[:] = (part[..., :3] * alpha + place * (255 - alpha) + 127) // 255
