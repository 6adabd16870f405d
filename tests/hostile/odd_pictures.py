"""Pictures that are odd, wrongly tagged, of another format or two files in one, by name."""

import random
import struct
import zlib
from collections.abc import Iterator
from functools import partial

import numpy as np
from PIL import Image

from hostile.making import (
    LAUGHS,
    SEED,
    Make,
    chunk,
    exif,
    exif_block,
    gif_of_size,
    good,
    jpeg_of_size,
    photo,
    png,
    riff,
    saved,
    segment,
    small_png,
    tiff,
    with_segments,
    zipped,
)


def odd_pictures() -> dict[str, Make]:
    """Files that call themselves pictures."""
    return dict([*_odd(), *_tagged(), *_others(), *_two_in_one()])


def _odd() -> Iterator[tuple[str, Make]]:
    for width, height in ((1, 1), (1, 60_000), (60_000, 1), (2, 30_000), (16_383, 3)):
        for format in ("PNG", "JPEG", "GIF"):
            yield (
                f"{format} of {width} x {height}",
                lambda w=width, h=height, f=format: saved(Image.new("L", (w, h)), f),
            )
    yield "WEBP of 1 x 16,383", lambda: saved(Image.new("RGB", (1, 16_383)), "WEBP")
    for width, height in ((0, 0), (0, 5), (5, 0)):
        yield f"png of {width} x {height}", partial(png, width, height, 8, 0, b"")
        yield f"jpeg of {width} x {height}", partial(jpeg_of_size, width, height)
        yield f"gif of {width} x {height}", partial(gif_of_size, width, height)
    for mode, format in (
        *(("CMYK", "JPEG"), ("L", "JPEG"), ("1", "PNG"), ("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGBA", "PNG")),
        *(("RGBA", "WEBP"), ("1", "GIF"), ("P", "WEBP")),
    ):
        yield f"{format} of mode {mode}", lambda mode=mode, format=format: saved(photo(mode), format)
    yield "16 bits of grey", lambda: saved(Image.fromarray(np.arange(19200, dtype=np.uint16).reshape(120, 160)), "PNG")
    yield "16 bits of colour", lambda: png(4, 4, 16, 2, (b"\0" + b"\xab\xcd" * 12) * 4)
    yield "palette with transparency", lambda: saved(photo("P"), "PNG", transparency=3)
    yield "palette with transparent bytes", lambda: saved(photo("P"), "PNG", transparency=bytes(range(256)))
    yield "palette with more transparency than colours", lambda: small_png(chunk(b"tRNS", bytes(600)))
    yield "everything transparent", lambda: saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG")
    yield "interlaced png", lambda: png(4, 4, 8, 0, b"\0" * 20).replace(b"\x08\0\0\0\0", b"\x08\0\0\0\1")
    yield (
        "inverted cmyk by Adobe",
        lambda: saved(photo("CMYK"), "JPEG").replace(b"Adobe\0d\0\0\0\0\0", b"Adobe\0d\0\0\0\0\2"),
    )


def _tagged() -> Iterator[tuple[str, Make]]:
    for orientation in (*range(10), 77, 255, 65_535):
        yield f"orientation {orientation}", lambda turn=orientation: with_segments(segment(0xE1, exif(turn)))
    blocks = {
        "orientation as a text": exif_block(struct.pack(">HHI", 0x0112, 2, 4) + b"abc\0", 1),
        "orientation that is not there": exif_block(struct.pack(">HHII", 0x0112, 3, 1_000, 2**31), 1),
        "orientation of no values": exif_block(struct.pack(">HHII", 0x0112, 3, 0, 0), 1),
        "orientation as a fraction by nothing": exif_block(struct.pack(">HHII", 0x0112, 5, 1, 8), 1),
        "exif that claims 65,535 entries": exif_block(b"", 65_535),
        "exif that leads to itself": exif_block(struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0), 1, 8),
        "exif whose folder is the block": exif_block(struct.pack(">HHII", 0x8769, 4, 1, 8), 1),
        "exif of 4,000 entries": exif_block(struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) * 4_000, 4_000),
        "exif with 4 GB in one entry": exif_block(struct.pack(">HHII", 0x927C, 7, 2**32 - 1, 8), 1),
        "exif of noise": b"Exif\0\0" + random.Random(SEED).randbytes(3_000),
        "exif of nothing": b"Exif\0\0",
        "exif in the other order": exif(6).replace(b"MM\0*", b"II*\0"),
        "xmp of entities": b"http://ns.adobe.com/xap/1.0/\0" + LAUGHS + b"]><x>&j;</x>",
    }
    for name, block in blocks.items():
        yield name, lambda block=block: with_segments(segment(0xE1, block))
    yield "exif fifty times", lambda: with_segments(*[segment(0xE1, exif(6))] * 50)
    yield "exif in a png", lambda: small_png(chunk(b"eXIf", exif(6)[6:]))
    yield "exif of noise in a png", lambda: small_png(chunk(b"eXIf", random.Random(SEED).randbytes(3_000)))
    yield "exif of noise in a webp", lambda: saved(photo(), "WEBP", exif=random.Random(SEED).randbytes(3_000))
    profile = b"ICC_PROFILE\0"
    yield "profile of noise", lambda: saved(photo(), "JPEG", icc_profile=random.Random(SEED).randbytes(3_000))
    yield "profile of 4 MB", lambda: saved(photo(), "JPEG", icc_profile=bytes(4_000_000))
    yield (
        "profile in 255 parts of which one is there",
        lambda: with_segments(segment(0xE2, profile + b"\x07\xff" + b"x" * 99)),
    )
    yield "profile in no parts", lambda: with_segments(segment(0xE2, profile + b"\0\0"))
    yield "profile of noise in a png", lambda: small_png(chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(9_000))))
    yield (
        "several pictures that claim 2^31",
        lambda: with_segments(segment(0xE2, b"MPF\0MM\0*\0\0\0\x08\0\1" + struct.pack(">HHII", 0xB001, 4, 1, 2**31))),
    )


