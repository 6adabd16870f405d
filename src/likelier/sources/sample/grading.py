"""Light, tone, colour and focus: what makes two windows into one photograph look different."""

from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Look:
    """What an account's pictures have in common: factors of the colour channels, and of the saturation."""

    cast: tuple[float, float, float]
    saturation: float


def draw_look(rng: np.random.Generator) -> Look:
    """An account's style; small, so that posts of one account differ more than accounts do."""
    red, green, blue = np.exp(rng.normal(0, 0.02, 3))
    return Look((float(red), float(green), float(blue)), float(np.exp(rng.normal(0, 0.06))))


def light(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    """Light that falls unevenly: a smooth field from 3 x 3 random values, multiplied into the picture."""
    field = np.clip(128 + 30 * rng.standard_normal((3, 3)), 48, 208).astype(np.uint8)
    smooth: Any = cv2.resize(field, pixels.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return cast(Pixels, cv2.multiply(pixels, cv2.merge([smooth, smooth, smooth]), scale=1 / 128))


def grade(rng: np.random.Generator, pixels: Pixels, look: Look) -> Pixels:
    """Exposure, contrast, colour cast, saturation and focus, drawn anew for each picture."""
    gamma, contrast = np.exp(rng.normal(0, 0.38)), np.exp(rng.normal(0, 0.15))
    tone = np.clip(0.5 + contrast * (np.linspace(0, 1, 256) ** gamma - 0.5), 0, 1)
    factors = np.array(look.cast) * np.exp(rng.normal(0, 0.03, 3))
    table = np.clip(np.rint(255 * tone[:, None] * factors), 0, 255).astype(np.uint8)
    toned: Any = cv2.LUT(pixels, table[None])
    saturation = look.saturation * float(np.clip(rng.normal(1.0, 0.4), 0.05, 2.0))
    grey = cv2.cvtColor(cv2.cvtColor(toned, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    coloured = cast(Pixels, cv2.addWeighted(toned, saturation, grey, 1 - saturation, 0))
    focus = float(rng.normal(0, 1))
    if focus < 0:
        return blur(coloured, -0.9 * focus)
    return cast(Pixels, cv2.addWeighted(coloured, 1 + 0.9 * focus, blur(coloured, 1.2), -0.9 * focus, 0))


def blur(pixels: Pixels, sigma: float) -> Pixels:
    """Out of focus by `sigma` pixels."""
    return cast(Pixels, cv2.GaussianBlur(pixels, (0, 0), max(sigma, 0.05)))
