import random
import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from likelier import pictures
from likelier.errors import PictureError


def gradient(width=120, height=80):
    across, down = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return Image.fromarray(np.stack([across, down, 255 - across], axis=2).astype(np.uint8))


def encode(image, kind, **options):
    stream = BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def exif(orientation):
    block = Image.Exif()
    block[0x0112] = orientation
    return block


def heic(name):
    """`gradient()`, written by pillow-heif at quality 90: Pillow can't write HEIC."""
    return (Path(__file__).parent / f"heic/{name}.heic").read_bytes()


def without_palette():
    data = encode(gradient().convert("P"), "PNG")
    start = data.index(b"PLTE") - 4
    end = start + 12 + int.from_bytes(data[start : start + 4], "big")
    return data[:start] + data[end:]


def claiming(data, width, height):
    """The same file, with another size in its header."""
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", width, height) + data[at + 8 :]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_decode_keeps_colours_and_shape(kind):
    array = pictures.decode(encode(gradient(), kind), 60)
    assert array.shape == (40, 60, 3)
    assert array.dtype == np.uint8
    assert np.abs(array.astype(float) - np.asarray(gradient(60, 40))).mean() < 6


def test_decode_never_enlarges():
    assert pictures.decode(encode(gradient(30, 20), "PNG"), 480).shape == (20, 30, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_decode_turns_upright(kind):
    data = encode(gradient(), kind, exif=exif(6))
    array = pictures.decode(data, 120)
    assert array.shape == (120, 80, 3)
    assert np.abs(array.astype(float) - np.rot90(np.asarray(gradient()), -1)).mean() < 4
    assert pictures.check(data) == (80, 120)


def test_transparency_is_white():
    clear = gradient().convert("RGBA")
    clear.putalpha(0)
    assert pictures.decode(encode(clear, "PNG"), 60).min() == 255


def test_sixteen_bits_keep_their_range():
    ramp = np.linspace(0, 65535, 64 * 48).reshape(48, 64).astype(np.uint16)
    array = pictures.decode(encode(Image.fromarray(ramp), "PNG"), 64)
    assert array[0, 0, 0] == 0
    assert array[-1, -1, 0] == 255
    assert abs(int(array[24, 0, 0]) - 128) <= 1


def test_cmyk_becomes_rgb():
    array = pictures.decode(encode(gradient().convert("CMYK"), "JPEG"), 120)
    assert np.abs(array.astype(float) - np.asarray(gradient())).mean() < 6


@pytest.mark.parametrize("name", ["plain", "ten_bits"])
def test_heic_keeps_colours_and_shape(name):
    array = pictures.decode(heic(name), 60)
    assert array.shape == (40, 60, 3)
    assert np.abs(array.astype(float) - np.asarray(gradient(60, 40))).mean() < 6
    assert pictures.check(heic(name)) == (120, 80)


def test_heic_is_turned_upright_once():
    array = pictures.decode(heic("turned"), 120)
    assert np.abs(array.astype(float) - np.rot90(np.asarray(gradient()), -1)).mean() < 4
    assert pictures.check(heic("turned")) == (80, 120)


def test_the_clear_half_of_a_heic_is_white():
    array = pictures.decode(heic("half_clear"), 120).astype(float)
    assert array[:, :56].min() > 250
    assert np.abs(array - np.asarray(gradient()))[:, 64:].mean() < 6


def test_a_crash_of_the_decoder_of_heic_is_an_error_of_the_picture(monkeypatch):
    monkeypatch.setattr("likelier.heic.__file__", "no/such/file.py")
    with pytest.raises(PictureError, match="not a readable"):
        pictures.decode(heic("plain"), 60)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_is_its_first_frame(kind):
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue", "lime")]
    array = pictures.decode(encode(frames[0], kind, save_all=True, append_images=frames[1:]), 60)
    assert array.shape == (20, 30, 3)
    assert np.abs(array.astype(int) - (255, 0, 0)).max() <= 3


def test_sixteen_bit_colours_keep_their_range():
    pixel = struct.pack(">3H", 0xFFFF, 0x8000, 0)
    rows = (b"\0" + pixel * 8) * 8
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", 8, 8, 16, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    assert pictures.decode(data, 60)[4, 4].tolist() == [255, 128, 0]


def test_check_gives_the_size():
    assert pictures.check(encode(gradient(), "JPEG")) == (120, 80)


@pytest.mark.parametrize("read", [pictures.check, lambda data: pictures.decode(data, 60)])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<html>not found</html>", "not a readable"),
        (encode(gradient(), "JPEG")[:-200], "truncated"),
        (encode(gradient().rotate(7), "PNG")[:-300], "broken"),
        (encode(gradient(), "BMP"), "not a readable"),
        (without_palette(), "broken"),
        (b"\0\0\0\x18ftypavif" + bytes(40), "convert it"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "not a readable"),
        (heic("plain")[:-300], "broken|not a readable"),
        (claiming(heic("plain"), 8_001, 8_000), "too large"),
        (encode(Image.new("1", (9000, 9000)), "PNG"), "too large"),
        (encode(Image.new("1", (20000, 20000)), "PNG"), "too large"),
    ],
)
def test_unusable_bytes_are_refused_in_one_line(read, data, words):
    with pytest.raises(PictureError, match=words) as caught:
        read(data)
    assert "\n" not in str(caught.value)


def test_damaged_bytes_raise_nothing_else(recwarn):
    chance = random.Random(5)
    good = [encode(gradient(48, 32), kind, exif=exif(3)) for kind in ("JPEG", "PNG", "WEBP")]
    for whole, tries in (*((one, 300) for one in good), (heic("turned"), 8)):  # HEIC starts a process each time
        for _ in range(tries):
            damaged = bytearray(whole[: chance.randint(len(whole) // 2, len(whole))])
            for _ in range(3):
                damaged[chance.randrange(min(len(damaged), 300))] = chance.randrange(256)
            try:
                pictures.check(bytes(damaged))
                pictures.decode(bytes(damaged), 24)
            except PictureError:
                pass
    assert not recwarn.list
