"""HEIC pictures, decoded in a process of their own: damaged ones crash the decoder, and take its process with it.

This file is also what that process runs, by its path: it imports nothing of the package.
"""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image

BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")  # of single pictures, not of sequences
SECONDS = 30
MEMORY = 4 << 30  # bytes of address space: 64 million pixels need less than half
TOO_LARGE = 3  # exit status


def is_heic(data: bytes) -> bool:
    """Whether the header says so."""
    return data[4:8] == b"ftyp" and data[8:12] in BRANDS


def decode(data: bytes, max_pixels: int) -> Image.Image:
    """The picture as it is shown, transparency on white; RGB.

    Raises
    ------
    DecompressionBombError
        It has more than `max_pixels` pixels.
    ValueError
        It can't be decoded.
    """
    command = [sys.executable, "-I", str(Path(__file__)), str(max_pixels)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise ValueError("its decoder takes too long") from error
    if done.returncode == TOO_LARGE:
        raise Image.DecompressionBombError("too many pixels")
    if done.returncode:
        raise ValueError("its decoder fails")
    return Image.open(BytesIO(done.stdout), formats=["PPM"])


def _main(max_pixels: int) -> int:
    import resource

    from pi_heif import HeifImageFile

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    image = HeifImageFile(BytesIO(sys.stdin.buffer.read()))
    if image.width * image.height > max_pixels:
        return TOO_LARGE
    image.load()
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(image.convert("RGBA"))
        image = white
    image.convert("RGB").save(sys.stdout.buffer, "PPM")
    return 0


if __name__ == "__main__":
    sys.exit(_main(int(sys.argv[1])))
