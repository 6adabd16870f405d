"""Forms, their fields and their content types, by name."""

import random
from collections.abc import Iterator
from functools import cache

from PIL import Image

from hostile.making import SEED, Make, good, png, saved

FORM = "multipart/form-data; boundary=b"
PICTURE = b'Content-Disposition: form-data; name="pictures"; filename="a.jpg"\r\n\r\n'
CAPTION = b'Content-Disposition: form-data; name="captions"\r\n\r\n'


def form(*parts: bytes, end: bytes = b"--b--\r\n") -> bytes:
    return b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + end


def field(name: str, value: bytes) -> bytes:
    return b'Content-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value


NAMES = {
    "climbs": b"../../../../etc/passwd", "climbs as Windows does": b"..\\..\\windows\\win.ini", "root": b"/etc/shadow",
    "drive": b"C:\\a.jpg", "share": b"\\\\host\\share\\a.jpg", "device": b"CON.jpg", "stream": b"a.jpg::$DATA",
    "dots": b"..", "dot": b".", "space": b" ", "nothing": b"", "NUL": b"a.php\0.jpg", "line": b"a\nSet-Cookie: x=1.jpg",
    "escape": b"\x1b[2J\x1b]0;a\x07.jpg", "turned": "\u202egpj.exe".encode(), "surrogate": b"\xed\xa0\x80.jpg",
    "not utf-8": b"\xff\xfe\xfd.jpg", "script": b"<script>alert(1)</script>.jpg", "shell": b"$(id);`id`|id.jpg",
    "format": b"%s%s%n{0}{{7*7}}${7*7}", "sql": b"'; DROP TABLE posts; --.jpg", "encoded": b"%2e%2e%2f%00.jpg",
    "3 KB": b"a" * 3_000, "100 KB": b"a" * 100_000, "marks": "\u0301".encode() * 500,
    "wide": "\U0010ffff".encode() * 50,
}  # fmt: skip

VALUES = {
    "nan": b"nan", "inf": b"-inf", "1e400": b"1e400", "5,000 digits": b"9" * 5_000, "negative": b"-1", "half": b"0.5",
    "hex": b"0x10", "grouped": b"1_000", "full width": "\uff11\uff12".encode(), "list": b"[1, 2]",
    "object": b'{"$gt": 0}',
    "null": b"null", "NUL": b"1\0", "lines": b"1\r\n2", "path": b"../../../etc/passwd", "template": b"{{7*7}}${7*7}",
    "60 KB": b"x" * 60_000, "not utf-8": b"\xff\xfe", "surrogate": b"\xed\xa0\x80",
}  # fmt: skip

FIELDS = ("at", "followers", "following", "posts", "is_business", "category", "time_zone", "confidence")
LATER = ("account", "usual_likes")  # fields of some routes


def bodies() -> dict[str, Make]:
    """Bodies of `FORM`."""
    return dict([*_names(), *_values(), *_forms()])


def _names() -> Iterator[tuple[str, Make]]:
    for name, filename in NAMES.items():
        part = PICTURE.replace(b"a.jpg", filename)
        yield f"file name: {name}", lambda part=part: form(part + good())
    yield (
        "file name in every other way",
        lambda: form(
            b"Content-Disposition: form-data; name=pictures; filename=a; filename*=UTF-8''..%2f..%2fb\r\n\r\n" + good()
        ),
    )
    for kind in (b"text/html", b"image/svg+xml", b"application/x-php", b"image/png\0", b"x" * 3_000):
        typed = b"Content-Type: " + kind + b"\r\n" + PICTURE
        yield f"a part of type {kind[:20].decode('latin-1')!r}", lambda typed=typed: form(typed + good())


