"""Pictures as Instagram stores them, 1080 x 1350 JPEG, made of scikit-image's photographs: known faces and text."""

import io

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
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


CROWD_SIDES = (110, 165, 220)  # pixels, of a face in `crowd`


def crowd() -> list[tuple[bytes, list[tuple[float, float]]]]:
    """A hundred people of Labeled Faces in the Wild, six a picture, among patches of that collection without a face.

    scikit-image ships them at 25 x 25 pixels, so that they are blurred here.
    """
    patches = (data.lfw_subset() * 255).astype(np.uint8)
    faces, others = patches[:100], patches[100:]
    coffee = cv2.resize(data.coffee()[:, :320], (WIDTH, HEIGHT))
    pictures = []
    for first in range(0, len(faces), 6):
        picture, centres = coffee.copy(), []
        side = CROWD_SIDES[first // 6 % 3]
        for place in range(9):
            column, row = place % 3, place // 3
            left, top = 60 + 340 * column, 60 + 440 * row
            is_face = column < 2 and first + 2 * row + column < len(faces)
            patch = faces[first + 2 * row + column] if is_face else others[(first // 2 + row) % len(others)]
            large = cv2.resize(patch, (side, side), interpolation=cv2.INTER_CUBIC)
            picture[top : top + side, left : left + side] = large[:, :, None]
            if is_face:
                centres.append((left + side / 2, top + side / 2))
        pictures.append(_jpeg(picture, centres))
    return pictures


WITHOUT_TEXT = (
    *("astronaut", "brick", "camera", "chelsea", "coffee", "coins", "colorwheel", "grass", "gravel"),
    *("hubble_deep_field", "immunohistochemistry", "moon", "retina", "rocket"),
)
WORDS = "Grand opening SALE\nthis weekend only"
TEXT = {  # pixels of the letters, and how they are laid over a photograph
    f"{size} px, {name}": (size, style)
    for name, style in {"white": {}, "on a plate": {"plate": "white", "fill": "black"}}.items()
    for size in (30, 48, 80)
}


def lettered() -> dict[str, list[bytes]]:
    """Photographs without text, and the same with words drawn over them in several ways."""
    bases = [getattr(data, name)() for name in WITHOUT_TEXT]
    colours = [np.repeat(base[:, :, None], 3, axis=2) if base.ndim == 2 else base[:, :, :3] for base in bases]
    found = {"none": [_jpeg(base.astype(np.uint8), [])[0] for base in colours]}
    for name, (size, style) in TEXT.items():
        found[name] = [_with_words(picture, size, **style) for picture in found["none"]]
    return found


def _with_words(picture: bytes, size: int, fill: str = "white", plate: str | None = None) -> bytes:
    image, font, at = Image.open(io.BytesIO(picture)), ImageFont.load_default(size), (90, 400)
    canvas = ImageDraw.Draw(image)
    if plate:
        left, top, right, bottom = canvas.multiline_textbbox(at, WORDS, font)
        canvas.rectangle((left - 15, top - 15, right + 15, bottom + 15), plate)
    canvas.multiline_text(at, WORDS, fill, font)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=85)
    return stream.getvalue()


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
