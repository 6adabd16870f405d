"""Every odd picture that people have, through the whole step: its right values, or a row that is counted."""

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from likelier import posts
from likelier.features import table
from likelier.params import Params
from likelier.steps.featurize import featurize

HEIC = (Path(__file__).parents[1] / "heic/plain.heic").read_bytes()


def encoded(image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def half_red(mode="RGB"):
    """Left red, right black; 120 x 80."""
    pixels = np.zeros((80, 120, 3), dtype=np.uint8)
    pixels[:, :60, 0] = 255
    return Image.fromarray(pixels).convert(mode)


def half_clear():
    image = half_red("RGBA")
    image.putalpha(Image.fromarray(np.repeat(np.uint8([[255] * 60 + [0] * 60]), 80, axis=0)))
    return image


def on_its_side():
    block = Image.Exif()
    block[0x0112] = 6
    return encoded(half_red(), "JPEG", quality=95, exif=block)


SIXTEEN_BITS = Image.fromarray(np.repeat(np.uint16([[65535] * 60 + [0] * 60]), 80, axis=0))
FRAMES = {"save_all": True, "append_images": [Image.new("RGB", (120, 80), "white")]}
RED = {"brightness": 0.5, "warmth": 0.5, "hue_cosine": 1, "symmetry": 0.702}
ODD = {
    "jpeg": (encoded(half_red(), "JPEG", quality=95), RED),
    "webp": (encoded(half_red(), "WEBP", quality=95), RED),
    "cmyk": (encoded(half_red("CMYK"), "JPEG", quality=95), RED),
    "animated gif": (encoded(half_red(), "GIF", **FRAMES), RED),
    "animated webp": (encoded(half_red(), "WEBP", lossless=True, **FRAMES), RED),
    "on its side": (on_its_side(), RED | {"symmetry": 1}),
    "transparent": (encoded(half_clear(), "PNG"), {"brightness": 1, "bright": 0.5, "warmth": 0.5}),
    "sixteen bits": (encoded(SIXTEEN_BITS, "PNG"), {"brightness": 0.5, "saturation": 0, "contrast": 1}),
    "heic": (HEIC, {"has": 1}),
    "bomb": (encoded(Image.new("1", (20000, 20000)), "PNG"), None),
    "nothing": (b"", None),
    "cut off": (encoded(half_red(), "JPEG")[:-200], None),
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """The table of features and the metrics of one post for each odd picture."""
    folder = tmp_path_factory.mktemp("odd")
    start = pd.Timestamp("2023-05-01", tz="UTC")
    rows = [
        {"post_id": name, "account_id": "a", "taken_at": start, "kind": "image", "picture": data, "source": "test"}
        for name, (data, _) in ODD.items()
    ]
    posts.write(rows, posts.POSTS, folder / "shards/posts-0000.parquet")
    posts.write([{"account_id": "a", "source": "test"}], posts.ACCOUNTS, folder / "shards/accounts.parquet")
    params = Params.model_validate({"models": {"c": {"family": "constant"}}, "featurize": {"workers": 1}})
    featurize(params, folder / "shards", folder / "features", folder / "metrics.json")
    found = table.read([folder / "features"]).set_index("post_id")
    return found, json.loads((folder / "metrics.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ODD)
def test_it_has_its_values_or_none(seen, name):
    row = seen[0].loc[name]
    expected = ODD[name][1]
    assert row["picture_has"] == (expected is not None)
    for column, value in (expected or {}).items():
        assert row[f"picture_{column}"] == pytest.approx(value, abs=0.03), column
    if expected is None:
        looked = [column for column in seen[0] if column.startswith(("picture_", "faces_"))]
        assert row[looked].drop(["picture_has", "picture_hash"]).isna().all()


def test_what_cannot_be_read_is_counted(seen):
    unreadable = sum(expected is None for _, expected in ODD.values())
    assert (seen[1]["pictures"], seen[1]["pictures_unreadable"]) == (len(ODD), unreadable)