def _values() -> Iterator[tuple[str, Make]]:
    for number, name in enumerate((*FIELDS, *LATER)):
        for what, value in list(VALUES.items())[number % 2 :: 2]:  # each value in half of the fields
            yield f"{name}: {what}", lambda name=name, value=value: form(PICTURE + good(), field(name, value))
    for zone in (b"/etc/passwd", b"../UTC", b"posixrules", b"localtime", b"Europe", b"UTC\0", b"CON", b"right/UTC"):
        yield f"time_zone: {zone.decode()!r}", lambda zone=zone: form(PICTURE + good(), field("time_zone", zone))
    for time in (
        b"9999-12-31T23:59:59-23:59",
        b"0001-01-01",
        b"2026-02-30",
        b"2026-03-01T25:00",
        b"1772386200",
        b"now()",
    ):
        yield f"at: {time.decode()}", lambda time=time: form(PICTURE + good(), field("at", time))


def _forms() -> Iterator[tuple[str, Make]]:
    whole = form(PICTURE + good())
    contents: dict[str, Make] = {
        "nothing": lambda: b"",
        "only the end": lambda: b"--b--\r\n",
        "another boundary": lambda: whole.replace(b"--b", b"--c"),
        "no end": lambda: form(PICTURE + good(), end=b""),
        "cut off within a picture": lambda: whole[:2000],
        "cut off within the headers": lambda: b"--b\r\nContent-Disposition: form-da",
        "text before the form": lambda: b"hello\r\n" + whole,
        "text after the form": lambda: whole + b"x" * 5000,
        "line feeds only": lambda: whole.replace(b"\r\n", b"\n"),
        "carriage returns only": lambda: whole.replace(b"\r\n", b"\r"),
        "a part without headers": lambda: form(b"\r\n" + good()),
        "a part without a name": lambda: form(b"Content-Disposition: form-data\r\n\r\nx"),
        "a part with an empty name": lambda: form(PICTURE + good(), field("", b"x")),
        "a part that is an attachment": lambda: form(PICTURE.replace(b"form-data", b"attachment") + good()),
        "two dispositions": lambda: form(CAPTION[:-2] + PICTURE + good()),
        "two names": lambda: form(PICTURE.replace(b"; filename", b'; name="captions"; filename') + good()),
        "a header of 1 MB": lambda: form(b"X-Long: " + b"x" * (1 << 20) + b"\r\n" + PICTURE + good()),
        "1,000 headers": lambda: form(b"X-Many: 1\r\n" * 1000 + PICTURE + good()),
        "a header without a colon": lambda: form(b"X-Odd\r\n" + PICTURE + good()),
        "a folded header": lambda: form(b"X-Odd: a\r\n b\r\n" + PICTURE + good()),
        "a nested form": lambda: form(
            b"Content-Type: multipart/mixed; boundary=c\r\n" + CAPTION + b"--c--", PICTURE + good()
        ),
        "a picture in base64": lambda: form(b"Content-Transfer-Encoding: base64\r\n" + PICTURE + b"/9j/4AAQ"),
        "a field of 100 KB in its name": lambda: form(PICTURE + good(), field("x" * 100_000, b"1")),
        "a field by the name of a class": lambda: form(PICTURE + good(), field("__class__", b"1")),
        "a field by the name of a list": lambda: form(PICTURE + good(), field("pictures[0]", b"1")),
        "a field that is not known": lambda: form(PICTURE + good(), field("\u202eaccount", b"1")),
        "captions in a file": lambda: form(
            PICTURE + good(), CAPTION.replace(b'"captions"', b'"captions"; filename="a"') + b"x"
        ),
        "pictures as text": lambda: form(field("pictures", b"http://127.0.0.1:9/a.jpg")),
        "NUL in a caption": lambda: form(PICTURE + good(), CAPTION + b"a\0b"),
        "a caption in every plane": lambda: form(
            PICTURE + good(), CAPTION + "\u202e\ufeff\U0010ffff\u0301\u200d👩‍👩‍👧".encode()
        ),
        "a caption with half a surrogate pair": lambda: form(PICTURE + good(), CAPTION + b"\xed\xa0\xbd"),
        "a caption that is not UTF-8": lambda: form(PICTURE + good(), CAPTION + b"\xff\xfe\xfd"),
        "a caption of 1 MB": lambda: form(PICTURE + good(), CAPTION + b"#tag " * 200_000),
        "a caption of 60 KB of marks": lambda: form(PICTURE + good(), CAPTION + b"@#!" * 20_000),
        "a caption of 60 KB of hashtags": lambda: form(PICTURE + good(), CAPTION + b"#a " * 20_000),
        "a caption of 60 KB of one letter": lambda: form(PICTURE + good(), CAPTION + b"a" * 60_000),
        "a caption of 15,000 emoji": lambda: form(PICTURE + good(), CAPTION + "😀".encode() * 15_000),
        "a caption of joined emoji": lambda: form(PICTURE + good(), CAPTION + "👩\u200d".encode() * 8_000),
        "a caption of brackets": lambda: form(PICTURE + good(), CAPTION + b"(" * 60_000),
        "a caption of spaces": lambda: form(PICTURE + good(), CAPTION + b" " * 60_000),
        "a caption of addresses": lambda: form(PICTURE + good(), CAPTION + b"http://a.b/" * 5_000),
        "a caption that looks like a boundary": lambda: form(PICTURE + good(), CAPTION + b"\r\n--"),
        "a caption that is JSON": lambda: form(PICTURE + good(), CAPTION + b'{"$ref": "#"}' * 100),
        "a caption that is SQL": lambda: form(PICTURE + good(), CAPTION + b"'; DROP TABLE posts; --"),
        "51 empty files": lambda: form(*[PICTURE] * 51),
        "50 empty files": lambda: form(*[PICTURE] * 50),
        "100 parts": lambda: form(*[PICTURE + good()] * 50, *[CAPTION + b"a"] * 50),
        "1,000 parts": lambda: form(*[CAPTION] * 1000),
        "100,000 ends of parts": lambda: b"--b\r\n" * 100_000 + b"--b--\r\n",
        "the same field 50 times": lambda: form(PICTURE + good(), *[field("followers", b"1")] * 50),
        "two profile pictures": lambda: form(
            PICTURE + good(), *[PICTURE.replace(b"pictures", b"profile_picture") + good()] * 2
        ),
        "a profile picture that claims much": lambda: form(
            PICTURE + good(), PICTURE.replace(b"pictures", b"profile_picture") + png(60_000, 60_000, 8, 2, b"")
        ),
        "50 pictures of 63 megapixels": lambda: form(*[PICTURE + _wide()] * 50),
        "11 pictures of 16 megapixels": lambda: form(*[PICTURE + saved(Image.new("L", (4_000, 4_000)), "PNG")] * 11),
        "60 MB of noise": lambda: form(*[PICTURE + random.Random(SEED).randbytes(15 << 20)] * 4),
        "70 MB": lambda: form(*[PICTURE + bytes(14 << 20)] * 5),
    }
    yield from contents.items()
    for depth in (1_000, 100_000):
        yield f"lists in {depth} lists", lambda depth=depth: b"[" * depth + b"]" * depth


