"""Files that call themselves pictures, by name; a content is made when it is asked for."""

import gzip
import random
import struct
import zlib
from collections.abc import Iterator
from functools import cache, partial

from PIL import Image

from hostile.making import (
    SEED,
    Make,
    chunk,
    frames,
    gif_frames,
    gif_of_size,
    good,
    jpeg_of_size,
    lossless_webp,
    many_scans,
    png,
    saved,
    segment,
    small_png,
    tiff,
    webp_canvas,
    with_segments,
    zipped,
)
from hostile.odd_pictures import odd_pictures

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "MPO", "APNG")


def pictures() -> dict[str, Make]:
    """Files that call themselves pictures."""
    return dict([*_bombs(), *_broken()]) | odd_pictures()


def _bombs() -> Iterator[tuple[str, Make]]:
    for width, height in ((64_001, 1_000), (30_000, 30_000), (65_535, 65_535), (2**31 - 1, 2**31 - 1), (2**31, 1)):
        yield f"png that claims {width} x {height}", partial(png, width, height, 8, 2, b"\0" * 1000)
    for width, height in ((65_535, 65_535), (65_500, 1_000), (40_000, 40_000)):
        yield f"jpeg that claims {width} x {height}", partial(jpeg_of_size, width, height)
        yield f"gif that claims {width} x {height}", partial(gif_of_size, width, height)
    yield "webp that claims 16,777,216 pixels a side", partial(webp_canvas, 1 << 24, 1 << 24)
    yield "webp that claims 16,384 pixels a side", partial(webp_canvas, 16_384, 16_384)
    yield "lossless webp that claims 16,384 pixels a side", partial(lossless_webp, 16_384, 16_384)
    yield "lossless webp of 8,000 x 7,999 and no data", partial(lossless_webp, 8_000, 7_999)
    yield "png of 56 megapixels in 1 bit", lambda: png(8_000, 7_000, 1, 0, bytes(1001 * 7_000))
    yield "png of 63 megapixels in colour", lambda: png(7_900, 8_000, 8, 2, bytes((3 * 7_900 + 1) * 8_000))
    yield "webp of 36 megapixels of one colour", lambda: saved(Image.new("RGB", (6_000, 6_000)), "WEBP", method=0)
    yield "gif of 49 megapixels of one colour", lambda: saved(Image.new("P", (7_000, 7_000)), "GIF")
    yield "jpeg of 60 megapixels of one colour", lambda: saved(Image.new("L", (10_000, 6_000)), "JPEG", quality=1)
    yield "gif of 10,000 frames", partial(gif_frames, 10_000)
    yield "gif of 500,000 frames", partial(gif_frames, 500_000)
    yield "png of 2,000 frames", partial(frames, "PNG", 2_000)
    yield "webp of 2,000 frames", partial(frames, "WEBP", 2_000)
    yield "png that claims 2^31 frames", partial(small_png, chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)))
    yield "jpeg of 400 scans", partial(many_scans, 400)
    yield "jpeg of 20,000 comments", lambda: with_segments(segment(0xFE, b"x" * 90) * 20_000)
    yield "jpeg of 2 MB of other segments", lambda: with_segments(*[segment(0xE5, b"x" * 65_000)] * 32)
    for kind in (b"zTXt", b"iTXt", b"iCCP"):
        head = {b"zTXt": b"k\0\0", b"iTXt": b"k\0\1\0\0\0", b"iCCP": b"k\0\0"}[kind]
        yield (
            f"png whose {kind.decode()} unpacks to 100 MB",
            lambda kind=kind, head=head: small_png(chunk(kind, head + _tight())),
        )
        yield (
            f"png whose {kind.decode()} comes after its pixels",
            lambda kind=kind, head=head: small_png(after=chunk(kind, head + _tight())),
        )
    yield "png of 20,000 texts", lambda: small_png(chunk(b"tEXt", b"k\0v") * 20_000)
    yield "png whose pixels unpack to 100 MB", lambda: png(4, 4, 8, 0, bytes(100_000_000))
    yield "zip bomb", partial(zipped, 50_000_000)
    yield "gzip bomb", lambda: gzip.compress(bytes(50_000_000))
    yield "tiff that claims 65,535 x 65,535", lambda: tiff(65_535, 65_535)


@cache
def _tight() -> bytes:
    return zlib.compress(b"x" * 100_000_000, 9)


def _broken() -> Iterator[tuple[str, Make]]:
    for format in FORMATS:
        for percent in (1, 3, 10, 25, 50, 75, 90, 99):
            yield f"{format} cut off at {percent} %", partial(_cut, format, percent)
        for number in range(6):
            yield f"{format} with noise {number}", partial(_noisy, format, number)
        yield f"{format} with its end first", lambda format=format: good(format)[::-1]
        yield f"{format} twice", lambda format=format: good(format) * 2
        yield f"{format} after a line", lambda format=format: b"\r\n" + good(format)
        yield f"{format} and then 1 MB of nothing", lambda format=format: good(format) + bytes(1 << 20)
    yield "no bytes", lambda: b""
    yield "one byte", lambda: b"\xff"
    yield "the first bytes of every format", lambda: b"\xff\xd8\xff\x89PNG\r\n\x1a\nGIF89aRIFF\0\0\0\0WEBP"
    yield "16 MiB of nothing", lambda: bytes(16 << 20)
    yield "more than 16 MiB", lambda: good() + bytes(16 << 20)
    yield "png with a wrong checksum", lambda: small_png().replace(b"IDAT", b"IDAU")
    yield "png without pixels", lambda: small_png().replace(b"IDAT", b"IEND")
    yield "png whose part claims 2^31 bytes", lambda: small_png().replace(b"\0\0\0\rIHDR", b"\x7f\xff\xff\xffIHDR")
    yield "png with two headers", lambda: small_png(chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0)))
    yield "png with a palette of no colours", lambda: png(4, 4, 8, 3, b"\0" * 20)
    yield "png with a depth of 7", lambda: png(4, 4, 7, 0, b"\0" * 20)
    yield "png with colour type 9", lambda: png(4, 4, 8, 9, b"\0" * 20)
    yield "png with an unknown row filter", lambda: png(4, 4, 8, 0, b"\x09" * 20)
    yield "jpeg without tables", lambda: good().replace(b"\xff\xdb", b"\xff\xe9")
    yield "jpeg without codes", lambda: good().replace(b"\xff\xc4", b"\xff\xe9")
    yield "jpeg with arithmetic codes", lambda: good().replace(b"\xff\xc0", b"\xff\xc9")
    yield "lossless jpeg", lambda: good().replace(b"\xff\xc0", b"\xff\xc3")
    yield "jpeg of 12 bits", lambda: good().replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c")
    yield "jpeg without an end", lambda: good()[:-2]
    yield "gif without colours", lambda: b"GIF89a\x04\0\x04\0\0\0\0,\0\0\0\0\x04\0\x04\0\0\x02\x02\x44\x01\0;"
    yield "gif with a code size of 200", lambda: gif_frames(1).replace(b"\x02\x02\x44", b"\xc8\x02\x44")


def _cut(format: str, percent: int) -> bytes:
    data = good(format)
    return data[: max(1, len(data) * percent // 100)]


def _noisy(format: str, number: int) -> bytes:
    """A few bytes of it are others; the earlier ones, where formats say what they are, more often."""
    draw = random.Random(f"{SEED} {format} {number}")
    data = bytearray(good(format))
    for _ in range(1 + number * 4):
        data[int(len(data) * draw.random() ** 3)] = draw.randrange(256)
    return bytes(data)
