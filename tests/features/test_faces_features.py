import numpy as np
import pytest

from likelier.features import column_names, detectors, faces, kinds
from likelier.params import Featurize


def seen(picture, detector="yuface"):
    return dict(zip(faces.FEATURES, faces.describe(picture, Featurize(detector=detector)), strict=True))


@pytest.fixture(scope="module")
def astronaut():
    from skimage import data

    return data.astronaut()


def test_one_face_where_it_is(astronaut):
    found = seen(astronaut)  # 512 x 512, the face at about (178, 63) to (267, 175)
    assert found["faces_count"] == 1
    assert found["faces_largest"] == pytest.approx(89 * 112 / 512**2, rel=0.2)
    assert found["faces_total"] == found["faces_largest"]
    centre = np.hypot(222.5 - 256, 119 - 256) / np.hypot(256, 256)
    assert found["faces_off_centre"] == pytest.approx(centre, abs=0.03)


def test_two_faces_count_two(astronaut):
    face = astronaut[:256, 100:356]
    found = seen(np.concatenate([face, face], axis=1))
    assert found["faces_count"] == 2
    assert found["faces_total"] == pytest.approx(2 * found["faces_largest"], rel=0.1)


def test_a_texture_has_no_face():
    from skimage import data

    found = seen(np.repeat(data.gravel()[:, :, None], 3, axis=2))
    assert [found["faces_count"], found["faces_largest"], found["faces_total"]] == [0, 0, 0]
    assert np.isnan(found["faces_off_centre"])


def test_a_large_picture_is_looked_at_as_a_small_one(astronaut):
    assert seen(np.repeat(np.repeat(astronaut, 3, axis=0), 3, axis=1))["faces_count"] == 1


def test_a_face_cut_by_the_edge_stays_within_the_picture(astronaut):
    found = seen(astronaut[90:346, 200:456].copy())
    assert 0 <= found["faces_largest"] <= found["faces_total"] <= 1


@pytest.mark.parametrize("side", [1, 42, 99])
def test_previews_are_too_small_to_tell(patch, side):
    assert np.isnan(faces.describe(patch((9, 9, 9), side, side), Featurize())).all()


def test_no_picture_is_unknown():
    assert np.isnan(faces.describe(None, Featurize())).all()


def test_boxes_beyond_the_picture_are_cut(monkeypatch):
    boxes = np.array([[-10, -10, 30, 30], [90, 90, 50, 50]], dtype=np.int16)
    monkeypatch.setitem(detectors._DETECTORS, "yuface", lambda picture: boxes)
    found = seen(np.zeros((100, 100, 3), dtype=np.uint8))
    assert found["faces_count"] == 2
    assert found["faces_largest"] == pytest.approx(0.04)
    assert found["faces_total"] == pytest.approx(0.05)
    assert found["faces_off_centre"] == pytest.approx(0.8)


def test_faces_are_those_of_the_detectors_own_package(astronaut):
    import yuface

    small = np.ascontiguousarray(astronaut[::2, ::2])
    _, boxes, _ = yuface.detect(np.ascontiguousarray(small[:, :, ::-1]), detectors.CONFIDENCE)
    left, top, wide, high = boxes.T
    assert len(boxes) == 1
    assert detectors.find(small, "yuface").tolist() == np.stack([left, top, left + wide, top + high], axis=1).tolist()


def test_looking_again_and_again_takes_no_memory(astronaut):
    import psutil

    small = np.ascontiguousarray(astronaut[::4, ::4])
    for _ in range(50):
        detectors.find(small, "yuface")
    before = psutil.Process().memory_info().rss
    for _ in range(200):
        detectors.find(small, "yuface")
    assert psutil.Process().memory_info().rss - before < 2e6  # the package's own way loses 7 MB here


DETECTORS = ("yuface", "haar")


@pytest.mark.parametrize("detector", DETECTORS)
@pytest.mark.parametrize("size", [300, 480, 900])
def test_the_astronaut_smiles(astronaut, detector, size):
    import cv2

    found = seen(cv2.resize(astronaut, (size, size), interpolation=cv2.INTER_AREA), detector)
    assert (found["faces_count"], found["faces_smiles"]) == (1, 1)


@pytest.mark.parametrize("detector", DETECTORS)
def test_a_painted_mouth_does_not_smile(astronaut, detector):
    shut = astronaut.copy()
    shut[128:158, 195:250] = shut[118:120, 195:250].mean(axis=(0, 1))  # skin, from below the nose
    found = seen(shut, detector)
    assert (found["faces_count"], found["faces_smiles"]) == (1, 0)


@pytest.mark.parametrize("detector", DETECTORS)
@pytest.mark.parametrize("texture", ["brick", "gravel", "grass"])
def test_no_detector_finds_faces_in_textures(detector, texture):
    from skimage import data

    found = seen(np.repeat(getattr(data, texture)()[:, :, None], 3, axis=2), detector)
    assert [found["faces_count"], found["faces_smiles"]] == [0, 0]


def test_a_face_too_small_to_tell_its_smile_is_unknown(monkeypatch):
    monkeypatch.setattr(faces, "find", lambda picture, detector: np.array([[10.0, 10.0, 30.0, 40.0]]))
    assert np.isnan(seen(np.zeros((100, 100, 3), dtype=np.uint8))["faces_smiles"])


def test_without_a_detector_there_are_no_columns_of_faces():
    assert "faces" in kinds(Featurize())
    assert not [name for name in column_names(kinds(Featurize(detector="none"))) if name.startswith("faces")]