@cache
def _wide() -> bytes:
    return saved(Image.new("L", (9_000, 7_000)), "JPEG", quality=1)


def types() -> dict[str, str]:
    """Content types, each with a body that is fine by itself."""
    odd = {
        "no boundary": "multipart/form-data",
        "an empty boundary": "multipart/form-data; boundary=",
        "an empty boundary in quotes": 'multipart/form-data; boundary=""',
        "a boundary of 300 letters": f"multipart/form-data; boundary={'b' * 300}",
        "a boundary of 30 KB": f"multipart/form-data; boundary={'b' * 30_000}",
        "10,000 quotes": 'multipart/form-data; x="' + ';"' * 10_000 + "; boundary=b",
        "two boundaries": "multipart/form-data; boundary=b; boundary=c",
        "an unknown charset": "multipart/form-data; boundary=b; charset=no-such-charset",
        "a boundary in another charset": "multipart/form-data; boundary*=utf-16''b",
        "capitals": "MULTIPART/Form-Data; Boundary=b",
        "a mixed form": "multipart/mixed; boundary=b",
        "two types": "text/plain, multipart/form-data; boundary=b",
        "nothing": "",
    }
    plain = (
        "application/json",
        "application/x-www-form-urlencoded",
        "image/jpeg",
        "text/xml",
        "application/octet-stream",
    )
    return odd | {kind: kind for kind in plain}
