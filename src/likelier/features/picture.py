"""What a picture looks like: light, colour, grain and composition, from one small decoded array.

Grain is measured at the size at which the picture was decoded. All else needs less: it is measured at `SIDE` pixels.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from likelier.features import Feature
from likelier.features.text_area import text_area
from likelier.params import Featurize
from likelier.pictures import shrunk

Pixels = NDArray[np.uint8]

FEATURES = {
    "picture_has": Feature("has a readable picture", "0 or 1", 0, 1),
    "picture_brightness": Feature("mean of the value (V of HSV)", "0 to 1", 0, 1),
    "picture_brightness_spread": Feature("standard deviation of the value", "0 to 0.5", 0, 0.5),
    "picture_contrast": Feature("grey: 95th less 5th percentile", "0 to 1", 0, 1),
    "picture_dark": Feature("share of pixels with grey below 26", "share", 0, 1),
    "picture_bright": Feature("share of pixels with grey above 229", "share", 0, 1),
    "picture_entropy": Feature("Shannon entropy of the grey levels", "bits", 0, 8),
    "picture_saturation": Feature("mean saturation (S of HSV)", "0 to 1", 0, 1),
    "picture_hue_sine": Feature("mean sine of the hue, weighted by chroma; 0 where grey", "-1 to 1", -1, 1),
    "picture_hue_cosine": Feature("mean cosine of the hue, weighted by chroma; red is 1", "-1 to 1", -1, 1),
    "picture_hues": Feature("dominant colours: twelfths of the hue circle with 5 % of the chroma each", "hues", 0, 12),
    "picture_hue_share": Feature("share of the chroma in the fullest twelfth; unknown where grey", "share", 0, 1),
    "picture_colourfulness": Feature("Hasler and Suesstrunk's M3; grey is 0, extremely colourful 109", "M3", 0, 300),
    "picture_warmth": Feature("mean of red less blue", "-1 to 1", -1, 1),
    "picture_sharpness": Feature("log(1 + variance of the Laplacian)", "log(1 + n)", 0),
    "picture_blur": Feature("share of 8 x 8 cells whose Laplacian varies by less than 3 grey levels", "share", 0, 1),
    "picture_edges": Feature("share of pixels on an edge: a gradient (Sobel) of 200 or more", "share", 0, 1),
    "picture_symmetry": Feature("1 less the mean difference of left and mirrored right", "0 to 1", 0, 1),
    "picture_centre": Feature("share of the gradient energy in the middle ninth", "share", 0, 1),
    "picture_thirds": Feature("share of it around the four crossings of the thirds, a ninth as well", "share", 0, 1),
    "picture_text": Feature("share that lines of text cover, a rule of thumb; unknown below 120 pixels", "share", 0, 1),
}

SIDE = 240  # pixels on the long side
HUE_TURN = np.arange(180) * (2 * np.pi / 180)  # OpenCV counts hue in steps of 2 degrees
DOMINANT = 0.05  # share of the chroma
GREY = 2.0  # mean chroma, of 255: what compression leaves of grey has hues by chance
BLURRED = 3.0  # grey levels
TWELFTH = (np.arange(180) + 7) % 180 // 15  # shifted by half of one: red, at 0, is in the middle of the first
EDGE = 200.0  # an upright step of 50 grey levels between neighbours


def describe(picture: Pixels | None, settings: Featurize | None = None) -> tuple[float, ...]:
    """The values of `FEATURES` for an RGB array of shape (height, width, 3); NaN but for the first where None."""
    if picture is None:
        return (0.0, *[float("nan")] * (len(FEATURES) - 1))
    small = shrunk(picture, SIDE)
    # Every other pixel of every other row tells means and shares of colours as well as all of them.
    sample = np.ascontiguousarray(small[::2, ::2])
    hsv = np.asarray(cv2.cvtColor(sample, cv2.COLOR_RGB2HSV), dtype=np.uint8)
    grey = _grey(small)
    return (1.0, *_light(grey, hsv[:, :, 2]), *_colour(sample, hsv), *_grain(_grey(picture)), *_composition(grey))


def _grey(picture: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _light(grey: Pixels, value: Pixels) -> tuple[float, ...]:
    mean, deviation = cv2.meanStdDev(value)
    levels = np.ravel(cv2.calcHist([grey], [0], None, [256], [0, 256])).astype(np.float64) / grey.size
    low, high = np.searchsorted(np.cumsum(levels), (0.05, 0.95))
    present = levels[levels > 0]
    return (
        float(mean[0, 0]) / 255,
        float(deviation[0, 0]) / 255,
        float(high - low) / 255,
        float(levels[:26].sum()),
        float(levels[230:].sum()),
        float(max(-(present * np.log2(present)).sum(), 0)),
    )


def _colour(picture: Pixels, hsv: Pixels) -> tuple[float, ...]:
    hue, saturation, value = cv2.split(hsv)
    # Chroma, not saturation, weighs the hue: the saturation of nearly black pixels is noise.
    chroma = cv2.multiply(saturation, value, scale=1 / 255, dtype=cv2.CV_32F)
    by_hue = np.bincount(np.ravel(hue), weights=np.ravel(chroma), minlength=180)
    total = max(float(by_hue.sum()), 1e-9)
    twelfths = np.bincount(TWELFTH, weights=by_hue) / total
    is_grey = total < GREY * np.size(hue)
    red, green, blue = (np.asarray(channel).astype(np.int16) for channel in cv2.split(picture))
    return (
        float(cv2.mean(saturation)[0]) / 255,
        float(by_hue @ np.sin(HUE_TURN)) / total,
        float(by_hue @ np.cos(HUE_TURN)) / total,
        0.0 if is_grey else float((twelfths >= DOMINANT).sum()),
        float("nan") if is_grey else float(twelfths.max()),
        _colourfulness(red - green, red + green - 2 * blue),
        float(cv2.mean(red - blue)[0]) / 255,
    )


def _colourfulness(red_green: NDArray[np.int16], twice_yellow_blue: NDArray[np.int16]) -> float:
    # Hasler and Suesstrunk, "Measuring colourfulness in natural images", SPIE 2003: 0 for grey, 109 for extremely
    # colourful photographs.
    (mean, deviation), (mean_2, deviation_2) = (
        [float(value[0, 0]) for value in cv2.meanStdDev(plane)] for plane in (red_green, twice_yellow_blue)
    )
    return float(np.hypot(deviation, deviation_2 / 2) + 0.3 * np.hypot(mean, mean_2 / 2))


def _grain(grey: Pixels) -> tuple[float, ...]:
    # A quarter of the pixels tells the variance as well as all of them.
    laplacian = np.ascontiguousarray(np.asarray(cv2.Laplacian(grey, cv2.CV_16S))[::2, ::2])
    # The Laplacian's mean over a cell is nearly 0, so that its mean square is its variance.
    square = cv2.multiply(laplacian, laplacian, dtype=cv2.CV_32F)
    fine = np.asarray(cv2.resize(square, (8, 8), interpolation=cv2.INTER_AREA))
    return float(np.log1p(cv2.meanStdDev(laplacian)[1][0, 0] ** 2)), float((fine < BLURRED**2).mean())


def _composition(grey: Pixels) -> tuple[float, ...]:
    # Symmetry is about where things are, not about their grain: 32 x 32 cells are enough.
    cells = cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float64)
    across, down = cv2.spatialGradient(grey)
    energy = np.asarray(
        cv2.add(cv2.multiply(across, across, dtype=cv2.CV_32F), cv2.multiply(down, down, dtype=cv2.CV_32F))
    )
    return (
        float((energy >= EDGE**2).mean()),
        1 - float(np.abs(cells - cells[:, ::-1]).mean()) / 255,
        _share(energy, [(1 / 3, 2 / 3)]),
        # Squares of a sixth of the sides around 1/3 and 2/3: four of them cover a ninth too.
        _share(energy, [(1 / 4, 5 / 12), (7 / 12, 3 / 4)]),
        text_area(grey, np.asarray(across, dtype=np.int16)),
    )


def _share(energy: NDArray[np.float32], bands: list[tuple[float, float]]) -> float:
    """The share of the energy in the crossings of bands of rows with bands of columns; NaN where all is flat."""
    height, width = energy.shape
    total = cv2.sumElems(energy)[0]
    rows = [slice(round(low * height), round(high * height)) for low, high in bands]
    columns = [slice(round(low * width), round(high * width)) for low, high in bands]
    inside = sum(cv2.sumElems(energy[row, column])[0] for row in rows for column in columns)
    return inside / total if total > 0 else float("nan")
