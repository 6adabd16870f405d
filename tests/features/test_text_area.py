import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from likelier.features.picture import FEATURES, describe
from likelier.features.text_area import text_area


def seen(picture):
    return dict(zip(FEATURES, describe(np.asarray(picture)), strict=True))["picture_text"]


def lettered(picture, size=32, fill="black", plate="white"):
    """A picture with two lines of text on a plate, and the share of its area that the lines' boxes cover."""
    image, at = Image.fromarray(picture), (20, 40)
    canvas, font = ImageDraw.Draw(image), ImageFont.load_default(size)
    covered = 0
    for line, words in enumerate(("Grand opening", "this weekend")):
        left, top, right, bottom = canvas.textbbox((at[0], at[1] + 1.5 * size * line), words, font)
        canvas.rectangle((left - 6, top - 6, right + 6, bottom + 6), plate)
        canvas.text((at[0], at[1] + 1.5 * size * line), words, fill, font)
        covered += (right - left) * (bottom - top)
    return image, covered / (image.width * image.height)


@pytest.fixture(scope="module", params=["astronaut", "chelsea", "coffee", "rocket"])
def photograph(request):
    from skimage import data

    return np.ascontiguousarray(getattr(data, request.param)()[:, :480])


def test_words_on_a_plate_are_found_where_they_were_not(photograph):
    assert seen(photograph) < 0.005
    image, covered = lettered(photograph)
    assert 0.5 * covered < seen(image) < 2 * covered


@pytest.mark.parametrize(("fill", "plate"), [("black", "white"), ("white", "black"), ("navy", "gold")])
def test_dark_on_light_and_light_on_dark(fill, plate):
    image, covered = lettered(np.full((480, 480, 3), 128, dtype=np.uint8), fill=fill, plate=plate)
    assert 0.5 * covered < seen(image) < 2 * covered


def test_more_words_cover_more():
    grey = np.full((480, 480, 3), 200, dtype=np.uint8)
    assert 0 < seen(lettered(grey, 20)[0]) < seen(lettered(grey, 40)[0])


@pytest.mark.parametrize("texture", ["brick", "grass", "gravel"])
def test_textures_are_no_text(texture):
    from skimage import data

    assert seen(np.repeat(getattr(data, texture)()[:, :, None], 3, axis=2)) < 0.01


def test_an_edge_and_a_flat_picture_are_no_text():
    picture = np.zeros((200, 240, 3), dtype=np.uint8)
    assert seen(picture) == 0
    picture[:, 120:] = 255
    assert seen(picture) == 0


def test_a_small_picture_is_unknown():
    grey = np.zeros((119, 80), dtype=np.uint8)
    assert np.isnan(text_area(grey, cv2.Sobel(grey, cv2.CV_16S, 1, 0)))
    assert text_area(np.zeros((120, 80), np.uint8), np.zeros((120, 80), np.int16)) == 0
