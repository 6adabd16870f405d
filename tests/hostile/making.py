"""Pictures by hand: whole ones, and the pieces of which broken ones are made."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image

SEED = 20_240_101
Make = Callable[[], bytes]


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, format, **options)  # type: ignore[arg-type]
    return file.getvalue()


@cache
def photo(mode: str = "RGB", size: tuple[int, int] = (160, 120), seed: int = 3) -> Image.Image:
    noise = np.random.default_rng(seed).integers(0, 256, (*reversed(size), 3)).astype(np.uint8)
    return Image.fromarray(noise).convert(mode)


@cache
def good(format: str = "JPEG") -> bytes:
    image = photo("P") if format == "GIF" else photo()
    if format in ("MPO", "APNG"):
        return saved(image, "PNG" if format == "APNG" else "MPO", save_all=True, append_images=[photo(seed=4)])
    return saved(image, format)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, depth: int, colour: int, rows: bytes, extra: bytes = b"", after: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows, 1))
    return data + after + chunk(b"IEND", b"")


def small_png(extra: bytes = b"", after: bytes = b"") -> bytes:
    return png(4, 4, 8, 0, b"\0" * 20, extra, after)


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def with_segments(*segments: bytes) -> bytes:
    return good()[:2] + b"".join(segments) + good()[2:]


def jpeg_of_size(width: int, height: int) -> bytes:
    data = bytearray(good())
    place = data.index(b"\xff\xc0")
    data[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def gif_of_size(width: int, height: int) -> bytes:
    data = bytearray(good("GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def webp_canvas(width: int, height: int) -> bytes:
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return riff((b"VP8X", b"\x02\0\0\0" + size), (b"ANIM", b"\0" * 6))


def lossless_webp(width: int, height: int) -> bytes:
    return riff((b"VP8L", b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\0" * 40))


def exif_block(entries: bytes, count: int, next_one: int = 0) -> bytes:
    return b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", count) + entries + struct.pack(">I", next_one)


def exif(orientation: int) -> bytes:
    return exif_block(struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0), 1)


def frames(format: str, count: int) -> bytes:
    """An animation of small frames, each another grey."""
    shades = [Image.new("L", (8, 8), number % 256) for number in range(count)]
    if format == "WEBP":
        shades = [shade.convert("RGB") for shade in shades]
    return saved(shades[0], format, save_all=True, append_images=shades[1:], duration=10)


def gif_frames(count: int) -> bytes:
    frame = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
    return b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff" + frame * count + b";"


def many_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    data = saved(photo(size=(640, 480)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + data[-2:]


def zipped(size: int) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../a.jpg", b"\0" * size)
    return file.getvalue()


def tiff(width: int, height: int) -> bytes:
    entries = ((256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, height), (279, 100))
    tags = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + tags + b"\0" * 104


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + place, b"&%c;" % (97 + place) * 10) for place in range(9)
)
