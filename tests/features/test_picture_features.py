import numpy as np
import pytest

from likelier.features.picture import FEATURES, describe
from likelier.features.picture_hash import difference_hash


def seen(picture):
    return dict(zip(FEATURES, describe(picture), strict=True))


@pytest.fixture(scope="module")
def photograph():
    from skimage import data

    return data.astronaut()


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ((0, 0, 0), {"brightness": 0, "saturation": 0, "dark": 1, "bright": 0, "warmth": 0, "colourfulness": 0}),
        ((255, 255, 255), {"brightness": 1, "saturation": 0, "dark": 0, "bright": 1, "warmth": 0}),
        ((255, 0, 0), {"brightness": 1, "saturation": 1, "hue_sine": 0, "hue_cosine": 1, "warmth": 1}),
        ((0, 255, 0), {"hue_sine": 3**0.5 / 2, "hue_cosine": -0.5, "warmth": 0}),
        ((0, 0, 255), {"hue_sine": -(3**0.5) / 2, "hue_cosine": -0.5, "warmth": -1}),
        ((51, 51, 51), {"brightness": 0.2, "hue_sine": 0, "hue_cosine": 0}),
        # Hasler and Suesstrunk by hand: rg = 150, yb = 125 - 200, nothing spreads: 0.3 * hypot(150, -75)
        ((200, 50, 200), {"colourfulness": 0.3 * np.hypot(150, 75), "saturation": 0.75}),
    ],
)
def test_statistics_of_one_colour(patch, colour, expected):
    found = seen(patch(colour))
    for name, value in expected.items():
        assert found[f"picture_{name}"] == pytest.approx(value, abs=0.005), name


def test_a_flat_picture_has_no_spread_no_edges_and_unknown_composition(patch):
    found = seen(patch((90, 120, 30)))
    for name in ("brightness_spread", "contrast", "entropy", "sharpness", "edges"):
        assert found[f"picture_{name}"] == 0
    assert found["picture_symmetry"] == 1
    assert np.isnan(found["picture_centre"]) and np.isnan(found["picture_thirds"])


def test_half_black_half_white(patch):
    picture = patch((0, 0, 0), 60, 60)
    picture[:, 30:] = 255
    found = seen(picture)
    assert found["picture_brightness"] == pytest.approx(0.5)
    assert found["picture_brightness_spread"] == pytest.approx(0.5)
    assert found["picture_contrast"] == 1
    assert found["picture_entropy"] == pytest.approx(1)
    assert found["picture_symmetry"] == pytest.approx(0, abs=0.01)
    assert seen(np.rot90(picture).copy())["picture_symmetry"] == pytest.approx(1)


def test_all_grey_levels_alike_are_eight_bits(patch):
    levels = np.repeat(np.arange(256, dtype=np.uint8).reshape(16, 16)[:, :, None], 3, axis=2)
    assert seen(levels)["picture_entropy"] == pytest.approx(8)


def test_colourfulness_of_two_colours_by_the_papers_formula(patch):
    picture = patch((255, 0, 0), 40, 40)
    picture[:20] = (0, 0, 255)
    red_green, yellow_blue = np.repeat([255, 0], 800), np.repeat([127.5, -255], 800)
    expected = np.hypot(red_green.std(), yellow_blue.std()) + 0.3 * np.hypot(red_green.mean(), yellow_blue.mean())
    assert seen(picture)["picture_colourfulness"] == pytest.approx(expected, rel=1e-4)


def test_a_blurred_picture_is_less_sharp_and_has_fewer_edges(photograph):
    import cv2

    sharp, blurred = seen(photograph), seen(cv2.GaussianBlur(photograph, (0, 0), 4))
    assert blurred["picture_sharpness"] < sharp["picture_sharpness"] - 2
    assert blurred["picture_edges"] < sharp["picture_edges"] / 2


@pytest.mark.parametrize(
    ("colours", "hues", "share"),
    [
        ([(255, 0, 0)], 1, 1),
        ([(255, 0, 8), (255, 8, 0)], 1, 1),  # both sides of red's own hue
        ([(255, 0, 0), (0, 0, 255)], 2, 0.5),
        ([(255, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255)], 3, 0.5),
        ([(90, 90, 90), (0, 255, 0)], 1, 1),
    ],
)
def test_dominant_colours_are_counted(patch, colours, hues, share):
    picture = np.concatenate([patch(colour, 20, 80) for colour in colours])
    found = seen(picture)
    assert found["picture_hues"] == hues
    assert found["picture_hue_share"] == pytest.approx(share, abs=0.01)


def test_a_grey_picture_has_no_hues(patch):
    found = seen(patch((120, 121, 120)))
    assert found["picture_hues"] == 0
    assert np.isnan(found["picture_hue_share"])


def test_half_blurred_is_half_blurred(patch):
    picture = np.random.default_rng(0).integers(0, 256, (160, 160, 1), dtype=np.uint8).repeat(3, axis=2)
    assert seen(picture)["picture_blur"] == 0
    picture[:80] = 128
    assert seen(picture)["picture_blur"] == pytest.approx(0.5, abs=0.13)
    assert seen(patch((10, 20, 30)))["picture_blur"] == 1


@pytest.mark.parametrize(
    ("row", "column", "fuller", "emptier"), [(60, 60, "centre", "thirds"), (35, 85, "thirds", "centre")]
)
def test_composition_says_where_the_subject_is(patch, row, column, fuller, emptier):
    picture = patch((128, 128, 128), 120, 120)
    picture[row - 4 : row + 4, column - 4 : column + 4] = 255
    found = seen(picture)
    assert found[f"picture_{fuller}"] == pytest.approx(1)
    assert found[f"picture_{emptier}"] == pytest.approx(0)


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (2, 3), (42, 33)])
def test_any_size_is_described_within_the_ranges(size):
    found = seen(np.random.default_rng(1).integers(0, 256, (*size, 3), dtype=np.uint8))
    for name, feature in FEATURES.items():
        if not np.isnan(found[name]):
            assert feature.low <= found[name] <= (feature.high or np.inf), name


def test_without_a_picture_all_else_is_unknown():
    found = seen(None)
    assert found.pop("picture_has") == 0
    assert np.isnan(list(found.values())).all()


def distance(one, other):
    return (int(one, 16) ^ int(other, 16)).bit_count()


def test_the_fingerprint_survives_size_compression_and_brightness(photograph, encode):
    import io

    from PIL import Image

    from likelier.pictures import decode

    original = difference_hash(photograph)
    stream = io.BytesIO()
    Image.fromarray(photograph).resize((200, 200)).save(stream, "JPEG", quality=50)
    small = decode(stream.getvalue(), 480)
    darker = (photograph * 0.7).astype(np.uint8)
    assert distance(original, difference_hash(small)) <= 3
    assert distance(original, difference_hash(darker)) <= 3
    assert len(original) == 16


def test_other_pictures_have_other_fingerprints(photograph):
    from skimage import data

    others = [data.chelsea(), data.coffee(), data.rocket(), photograph[:, ::-1].copy()]
    assert min(distance(difference_hash(photograph), difference_hash(other)) for other in others) > 10


def test_the_fingerprint_is_what_it_says(patch):
    picture = patch((0, 0, 0), 8, 9)
    picture[0] = np.arange(0, 90, 10)[:, None]  # each cell of the first row is darker than its right neighbour
    assert difference_hash(picture) == "ff" + "00" * 7


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_flat_picture_has_no_fingerprint(patch, level):
    picture = patch((level,) * 3, 64, 64)
    picture[::2] = min(level + 1, 255)
    assert difference_hash(picture) is None
