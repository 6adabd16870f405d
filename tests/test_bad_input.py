"""Data that nothing can be learned from, and machines without room: one line, exit code 2, nothing half-written."""

import hashlib
import io
import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from PIL import Image

from likelier import posts
from likelier.cli import main

NET = {"epochs": 1, "halvings": 4, "filters": [2], "dense": [4], "min_count": 3, "batch": 16}
PARAMS = {
    "models": {
        "linear": {"family": "linear", "settings": {"min_count": 3}},
        "xgboost": {"family": "xgboost", "settings": {"min_count": 3, "rounds": 5}},
        "mixed": {"family": "mixed", "settings": NET},
        "cnn": {"family": "cnn", "features": [], "settings": {key: NET[key] for key in NET if key != "min_count"}},
    },
    "featurize": {"faces": False, "meaning": False, "embedding": False, "workers": 1},
    "train": {"folds": 2, "splits": ["account"]},
    "evaluate": {"resamples": 100},
}


def table(accounts=4, size=8):
    random = np.random.default_rng(2)
    rows = []
    for number in range(accounts * size):
        stream = io.BytesIO()
        Image.fromarray(random.integers(0, 256, (16, 16, 3), dtype=np.uint8)).save(stream, "PNG")
        rows.append(
            {
                "post_id": f"p{number:02}",
                "account_id": f"a{number // size}",
                "taken_at": pd.Timestamp("2024-01-01", tz="UTC") + pd.Timedelta(hours=31 * number),
                "kind": "image",
                "likes": float(random.integers(50, 500)),
                "caption": "A long day out, " * int(random.integers(1, 9)),
                "picture": stream.getvalue(),
                "source": "test",
            }
        )
    return posts.table(rows, posts.POSTS).to_pandas()


class Place:
    """A folder of shards and of what the steps make of them."""

    def __init__(self, folder, call):
        self.folder, self.call = folder, call
        self.shards, self.features = folder / "shards", folder / "features"
        (folder / "params.yaml").write_text(yaml.safe_dump(PARAMS))

    def write(self, rows):
        profiles = [{"account_id": name, "source": "test"} for name in sorted(set(rows["account_id"]))]
        posts.write(profiles, posts.ACCOUNTS, self.shards / "accounts.parquet")
        for number, own in enumerate((rows[rows["account_id"] < "a2"], rows[rows["account_id"] >= "a2"])):
            if len(own):
                posts.write(own, posts.POSTS, self.shards / f"posts-{number:04}.parquet")
        assert self.step("featurize", features="features")[0] == 0
        return self

    def command(self, *step, **places):
        """The arguments of a step; `places` are folders below this one."""
        shared = {"params": "params.yaml", "shards": "shards", "metrics": f"{'-'.join(step)}.json"}
        named = [(f"--{name}", str(self.folder / where)) for name, where in (shared | places).items()]
        return [*step, *(part for pair in named for part in pair)]

    def step(self, *step, **places):
        return self.call(*self.command(*step, **places))

    def train(self, name):
        return self.step("train", name, features="features", trained=f"models/{name}")

    def refused(self, name, *words):
        """`likelier train NAME` is one line that has these words, and leaves everything as it was."""
        before = digests(self.folder)
        code, told = self.train(name)
        assert code == 2
        lines = [line for line in told.splitlines() if line.startswith("likelier: ")]
        assert len(lines) == 1
        assert "Traceback" not in told
        for word in words:
            assert word in lines[0]
        assert digests(self.folder) == before


def digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.fixture
def call(monkeypatch, capfd, tmp_path):
    """The command line in this process: exit code, and what it said."""
    monkeypatch.setenv("LIKELIER_SCRATCH", str(tmp_path / "scratch"))

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["likelier", *arguments])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0), capfd.readouterr().err

    return run


@pytest.fixture
def place(tmp_path, call):
    (tmp_path / "place").mkdir()
    return Place(tmp_path / "place", call)


def test_labels_that_are_all_the_same(place):
    place.write(table().assign(likes=7.0)).refused(
        "linear", "likelier: lift is 0 for all 32 posts: there is nothing to learn; check the likes"
    )