def _others() -> Iterator[tuple[str, Make]]:
    contents = {
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        "svg of entities": LAUGHS + b"]><svg>&j;</svg>",
        "svg that reads a file": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
        "svg that asks another service": b'<svg><image href="http://169.254.169.254/latest/meta-data"/></svg>',
        "html": b"<html><script>alert(1)</script></html>",
        "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction 2 0 R>>endobj",
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(%pipe%id) (w) file\n",
        "zip": b"PK\x03\x04" + bytes(60),
        "tar": b"a.jpg" + bytes(500),
        "elf": b"\x7fELF" + bytes(60),
        "wasm": b"\0asm\1\0\0\0",
        "pickle": b"\x80\x04\x95cos\nsystem\n(S'id'\ntR.",
        "mp4": b"\0\0\0\x18ftypisom" + bytes(60),
        "heic of nothing": b"\0\0\0\x18ftypheic" + bytes(60),
        "heic that claims much": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\x7f\xff\xff\xffmeta" + bytes(60),
        "avif": b"\0\0\0\x18ftypavif" + bytes(60),
        "jxl": b"\xff\x0a" + bytes(60),
        "jxl in a box": b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(60),
        "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(60),
        "psd": b"8BPS\0\1" + bytes(60),
        "xbm": b"#define a_width 60000\n#define a_height 60000\nstatic char a_bits[] = {0};",
        "ppm": b"P6 60000 60000 255\n",
        "tga": b"\0\0\2" + bytes(9) + struct.pack("<HH", 60_000, 60_000) + b"\x18\0",
        "wmf": b"\xd7\xcd\xc6\x9a" + bytes(60),
        "fli": bytes(4) + b"\x12\xaf" + bytes(120),
        "address": b"http://127.0.0.1:9/secret.jpg",
        "path": b"/etc/passwd",
        "json": b'{"pictures": [{"$ref": "#"}]}',
        "base64": b"data:image/jpeg;base64,/9j/4AAQSkZJRg==",
        "text in utf-16": "\ufeffa picture".encode("utf-16"),
    }
    for name, content in contents.items():
        yield name, lambda content=content: content
    Image.init()
    for format in ("TIFF", "BMP", "ICO", "PPM", "TGA", "PCX", "DDS", "SGI", "JPEG2000", "AVIF", "IM"):
        if format in Image.SAVE:
            yield f"{format} by the name of a jpeg", lambda format=format: saved(photo(), format)


def _two_in_one() -> Iterator[tuple[str, Make]]:
    yield "jpeg and then a script", lambda: good() + b"<?php system('id'); ?>"
    yield "jpeg and then a zip", lambda: good() + zipped(1_000)
    yield "jpeg with a script in a comment", lambda: with_segments(segment(0xFE, b"<script>alert(1)</script>"))
    yield "png with a page in a text", lambda: small_png(chunk(b"tEXt", b"k\0<html><script>alert(1)</script>"))
    yield "gif that is a script", lambda: b"GIF89a/*" + good("GIF")[8:] + b"*/=1;alert(1)"
    yield "pdf and then a jpeg", lambda: b"%PDF-1.7\n" + good()
    yield "gif header on a jpeg", lambda: b"GIF89a" + good()
    yield "png header on a gif", lambda: b"\x89PNG\r\n\x1a\n" + good("GIF")
    yield "riff of sound", lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(40)
    yield "webp in a webp", lambda: riff((b"VP8X", bytes(10)), (b"RIFF", good("WEBP")))
    yield "tiff in exif in a jpeg", lambda: with_segments(segment(0xE1, b"Exif\0\0" + tiff(99, 99)))
    yield "picture within a picture", lambda: with_segments(segment(0xE1, exif(6) + good()[:20_000]))
