"""How many pixels one request may have: decoding is what costs."""

from PIL import Image

from serving.http.problems import Problem

MAX_PIXELS = 640_000_000  # of all pictures together: fifty JPEGs of 12.8 megapixels
UNSCALED = 4  # a pixel of a format that can't be scaled while it is decoded counts as so many


class Budget:
    """Counts the pixels of one request's pictures, before the first of them is decoded."""

    def __init__(self) -> None:
        self._pixels = 0

    def add(self, image: Image.Image, field: str) -> None:
        """Count a picture of which only the header was read.

        Raises
        ------
        Problem
            413: with it there are too many; `field` is named.
        """
        self._pixels += image.width * image.height * (1 if image.format in ("JPEG", "MPO") else UNSCALED)
        if self._pixels > MAX_PIXELS:
            most = f"{MAX_PIXELS // 10**6} megapixels in all, a quarter of that where they are not JPEGs"
            raise Problem(413, "too_many_pixels", f"the pictures are too large; send at most {most}", field)
