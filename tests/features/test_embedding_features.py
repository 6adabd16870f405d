import hashlib
import io
import pickle
import subprocess
import sys

import numpy as np
import pytest

from likelier import features
from likelier.errors import LikelierError, ParamsError
from likelier.features import backbone, backbone_export, embedding, lite0_weights, projection
from likelier.features.version import digest
from likelier.params import Featurize

# Places in ImageNet's list of classes.
ESPRESSO, TRIPOD = 967, 872
CATS = {281, 282, 283, 284, 285}
ROCKETS = {657, 744, 812}  # missile, projectile, space shuttle


def probabilities(picture):
    return backbone.load("lite0").see(picture)[1]


def vector(picture, **settings):
    return np.array(embedding.describe(picture, Featurize(**settings)))


def photo(name):
    from skimage import data

    pixels = getattr(data, name)()
    return np.repeat(pixels[:, :, None], 3, axis=2) if pixels.ndim == 2 else pixels


def test_it_knows_what_is_on_photographs():
    assert probabilities(photo("coffee")).argmax() == ESPRESSO
    assert probabilities(photo("coffee"))[ESPRESSO] > 0.9
    assert probabilities(photo("camera")).argmax() == TRIPOD
    assert probabilities(photo("chelsea")).argmax() in CATS
    assert probabilities(photo("chelsea"))[list(CATS)].sum() > 0.8
    assert probabilities(photo("rocket")).argmax() in ROCKETS
    assert probabilities(photo("coffee")).sum() == pytest.approx(1, abs=1e-5)


def test_the_graph_is_the_same_bytes_every_time():
    assert backbone_export.build() == backbone_export.build()


def test_the_command_writes_a_file_that_params_can_name(tmp_path):
    file = tmp_path / "lite0.onnx"
    subprocess.run([sys.executable, "-m", "likelier.features.backbone_export", str(file)], check=True)
    assert hashlib.sha256(file.read_bytes()).digest() == hashlib.sha256(backbone_export.build()).digest()
    cup = photo("coffee")
    assert (vector(cup, backbone=str(file)) == vector(cup)).all()


def test_the_same_picture_is_the_same_point_whatever_was_seen_before():
    cup = photo("coffee")
    first = vector(cup)
    vector(photo("chelsea"))
    assert (vector(cup.copy()) == first).all()


def test_like_pictures_are_near():
    cup, cat = photo("coffee"), photo("chelsea")
    brighter = np.clip(cup.astype(int) + 20, 0, 255).astype(np.uint8)
    here = np.linalg.norm(vector(cup) - vector(brighter))
    there = np.linalg.norm(vector(cup) - vector(cat))
    assert 0 < here < there / 3


def test_directions_are_at_right_angles_and_keep_distances():
    across = projection.directions(1280)
    np.testing.assert_allclose(across.T @ across, np.eye(64) * 20, atol=1e-9)
    cup, cat = (backbone.load("lite0").see(photo(name))[0].astype(float) for name in ("coffee", "chelsea"))
    kept = np.linalg.norm((cup - cat) @ across) / np.linalg.norm(cup - cat)
    assert kept == pytest.approx(1, abs=0.25)


def test_no_picture_is_unknown_and_one_pixel_is_not():
    assert np.isnan(embedding.describe(None, Featurize())).all()
    assert np.isfinite(vector(np.zeros((1, 1, 3), dtype=np.uint8))).all()
    assert np.isfinite(vector(np.zeros((3, 900, 3), dtype=np.uint8))).all()


def test_it_can_be_switched_off_and_is_off_without_a_network():
    assert "embedding" in features.kinds(Featurize())
    assert "embedding" not in features.kinds(Featurize(embedding=False))
    assert "embedding" not in features.kinds(Featurize(backbone="none"))


