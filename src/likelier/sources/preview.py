"""The tiny JPEG in `media_preview`: 42 pixels on the long side, sent without its header.

Instagram sends base64 of one byte of version (0), one byte for each side, then the JPEG's entropy-coded data.
Every client carries the same header (quantisation and Huffman tables of a 42 x 42 picture) and writes the two
sides into it.
"""

import base64
import binascii

from likelier.errors import PictureError

_WIDTH_AT, _HEIGHT_AT = 162, 160  # low bytes of the sides in the header's frame segment

_HEADER = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wCEABsaGikdKUEmJkFCLy8vQkc/Pj4/R0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dH"
    "R0dHR0cBHSkpNCY0PygoP0c/NT9HR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR//AABEIABQAKgMBIgAC"
    "EQEDEQH/xAGiAAABBQEBAQEBAQAAAAAAAAAAAQIDBAUGBwgJCgsQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEV"
    "UtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeo"
    "qaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+gEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoLEQACAQIE"
    "BAMEBwUEBAABAncAAQIDEQQFITEGEkFRB2FxEyIygQgUQpGhscEJIzNS8BVictEKFiQ04SXxFxgZGiYnKCkqNTY3ODk6Q0RFRkdISUpTVFVWV1hZ"
    "WmNkZWZnaGlqc3R1dnd4eXqCg4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2dri4+Tl5ufo6ery8/T1"
    "9vf4+fr/2gAMAwEAAhEDEQA/AA=="
)


def jpeg(preview: str) -> bytes:
    """The whole JPEG of a `media_preview`.

    Raises
    ------
    PictureError
        The text is not base64, is of another version, or holds no picture.
    """
    try:
        content = base64.b64decode(preview, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PictureError("the preview is not base64") from error
    if len(content) < 4 or content[0] != 0 or not content[1] or not content[2]:
        raise PictureError("the preview is not of the known version 0")
    header = bytearray(_HEADER)
    header[_WIDTH_AT], header[_HEIGHT_AT] = content[1], content[2]
    return bytes(header) + content[3:]


def picture(encoded: str) -> bytes:
    """The JPEG of a `media_preview`, or its text as it is: whoever checks the pictures finds that it is none."""
    try:
        return jpeg(encoded)
    except PictureError:
        return encoded.encode("utf-8", "replace")
