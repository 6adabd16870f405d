"""JPEGs whose decoder would pass over them again and again are refused before it begins."""

import time
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from likelier import pictures, scans
from likelier.errors import PictureError


def jpeg(width=640, height=480, **options):
    noise = np.random.default_rng(1).integers(0, 256, (height // 16, width // 16, 3), dtype=np.uint8)
    file = BytesIO()
    Image.fromarray(noise).resize((width, height)).save(file, "JPEG", **options)
    return file.getvalue()


def with_scans(data, more):
    """Empty scans before the end; each costs the decoder a pass over the picture."""
    last = data.rindex(b"\xff\xda")
    empty = data[last : last + 2 + int.from_bytes(data[last + 2 : last + 4], "big")]
    return data[:-2] + empty * more + data[-2:]


def test_scans_are_counted():
    assert scans.count(jpeg(), 100) == 1
    whole = jpeg(progressive=True)
    usual = scans.count(whole, 100)
    assert 4 <= usual <= 20
    assert scans.count(with_scans(whole, 30), 1_000) == usual + 30
    assert scans.count(with_scans(whole, 30), 20) == 21


def test_what_comes_before_and_after_the_picture_does_not_count():
    looks = b"\xff\xda\0\x08" * 500
    tagged = jpeg(comment=looks)
    assert scans.count(tagged, 10) == 1
    assert scans.count(tagged + looks, 10) == 1
    pictures.check(tagged + looks)


def test_too_many_scans_are_refused_at_once(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_SCANNED", 20 * 640 * 480)
    whole = jpeg(progressive=True)
    pictures.check(whole)
    start = time.perf_counter()
    with pytest.raises(PictureError, match="too many scans; at most 20 "):
        pictures.check(with_scans(whole, 200_000))
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("data", [b"", b"\xff\xda" * 50, b"\xff\xd8" + b"\xff" * 50, b"\xff\xda\xff\xff" * 50])
def test_bytes_that_lead_nowhere_are_counted_to_their_end(data):
    assert 0 <= scans.count(data, 3) <= 50