def test_one_account_only(place):
    place.write(table(accounts=1)).refused("linear", "1 account with two posts of known likes or more", "add posts of")


@pytest.mark.parametrize("name", ["mixed", "cnn"])
def test_no_picture_for_a_net_that_looks_at_them(place, name):
    place.write(table().assign(picture=None)).refused(
        name, f"models.{name}: {name} looks at pictures, and none of 32 posts has one that can be read; add pictures"
    )


def test_without_a_caption_the_rest_is_learned_from_and_it_is_said(place):
    place.write(table().assign(caption=None))
    code, told = place.train("linear")
    assert code == 0
    assert "train linear: none of 32 posts has a caption: nothing is learned from them" in told
    assert np.isfinite(pd.read_parquet(place.folder / "models/linear/predictions.parquet")["score"]).all()


def alter(path, column, value):
    """Put a value into the last rows of a file of features."""
    content = pq.read_table(path)
    values = content[column].to_pandas().to_numpy(dtype="float32").copy()
    values[-3:] = value
    at = content.column_names.index(column)
    pq.write_table(content.set_column(at, content.field(at), pa.array(values)), path)


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_infinite_feature(place, value):
    place.write(table())
    alter(place.features / "features-0001.parquet", "caption_length", value)
    for name in ("linear", "xgboost"):
        place.refused(name, "features-0001.parquet: caption_length is infinite in 3 rows; remove the file and run")


def test_a_feature_that_is_not_known_here_and_there_is_learned_from(place):
    place.write(table())
    alter(place.features / "features-0001.parquet", "caption_length", np.nan)
    for name in ("linear", "xgboost"):
        assert place.train(name)[0] == 0
        assert np.isfinite(pd.read_parquet(place.folder / f"models/{name}/predictions.parquet")["score"]).all()


def test_a_shard_that_went_missing_after_featurize(place):
    place.write(table())
    (place.shards / "posts-0001.parquet").unlink()
    place.refused("linear", "16 posts have features and are in no shard of shards/: is a shard missing? run ingest")


def test_features_of_a_shard_that_went_missing(place):
    place.write(table())
    (place.features / "features-0001.parquet").unlink()
    place.refused("linear", "16 posts have no features; run featurize on every shard of shards/")


def test_a_device_without_memory_for_a_batch(place, monkeypatch):
    import keras
    import tensorflow

    def full(*_, **__):
        raise tensorflow.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor with shape[16,128,200]")

    place.write(table())
    monkeypatch.setattr(keras.Model, "fit", full)
    place.refused("mixed", "the net needs more memory than there is, with 16 posts at once; set its settings.batch")


# No file may grow beyond 4 KB, as on a disk that is full: the write itself fails.
FULL = """
import json, resource, sys
from likelier.cli import main
from likelier.features.language import language
language("unpacks its model into a temporary file")
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["likelier", *arguments]
    try:
        main()
    except SystemExit as left:
        print(left.code, flush=True)
"""


def test_a_disk_that_is_full(place):
    place.write(table())
    assert place.train("linear")[0] == 0
    alone = PARAMS | {"models": {"linear": PARAMS["models"]["linear"]}}
    (place.folder / "params.yaml").write_text(yaml.safe_dump(alone | {"ingest": {"sample": {"accounts": 2}}}))
    steps = [
        place.command("ingest", shards="new"),
        place.command("featurize", features="more"),
        place.command("train", "linear", features="features", trained="models/linear"),
        place.command("evaluate", features="features", models="models", report="report"),
    ]
    before = digests(place.folder)
    done = subprocess.run(
        [sys.executable, "-c", FULL, json.dumps(steps)], capture_output=True, text=True, env=dict(os.environ)
    )
    assert done.stdout.split() == ["2"] * len(steps), done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("likelier: ")]
    assert len(lines) == len(steps)
    files = (".new.archive", "profiles-0000.npy", "predictions.parquet", "report")
    assert [line.split(":")[1].split("/")[-1] for line in lines] == list(files)
    assert all(line.endswith("File too large; mend that and run again") for line in lines)
    assert "Traceback" not in done.stderr
    kept = digests(place.folder)
    assert {name: kept[name] for name in before} == before
    assert not [name for name in set(kept) - set(before) if kept[name] is not None], kept