def network(side, width, *, kind=1, channels_last=False):
    """An ONNX file that gives `width` times the mean of all pixels."""
    from onnx import helper

    shape = ["n", side, side, 3] if channels_last else ["n", 3, side, side]
    nodes = [
        helper.make_node("Cast", ["x"], ["floats"], to=1),
        helper.make_node("ReduceMean", ["floats"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Unsqueeze", ["mean", "one"], ["column"]),
        helper.make_node("Tile", ["column", "times"], ["y"]),
    ]
    constants = [helper.make_tensor("one", 7, [1], [1]), helper.make_tensor("times", 7, [2], [1, width])]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(nodes, "mean", [value("x", kind, shape)], [value("y", 1, ["n", width])], constants)
    opsets = [helper.make_opsetid("", 17)]
    return helper.make_model(graph, ir_version=8, opset_imports=opsets).SerializeToString()


@pytest.mark.parametrize("channels_last", [True, False])
@pytest.mark.parametrize(("kind", "mean"), [(1, (191 - 127) / 128), (2, 191)])
def test_another_network_gets_what_its_input_says(tmp_path, patch, kind, mean, channels_last):
    file = tmp_path / "mean.onnx"
    file.write_bytes(network(32, 100, kind=kind, channels_last=channels_last))
    seen = backbone.load(str(file)).see(patch((191, 191, 191)))[0]
    np.testing.assert_allclose(seen, np.full(100, mean), rtol=1e-6)
    expected = np.full(100, mean) @ projection.directions(100)
    np.testing.assert_allclose(vector(patch((191, 191, 191)), backbone=str(file)), expected, rtol=1e-5, atol=1e-6)


def test_only_the_middle_of_a_wide_picture_is_seen(tmp_path, patch):
    file = tmp_path / "mean.onnx"
    file.write_bytes(network(32, 64, kind=2))
    wide = np.concatenate([patch((0, 0, 0), 60, 60), patch((200, 200, 200), 60, 60), patch((0, 0, 0), 60, 60)], axis=1)
    np.testing.assert_allclose(backbone.load(str(file)).see(wide)[0], 200)


def test_a_network_that_does_not_fit_is_told(tmp_path, patch):
    with pytest.raises(ParamsError, match=r"none\.onnx can't be read"):
        vector(patch((9, 9, 9)), backbone=str(tmp_path / "none.onnx"))
    broken, narrow, sideless = (tmp_path / f"{name}.onnx" for name in ("broken", "narrow", "sideless"))
    broken.write_bytes(b"no network")
    narrow.write_bytes(network(32, 63))
    sideless.write_bytes(network("side", 64))
    with pytest.raises(ParamsError, match="no ONNX network"):
        vector(patch((9, 9, 9)), backbone=str(broken))
    with pytest.raises(ParamsError, match="gives 63 numbers"):
        vector(patch((9, 9, 9)), backbone=str(narrow))
    with pytest.raises(ParamsError, match="one size"):
        vector(patch((9, 9, 9)), backbone=str(sideless))


def test_another_network_makes_features_stale(tmp_path, world):
    shard, file = tmp_path / "posts-0000.parquet", tmp_path / "mean.onnx"
    shard.write_bytes(b"posts")
    settings = Featurize(embedding=True, backbone=str(file))
    digests = set()
    for width in (64, 65):
        file.write_bytes(network(32, width))
        digests.add(digest(shard, world[1], settings))
    assert len(digests) == 2


def test_other_weights_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(lite0_weights, "SHA256", "0" * 64)
    with pytest.raises(LikelierError, match="another SHA-256"):
        lite0_weights.weights()
    monkeypatch.setattr(lite0_weights, "FILE", "models/none.pth")
    with pytest.raises(LikelierError, match="weights of the backbone are missing"):
        lite0_weights.weights()


def test_a_pickle_that_names_more_than_tensors_is_refused():
    stream = io.BytesIO()
    for part in (1, 2, 3, subprocess.run):
        pickle.dump(part, stream)
    with pytest.raises(pickle.UnpicklingError, match=r"subprocess\.run"):
        lite0_weights.parse(stream.getvalue())
