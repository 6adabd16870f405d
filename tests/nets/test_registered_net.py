"""A net of pictures goes through the registry and scores raw bytes, without a pickle."""

import io
import os

import numpy as np
import pandas as pd
from PIL import Image

from likelier import features, models, posts
from likelier.artifact import Artifact
from likelier.calibration import Calibration
from likelier.candidates import unfold
from likelier.params import Featurize, ModelEntry
from likelier.registry import CHAMPION, Registry
from likelier.scale import Scale

OFF = {kind: False for kind in features.KINDS if kind not in ("account", "shape") and kind in Featurize.model_fields}

SURE = Calibration(0.8, Scale(), {0.8: (-0.5, 0.5), 0.9: (-0.7, 0.7)}, pair_slope=1.0)


def raw_posts(size):
    random = np.random.default_rng(4)
    for number in range(size):
        stream = io.BytesIO()
        Image.fromarray(random.integers(0, 256, (30, 40, 3), dtype=np.uint8)).save(stream, "PNG")
        yield {
            "post_id": f"p{number}",
            "account_id": f"a{number % 4}",
            "taken_at": pd.Timestamp("2024-01-01", tz="UTC") + pd.Timedelta(days=number),
            "kind": "image",
            "likes": 5.0 + number,
            "picture": stream.getvalue(),
            "source": "test",
        }


def test_it_scores_from_the_registry_as_before(tmp_path, monkeypatch):
    import mlflow

    assert os.environ["MLFLOW_ALLOW_PICKLE_DESERIALIZATION"] == "false"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'registry' / 'mlflow.db'}")
    monkeypatch.chdir(tmp_path)
    rows = posts.table(list(raw_posts(24)), posts.POSTS).to_pandas()
    accounts = posts.table([], posts.ACCOUNTS).to_pandas()
    settings = Featurize(**OFF)
    computed, pictures = features.compute_all(rows, accounts, settings)
    when = rows["taken_at"].dt.tz_convert(None).to_numpy(dtype="datetime64[us]")
    entry = ModelEntry(
        family="mixed", settings={"epochs": 2, "halvings": 4, "filters": [2], "dense": [4], "min_count": 2}
    )
    model = models.create("mixed", entry, 7)
    model.fit(models.Examples(computed, rows["account_id"].to_numpy(), when, pictures), np.arange(24) % 5 / 5)
    artifact = Artifact("mixed", entry, model, settings, "lift", SURE, 7)
    artifact.save(tmp_path / "artifact")
    registry = Registry("likelier", tmp_path / "registry")
    version = registry.add(tmp_path / "artifact", "digest", {"model": "mixed"}, {"rmse": 0.3}, {}, [])
    registry.alias(version, CHAMPION)
    flat = rows[["post_id", "account_id", "kind", "likes", "picture"]].assign(taken_at=when)
    expected = artifact.score(*unfold(flat))["score"]
    scored = mlflow.pyfunc.load_model("models:/likelier@champion").predict(flat)
    np.testing.assert_allclose(scored["score"], expected, atol=1e-6)
    losses = mlflow.MlflowClient().get_metric_history(version.run_id, "validation_loss")
    assert [one.step for one in losses] == [1, 2]
