"""A model that is given words learns what they say, and scores raw posts by them after it was saved."""

import json

import numpy as np
import pandas as pd
import pytest

from likelier import models, posts
from likelier.artifact import Artifact
from likelier.calibration import Calibration
from likelier.encoding import Encoder
from likelier.features import words
from likelier.params import Featurize, ModelEntry
from likelier.scale import Scale

FAMILIES = ["linear", "ridge", "gradient_boosting", "xgboost"]


SURE = Calibration(0.8, Scale(), {0.8: (-0.5, 0.5), 0.9: (-0.7, 0.7)}, 1.0)


@pytest.mark.parametrize("family", FAMILIES)
def test_words_pay_where_they_tell(family, tmp_path):
    random = np.random.default_rng(3)
    golden = random.random(600) < 0.5
    captions = [f"such a {'golden' if gold else 'silver'} day @someone" for gold in golden]
    settings = Featurize(
        **dict.fromkeys(("account", "time", "caption", "shape", "picture", "faces"), False), words=True
    )
    features = words.compute(pd.DataFrame({"caption": captions}), None, settings)
    examples = models.Examples(features, np.arange(600) % 40, np.full(600, np.datetime64("2023-05-01", "us")))
    entry = ModelEntry(family=family)
    model = models.create(family, entry, 7)
    model.fit(examples, golden + random.normal(0, 0.1, 600))
    Artifact(family, entry, model, settings, "lift", SURE, 7).save(tmp_path / "artifact")
    learned = json.loads((tmp_path / "artifact/model/encoder.json").read_text(encoding="utf-8"))["words"]
    assert sorted(learned["words_text"]) == ["day", "golden", "silver"]
    raw = pd.DataFrame(
        {"taken_at": pd.to_datetime(["2023-06-01"] * 2, utc=True), "caption": ["Golden!", "SILVER @ann"]}
    )
    nobody = posts.table([], posts.ACCOUNTS).to_pandas()
    score = Artifact.load(tmp_path / "artifact").score(raw, nobody)["score"]
    assert score[0] > 0.8
    assert score[1] < 0.2


@pytest.mark.parametrize("family", FAMILIES)
def test_how_many_words_are_columns_is_a_setting(family, tmp_path):
    captions = [f"day sea {'golden' if place % 3 else 'silver'}" for place in range(60)]
    features = words.compute(pd.DataFrame({"caption": captions}), None, Featurize(words=True))
    examples = models.Examples(features, np.arange(60), np.full(60, np.datetime64("2023-05-01", "us")))
    model = models.create(family, ModelEntry(family=family, settings={"max_words": 2}), 7)
    model.fit(examples, np.arange(60) / 60)
    model.save(tmp_path)
    (file,) = tmp_path.rglob("encoder.json")
    assert json.loads(file.read_text(encoding="utf-8"))["words"] == {"words_text": ["day", "sea"]}


def test_a_text_without_a_common_word_adds_nothing_to_a_score():
    frame = pd.DataFrame(
        {"words_text": pd.Series(["one", "two", "three"], dtype="str"), "faces_count": [1.0, 2.0, 3.0]}
    )
    frame["faces_count"] = frame["faces_count"].astype("float32")
    encoder = Encoder().fit(frame, ["a", "a", "a"])
    assert encoder.words == {"words_text": []} and encoder.names == ["faces_count"]
    told = encoder.by_feature(np.array([[0.5], [0.25]]))
    assert told.to_dict("list") == {"words_text": [0.0, 0.0], "faces_count": [0.5, 0.25]}
