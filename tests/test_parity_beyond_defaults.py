"""Every kind that is off by default, scored by a saved artifact in a fresh process from raw bytes: as in training."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from likelier import features, posts
from likelier.artifact import Artifact
from likelier.features import table, translators
from likelier.models import Examples
from likelier.params import Params
from likelier.steps.featurize import featurize
from likelier.steps.ingest import ingest
from likelier.steps.train import train

KINDS = ("account", "time", "caption", "words", "meaning", "shape", *features.PICTURE_KINDS, "alt_text")
ZONES = ["America/New_York", None, "Asia/Kolkata", None]

# A translator that is a package: it says what it was told, in English letters.
ARGOS = "def translate(text, source, target):\n    return f'A lovely day in {source}, with {len(text)} friends'\n"

FRESH = """
import sys
from pathlib import Path
from likelier import features, posts
from likelier.artifact import Artifact

model, shards, found = map(Path, sys.argv[1:])
artifact = Artifact.load(model)
rows, accounts = posts.read_posts(shards), posts.read_accounts(shards)
scores = []
for account, own in rows.groupby("account_id"):
    own = own.sample(frac=1, random_state=1)
    profile = accounts[accounts["account_id"] == account]
    scores.append(artifact.score(own, profile).set_index(own["post_id"].to_numpy()))
    computed = features.compute(own, profile, artifact.featurize).set_index(own["post_id"].to_numpy())
    computed.astype({name: str for name in computed.select_dtypes("category")}).to_parquet(found / f"{account}.parquet")
import pandas as pd
pd.concat(scores).to_parquet(found / "scores.parquet")
"""


@pytest.fixture
def translator(tmp_path, monkeypatch):
    package = tmp_path / "packages/argostranslate"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "translate.py").write_text(ARGOS)
    monkeypatch.syspath_prepend(str(package.parent))
    translators.asker.cache_clear()
    yield package.parent
    translators.asker.cache_clear()


@pytest.mark.slow
def test_a_saved_model_of_all_kinds_sees_in_a_fresh_process_what_training_saw(tmp_path, translator):
    params = Params.model_validate(
        {
            "ingest": {"sample": {"accounts": 4, "posts": 6, "seed": 5}, "shard_mb": 0.5},
            "featurize": dict.fromkeys(KINDS, True)
            | {"detector": "haar", "time_zone": "Europe/Berlin", "workers": 1, "picture_side": 320}
            | {"translation": "local", "translation_cache": str(tmp_path / "cache")},
            "train": {"folds": 2, "splits": ["account"]},
            "models": {"linear": {"family": "linear", "settings": {"min_count": 2}}},
        }
    )
    shards, folder, found = tmp_path / "shards", tmp_path / "features", tmp_path / "found"
    found.mkdir()
    ingest(params, shards, tmp_path / "ingest.json")
    accounts = posts.read_accounts(shards).assign(time_zone=ZONES)
    posts.write(accounts, posts.ACCOUNTS, shards / "accounts.parquet")
    featurize(params, shards, folder, tmp_path / "featurize.json")
    train(params, "linear", shards, [folder], tmp_path / "linear", tmp_path / "train.json")
    given = [str(path) for path in (tmp_path / "linear/artifact", shards, found)]
    paths = os.pathsep.join([str(translator), os.environ.get("PYTHONPATH", "")])
    subprocess.run([sys.executable, "-c", FRESH, *given], check=True, env=os.environ | {"PYTHONPATH": paths})

    trained = table.read([folder]).set_index("post_id")
    served = pd.concat([pd.read_parquet(file) for file in sorted(found.glob("[!s]*.parquet"))]).loc[trained.index]
    assert list(served) == features.column_names(KINDS)
    for name in served:
        here, there = trained[name], served[name]
        if here.dtype == np.float32:
            np.testing.assert_allclose(there, here, rtol=1e-6, atol=1e-6, err_msg=name)
        else:
            assert there.replace("nan", None).fillna("").tolist() == here.astype(object).fillna("").tolist(), name
    for kind in KINDS:
        assert trained[list(features.catalogue(kind))].notna().any(axis=None), kind
    assert trained["words_text"].str.contains("lovely").any()  # the translator's
    rows = posts.read_posts(shards, ["post_id", "account_id", "taken_at"]).set_index("post_id").loc[trained.index]
    examples = Examples(trained[list(served)], rows["account_id"].to_numpy(), naive(rows["taken_at"]))
    expected = Artifact.load(tmp_path / "linear/artifact").model.predict(examples)
    scored = pd.read_parquet(found / "scores.parquet")["score"].loc[trained.index]
    np.testing.assert_allclose(scored, expected, rtol=1e-5, atol=1e-5)
    assert scored.nunique() > len(scored) / 2


def naive(moments):
    return moments.dt.tz_convert(None).to_numpy(dtype="datetime64[us]")
