import numpy as np
import pytest

from likelier.features import shape


@pytest.fixture
def describe(make_posts, settings):
    def compute(**row):
        return shape.compute(make_posts([row]), None, settings("shape")).iloc[0]

    return compute


def test_proportions_and_size(describe):
    found = describe(width=1080.0, height=1350.0)
    assert found["shape_aspect"] == pytest.approx(0.8)
    assert found["shape_pixels"] == pytest.approx(np.log(1080 * 1350))


def test_a_photo_before_its_upload_is_measured_as_it_will_be_stored(describe):
    camera, stored = describe(width=4320.0, height=5400.0), describe(width=1080.0, height=1350.0)
    assert camera.equals(stored)


@pytest.mark.parametrize("size", [{}, {"width": 0.0, "height": 10.0}, {"width": 10.0, "height": None}])
def test_an_unknown_size_is_unknown(describe, size):
    found = describe(**size)
    assert np.isnan(found["shape_pixels"]) and np.isnan(found["shape_aspect"])


def test_flags_and_kind(describe):
    found = describe(kind="carousel", comments_disabled=True, location="Rome")
    assert (found["shape_kind"], found["shape_comments_disabled"], found["shape_location"]) == ("carousel", 1, 1)
    found = describe(comments_disabled=None, location=" ")
    assert found["shape_location"] == 0 and np.isnan(found["shape_comments_disabled"])
