"""Bodies that no honest client sends, and the very status of each; many more are in test_hostile_corpus.py."""

import zlib

import numpy as np
import pytest
from hostile.forms import CAPTION, PICTURE, form
from hostile.making import chunk, photo, png, saved
from PIL import Image


def exif(orientation):
    block = Image.Exif()
    block[0x0112] = orientation
    return block


GOOD = saved(photo(), "JPEG")

# name: (picture, status)
PICTURES = {
    "zero bytes": (b"", 422),
    "one byte": (b"\xff", 422),
    "svg": (
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        422,
    ),
    "html": (b"<html><script>alert(1)</script></html>", 422),
    "zip": (b"PK\x03\x04" + b"\0" * 60, 422),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 60, 422),
    "tiff": (saved(photo(), "TIFF"), 422),
    "bmp": (saved(photo(), "BMP"), 422),
    "ico": (saved(photo(), "ICO"), 422),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(%pipe%id) (w) file\n", 422),
    "jpeg and then a script": (GOOD + b"<?php system('id'); ?>", 200),
    "gif header on a jpeg": (b"GIF89a" + GOOD, 422),
    "truncated jpeg": (GOOD[:-1000], 422),
    "jpeg without an end": (GOOD[:-2], 422),
    "truncated png": (saved(photo(), "PNG")[:-900], 422),
    "png bomb of 64,001 x 1,000": (png(64_001, 1_000, 8, 0, b"\0" * 1000), 422),
    "png that claims 2^31 pixels a side": (png(2**31 - 1, 2**31 - 1, 8, 2, b""), 422),
    "png of no size": (png(0, 0, 8, 0, b""), 422),
    "png whose text unpacks to 100 MB": (
        png(4, 4, 8, 0, b"\0" * 20, chunk(b"zTXt", b"k\0\0" + zlib.compress(b"x" * 100_000_000, 9))),
        422,
    ),
    "png with a wrong checksum": (png(4, 4, 8, 0, b"\0" * 20).replace(b"IDAT", b"IDAU"), 422),
    "large png of one colour": (png(8_000, 7_000, 1, 0, bytes(1001 * 7_000)), 200),
    "png of one pixel": (png(1, 1, 8, 0, b"\0\x7f"), 200),
    "16-bit grey png": (saved(Image.fromarray(np.arange(19200, dtype=np.uint16).reshape(120, 160)), "PNG"), 200),
    "16-bit colour png": (png(4, 4, 16, 2, (b"\0" + b"\xab\xcd" * 12) * 4), 200),
    "palette png with transparency": (saved(photo("P"), "PNG", transparency=3), 200),
    "grey and alpha png": (saved(photo("LA"), "PNG"), 200),
    "bilevel png": (saved(photo("1"), "PNG"), 200),
    "cmyk jpeg": (saved(photo("CMYK"), "JPEG"), 200),
    "grey jpeg": (saved(photo("L"), "JPEG"), 200),
    "progressive jpeg": (saved(photo(), "JPEG", progressive=True), 200),
    "jpeg turned by exif": (saved(photo(), "JPEG", exif=exif(6)), 200),
    "jpeg with a wrong exif orientation": (saved(photo(), "JPEG", exif=exif(77)), 200),
    "jpeg with a broken exif block": (saved(photo(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"), 200),
    "jpeg with a broken colour profile": (saved(photo(), "JPEG", icc_profile=b"not a profile" * 9), 200),
    "animated gif": (saved(photo("P"), "GIF", save_all=True, append_images=[photo("P")] * 5), 200),
    "animated webp": (saved(photo(), "WEBP", save_all=True, append_images=[photo()] * 3), 200),
    "animated png": (saved(photo(), "PNG", save_all=True, append_images=[photo()] * 3), 200),
    "two jpegs in one file": (saved(photo(), "MPO", save_all=True, append_images=[photo()]), 200),
    "a line 20,000 pixels long": (saved(Image.new("RGB", (20_000, 1)), "PNG"), 200),
    "a column 60,000 pixels high": (saved(Image.new("L", (1, 60_000)), "JPEG"), 200),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_hostile_picture(service, name):
    content, status = PICTURES[name]
    response = service.rank([GOOD, content])
    assert response.status_code == status, response.text
    if status != 200:
        assert response.json()["error"]["field"] == "pictures[1]"


# name: (body, status)
BODIES = {
    "nothing": (b"", 400),
    "only the end": (b"--b--\r\n", 422),
    "another boundary": (b"--c\r\n" + PICTURE + GOOD + b"\r\n--c--\r\n", 400),
    "no end": (form(PICTURE + GOOD, end=b""), 400),
    "cut off within a picture": (form(PICTURE + GOOD)[:2000], 400),
    "cut off within the headers": (b"--b\r\nContent-Disposition: form-da", 400),
    "a caption that is cut off": (form(PICTURE + GOOD, CAPTION + b"half a ca", end=b""), 400),
    "text before the form": (b"hello\r\n" + form(PICTURE + GOOD), 400),
    "text after the form": (form(PICTURE + GOOD) + b"x" * 5000, 200),
    "line feeds only": (form(PICTURE + GOOD).replace(b"\r\n", b"\n"), 400),
    "a part without headers": (form(b"\r\n" + GOOD), 400),
    "a part without a name": (form(b"Content-Disposition: form-data\r\n\r\nx"), 400),
    "a header of 1 MB": (form(b"X-Long: " + b"x" * (1 << 20) + b"\r\n" + PICTURE + GOOD), 400),
    "a file name of 100 KB": (form(PICTURE.replace(b"a.jpg", b"a" * 100_000) + GOOD), 400),
    "a file name of 3 KB": (form(PICTURE.replace(b"a.jpg", b"a" * 3_000) + GOOD), 200),
    "1,000 headers": (form(b"X-Many: 1\r\n" * 1000 + PICTURE + GOOD), 400),
    "a file name with an escape and NUL": (form(PICTURE.replace(b"a.jpg", b"\\..\\\0\x1b[2J..") + GOOD), 200),
    "a file name that is not UTF-8": (form(PICTURE.replace(b"a.jpg", b"\xff\xfe.jpg") + GOOD), 200),
    "a name that is not UTF-8": (form(PICTURE + GOOD, CAPTION.replace(b"captions", b"\xff") + b"x"), 422),
    "two dispositions": (form(CAPTION[:-2] + PICTURE + GOOD), 200),
    "a nested multipart": (
        form(b"Content-Type: multipart/mixed; boundary=c\r\n" + CAPTION + b"--c--", PICTURE + GOOD),
        200,
    ),
    "a picture in base64": (form(b"Content-Transfer-Encoding: base64\r\n" + PICTURE + b"/9j/4AAQ"), 422),
    "an empty file name": (form(PICTURE.replace(b"a.jpg", b"") + GOOD), 200),
    "NUL in a caption": (form(PICTURE + GOOD, CAPTION + b"a\0b"), 200),
    "a caption in every plane": (
        form(PICTURE + GOOD, CAPTION + "\u202e\ufeff\U0010ffff\u0301\u200d👩‍👩‍👧".encode()),
        200,
    ),
    "a caption with half a surrogate pair": (form(PICTURE + GOOD, CAPTION + b"\xed\xa0\xbd"), 422),
    "a caption that is not UTF-8": (form(PICTURE + GOOD, CAPTION + b"\xff\xfe\xfd"), 422),
    "a caption of 1 MB": (form(PICTURE + GOOD, CAPTION + b"#tag " * 200_000), 413),
    "a caption of 60 KB of marks": (form(PICTURE + GOOD, CAPTION + b"@#!" * 20_000), 200),
    "a caption that looks like a boundary": (form(PICTURE + GOOD, CAPTION + b"\r\n--"), 200),
    "a caption that is JSON": (form(PICTURE + GOOD, CAPTION + b'{"$ref": "#"}' * 100), 200),
    "a caption that is SQL": (form(PICTURE + GOOD, CAPTION + b"'; DROP TABLE posts; --"), 200),
    "51 empty files": (form(*[PICTURE] * 51), 422),
    "1,000 parts": (form(*[CAPTION] * 1000), 422),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body(service, name):
    content, status = BODIES[name]
    headers = {"content-type": "multipart/form-data; boundary=b"}
    response = service.request("POST", "/rank", content=content, headers=headers)
    assert response.status_code == status, response.text
    assert ("error" in response.json()) == (status != 200)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("multipart/form-data", 400),
        ("multipart/form-data; boundary=", 400),
        ('multipart/form-data; boundary=""', 400),
        (f"multipart/form-data; boundary={'b' * 300}", 400),
        (f"multipart/form-data; boundary={'b' * 100_000}", 400),
        ('multipart/form-data; x="' + ';"' * 30_000 + "; boundary=b", 400),
        ("multipart/form-data; boundary=b; boundary=c", 400),
        ("multipart/form-data; boundary=b; charset=no-such-charset", 200),
        ("MULTIPART/Form-Data; Boundary=b", 200),
        ('multipart/form-data; boundary="b"', 200),
        ("multipart/mixed; boundary=b", 415),
        ("text/plain, multipart/form-data; boundary=b", 415),
    ],
)
def test_a_hostile_content_type(service, content_type, status):
    response = service.request("POST", "/rank", content=form(PICTURE + GOOD), headers={"content-type": content_type})
    assert response.status_code == status, response.text


@pytest.mark.parametrize("length", ["0", "7", "-1", "99999999999999999999999999", "one", "\uff11\uff12"])
def test_a_content_length_that_lies_is_not_trusted(service, length):
    headers = {"content-type": "multipart/form-data; boundary=b", "content-length": length.encode()}
    response = service.request("POST", "/rank", content=form(PICTURE + GOOD), headers=headers)
    assert response.status_code == 200


def test_after_all_of_it_the_next_good_request_is_answered(service):
    assert service.rank([GOOD]).status_code == 200
