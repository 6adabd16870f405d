import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from likelier import pictures
from likelier.errors import PictureError
from likelier.sources import preview


def tables():
    """The fixed quantisation tables, read back out of a finished preview."""
    stub = preview.jpeg(base64.b64encode(b"\0\x2a\x2axx").decode())
    return Image.open(BytesIO(stub)).quantization


def make(width, height):
    """A preview in Instagram's form: version, sides, then what follows the header."""
    across = np.linspace(0, 255, width)[None, :, None].repeat(height, 0).repeat(3, 2).astype(np.uint8)
    stream = BytesIO()
    # 4:2:0 and the standard Huffman tables, as in the fixed header.
    Image.fromarray(across).save(stream, "JPEG", qtables=tables(), subsampling="4:2:0", optimize=False)
    content = stream.getvalue()
    return base64.b64encode(bytes([0, width, height]) + content[content.index(b"\xff\xda") + 14 :]).decode()


@pytest.mark.parametrize(("width", "height"), [(42, 42), (42, 23), (33, 42), (42, 1)])
def test_preview_decodes_to_its_sides_and_content(width, height):
    data = preview.jpeg(make(width, height))
    assert pictures.check(data) == (width, height)
    row = pictures.decode(data, 42)[0, :, 0].astype(float)
    assert np.abs(row - np.linspace(0, 255, width)).mean() < 12


@pytest.mark.parametrize(
    "text", ["", "not base64!", "AA==", base64.b64encode(b"\x01\x2a\x2arest").decode(), "ACoAAAAA"]
)
def test_what_is_no_preview_is_refused(text):
    with pytest.raises(PictureError, match="preview"):
        preview.jpeg(text)
