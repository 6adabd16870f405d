"""Photos on the disk: many are looked at as few are, and near-duplicates are named."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from likelier import photos
from likelier.artifact import Artifact


def drawn(seed, side=96):
    random = np.random.default_rng(seed)
    image = Image.fromarray(random.integers(0, 256, (6, 8, 3)).astype(np.uint8)).resize((side, side))
    file = BytesIO()
    image.save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def told(world, tmp_path):
    artifact = Artifact.load(world.folder / "models" / "linear" / "artifact")
    paths = [tmp_path / f"{place}.jpg" for place in range(4)]
    for path, data in zip(paths, (drawn(1), drawn(2), drawn(3), drawn(1, side=128)), strict=True):
        path.write_bytes(data)
    return lambda: photos.in_order(artifact, "the model", paths, [], None, None, tmp_path)


def test_photos_that_are_nearly_the_same_are_named(told, tmp_path):
    named = [line for line in told().splitlines() if line.startswith("nearly the same")]
    assert named == [f"nearly the same: {tmp_path / '0.jpg'} and {tmp_path / '3.jpg'}"]


def test_processes_put_photos_in_the_same_order(told, monkeypatch):
    alone = told()
    monkeypatch.setattr(photos, "MANY", 2)
    assert told() == alone
