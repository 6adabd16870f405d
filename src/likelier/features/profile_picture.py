"""What an account's profile picture looks like. Part of the kind `account`: all posts of an account share it."""

from hashlib import blake2b
from typing import Any

from likelier.errors import PictureError
from likelier.features import Feature

SIDE = 240  # pixels on the long side: profile pictures are small, and so is what is asked of them

FEATURES = {
    "account_picture_has": Feature("has a readable profile picture; unknown of an unknown account", "0 or 1", 0, 1),
    "account_picture_brightness": Feature("of the profile picture, as `picture_brightness`", "0 to 1", 0, 1),
    "account_picture_contrast": Feature("its contrast", "0 to 1", 0, 1),
    "account_picture_saturation": Feature("its saturation", "0 to 1", 0, 1),
    "account_picture_colourfulness": Feature("its colourfulness", "M3", 0, 300),
    "account_picture_warmth": Feature("its warmth", "-1 to 1", -1, 1),
    "account_picture_faces": Feature("faces on it, by `featurize.detector`", "faces", 0),
}

LOOKS = ("brightness", "contrast", "saturation", "colourfulness", "warmth")  # of the kind `picture`
REMEMBERED = 4096  # pictures; each takes a few hundred bytes
_SEEN: dict[tuple[bytes, str], tuple[float, ...]] = {}

UNKNOWN = (float("nan"),) * (len(FEATURES) - 1)


def describe(data: Any, detector: str) -> tuple[float, ...]:
    """The values of `FEATURES` for the bytes of a profile picture of a known account; 0 and NaN where there is none.

    The detector is asked whether or not the kind `faces` is on: a model of `account` alone has the same features.
    """
    if not isinstance(data, bytes):
        return (0.0, *UNKNOWN)
    # Candidates of one account share the picture; so do the audit's many looks. The picture itself is not kept.
    key = blake2b(data, digest_size=16).digest(), detector
    found = _SEEN.get(key)
    if found is None:
        if len(_SEEN) >= REMEMBERED:
            _SEEN.clear()
        found = _SEEN[key] = _of(data, detector)
    return found


def _of(data: bytes, detector: str) -> tuple[float, ...]:
    from likelier.features import faces, picture
    from likelier.features.detectors import find
    from likelier.pictures import decode

    try:
        pixels = decode(data, SIDE)
    except PictureError:
        return (0.0, *UNKNOWN)
    seen = dict(zip(picture.FEATURES, picture.describe(pixels), strict=True))
    is_small = detector == "none" or max(pixels.shape[:2]) < faces.MIN_SIDE
    count = float("nan") if is_small else float(len(find(pixels, detector)))
    return (1.0, *(seen[f"picture_{name}"] for name in LOOKS), count)
