"""The sample world's pictures: all different, the planted faces there, the statistics right."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from likelier.features import faces
from likelier.params import Featurize
from likelier.sources.sample import pictures
from likelier.sources.sample.grading import draw_look
from likelier.sources.sample.photographs import PHOTOGRAPHS, figure, portrait, scene
from likelier.sources.sample.statistics import measure


def several(seed, faces):
    rng = np.random.default_rng(seed)
    look = draw_look(rng)
    return [pictures.draw(rng, number, look) for number in faces]


def count_faces(data: bytes) -> float:
    return faces.describe(np.asarray(Image.open(io.BytesIO(data))), Featurize())[0]


def test_a_detector_finds_as_many_faces_as_were_planted():
    planted = [0] * 16 + [1] * 12 + [2] * 12
    found = [count_faces(pictures.encode(picture.pixels)) for picture in several(5, planted)]
    assert np.mean(np.array(found) == planted) >= 0.97


def test_no_two_pictures_are_nearly_the_same():
    drawn = several(6, [0] * 250)
    bits = np.array([fingerprint(picture.pixels) for picture in drawn])
    apart = (bits[:, None] != bits[None]).sum(axis=2) + 64 * np.eye(len(bits), dtype=int)
    assert (apart.min(axis=1) == 0).mean() < 0.005
    assert (apart.min(axis=1) <= 3).mean() < 0.03


def fingerprint(pixels):
    cells = cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), (9, 8), interpolation=cv2.INTER_AREA)
    return (cells[:, 1:] > cells[:, :-1]).ravel()


def test_pictures_have_the_shapes_of_real_posts_and_vary_in_every_statistic():
    drawn = several(7, [0] * 120)
    assert {picture.pixels.shape[1::-1] for picture in drawn} == set(pictures.SIZES)
    spread = np.std([measure(picture.pixels) for picture in drawn], axis=0)
    assert spread[0] > 0.12 and spread[1] > 20 and spread[2] > 1.0


def test_statistics_of_plain_colours_are_known():
    red = np.zeros((480, 480, 3), np.uint8)
    red[..., 0] = 255
    # No spread; R-G is 255 and (R+G)/2-B is 127.5 everywhere.
    assert measure(red) == pytest.approx((1.0, 0.3 * np.hypot(255, 127.5), 0.0), abs=1e-3)
    grey = np.full((480, 360, 3), 51, np.uint8)
    assert measure(grey) == pytest.approx((0.2, 0.0, 0.0), abs=1e-3)


def test_sharpness_of_a_chequerboard_is_known_and_blur_lowers_it():
    board = np.zeros((480, 480, 3), np.uint8)
    board[::2, ::2] = board[1::2, 1::2] = 200
    # Four neighbours of the other colour: the Laplacian is +-800, with variance 640,000.
    assert measure(board).sharpness == pytest.approx(np.log1p(640_000), abs=1e-3)
    assert measure(cv2.GaussianBlur(board, (0, 0), 2)).sharpness < 5


def test_jpeg_keeps_the_statistics():
    for picture in several(8, [0, 0, 1, 2]):
        decoded = np.asarray(Image.open(io.BytesIO(pictures.encode(picture.pixels))))
        lost = np.abs(np.subtract(measure(decoded), measure(picture.pixels)))
        # Small beside how far pictures differ: 0.2, 30 and 1.4.
        assert (lost < (0.01, 2, 0.3)).all()


def test_every_photograph_ships_with_scikit_image_and_is_in_colour():
    for photograph in PHOTOGRAPHS:
        pixels = scene(photograph)
        assert pixels.ndim == 3 and pixels.shape[2] == 3 and max(pixels.shape) <= 760
        assert np.abs(pixels[..., 0].astype(int) - pixels[..., 2]).mean() > 1
    assert portrait().shape == (512, 512, 3)
    assert figure().shape[2] == 4 and set(np.unique(figure()[..., 3])) >= {0, 255}
