"""Pictures as Instagram stores them, 1080 x 1350 JPEG, made of scikit-image's photographs: known faces."""

import io

import cv2
import numpy as np
from PIL import Image
from skimage import data

WIDTH, HEIGHT = 1080, 1350


FACE = (122, 119)  # the centre of the astronaut's face in `face`, pixels


def labelled() -> list[tuple[bytes, list[tuple[float, float]]]]:
    """JPEG files, and the centres of the faces that each shows, in shares of width and height."""
    face = data.astronaut()[:256, 100:356]
    bright = np.clip(face * 1.3, 0, 255).astype(np.uint8)
    dark = (face * 0.5).astype(np.uint8)
    mirrored = np.ascontiguousarray(face[:, ::-1])
    pair = np.hstack([face, mirrored])
    turn, (x, y) = cv2.getRotationMatrix2D((128, 128), 20, 1), FACE
    turned = cv2.warpAffine(face, turn, (256, 256), borderMode=cv2.BORDER_REFLECT)
    pictures = [
        (data.astronaut(), [(x + 100, y)]),
        (face, [(x, y)]),
        (mirrored, [(256 - x, y)]),
        (bright, [(x, y)]),
        (dark, [(x, y)]),
        (turned, [tuple(turn @ (x, y, 1))]),
        *[_on_coffee(face, side) for side in (64, 96, 160)],
        (pair, [(x, y), (512 - x, y)]),
        (np.vstack([pair, np.hstack([bright, dark])]), [(x, y), (512 - x, y), (x, y + 256), (x + 256, y + 256)]),
        (data.chelsea(), []),
        (data.coffee(), []),
        (data.rocket(), []),
        (np.repeat(data.gravel()[:, :, None], 3, axis=2), []),
        (np.repeat(data.brick()[:, :, None], 3, axis=2), []),
    ]
    return [_jpeg(pixels, faces) for pixels, faces in pictures]


def _on_coffee(face: np.ndarray, side: int) -> tuple[np.ndarray, list[tuple[float, float]]]:
    picture = data.coffee().copy()
    picture[20 : 20 + side, 20 : 20 + side] = cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
    return picture, [(20 + FACE[0] * side / 256, 20 + FACE[1] * side / 256)]


def _jpeg(pixels: np.ndarray, faces: list[tuple[float, float]]) -> tuple[bytes, list[tuple[float, float]]]:
    # Cropped or on grey, never stretched: a stretched face is none that a detector was trained on.
    high, wide = pixels.shape[:2]
    scale = max(WIDTH / wide, HEIGHT / high) if wide <= high else WIDTH / wide
    image = Image.fromarray(pixels).resize((round(wide * scale), round(high * scale)), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", (WIDTH, HEIGHT), (128, 128, 128))
    left, top = (WIDTH - image.width) // 2, (HEIGHT - image.height) // 2
    canvas.paste(image, (left, top))
    stream = io.BytesIO()
    canvas.save(stream, "JPEG", quality=85)
    return stream.getvalue(), [((left + x * scale) / WIDTH, (top + y * scale) / HEIGHT) for x, y in faces]
