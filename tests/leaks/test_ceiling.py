"""What is known only after posting: refused to a model that does not say that it leaks, labelled, never registered."""

import json

import pytest

from likelier import posts as contract
from likelier.artifact import Artifact
from likelier.calibration import Calibration
from likelier.errors import LeakFound, ParamsError
from likelier.params import Params
from likelier.scale import Scale
from likelier.steps.evaluate import evaluate
from likelier.steps.featurize import featurize
from likelier.steps.register import register
from likelier.steps.train import train

TREES = {"family": "xgboost", "settings": {"min_count": 3}}
TOLD = ["outcome_likes", "outcome_likes_mean"]
PARAMS = Params.model_validate(
    {
        "models": {
            "constant": {"family": "constant", "baseline": True},
            "honest": TREES | {"features": ["time"]},
            "told_likes": TREES | {"features": ["time", *TOLD], "leaking": True},
            "sly": TREES | {"features": ["time", "outcome_likes"]},
        },
        "featurize": {"faces": False, "caption": False, "picture": False, "outcome": True, "workers": 1},
        "train": {"folds": 3, "splits": ["account"]},
        "evaluate": {"resamples": 100},
    }
)
TRAINED = ("constant", "honest", "told_likes")


SURE = Calibration(0.8, Scale(), {0.8: (-0.5, 0.5), 0.9: (-0.7, 0.7)}, 1.0)


@pytest.fixture(scope="module")
def place(make_table, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ceiling")
    rows, accounts = make_table(1, accounts=12)
    contract.write(rows.sort_values(["account_id", "taken_at"]), contract.POSTS, folder / "shards/posts-0000.parquet")
    contract.write(accounts, contract.ACCOUNTS, folder / "shards/accounts.parquet")
    featurize(PARAMS, folder / "shards", folder / "features", folder / "featurize.json")
    for name in TRAINED:
        train(PARAMS, name, folder / "shards", [folder / "features"], folder / name, folder / f"{name}.json")
    trained = [folder / name for name in TRAINED]
    evaluate(PARAMS, folder / "shards", [], trained, folder / "report", folder / "evaluate.json")
    return folder


def test_the_ceiling_is_far_better_and_labelled(place):
    measured = json.loads((place / "evaluate.json").read_text())
    assert measured["roles"] == {"constant": "baseline", "honest": "model", "told_likes": "leaks"}
    models = measured["splits"]["account"]["models"]
    assert models["told_likes"]["rmse"]["value"] < 0.6 * models["constant"]["rmse"]["value"]
    assert models["told_likes"]["pair_accuracy"]["value"] > 0.85 > 0.6 > models["honest"]["pair_accuracy"]["value"]
    page = (place / "report/scorecard.html").read_text()
    assert "told_likes<small>leaks</small>" in page
    assert "its figures are a ceiling, never a forecast" in page


def test_it_is_not_the_best_and_never_registered(place, tmp_path):
    measured = json.loads((place / "evaluate.json").read_text())
    assert measured["best_model"] == "honest"
    (tmp_path / "evaluate.json").write_text(json.dumps(measured | {"best_model": "told_likes"}))
    trained = [place / name for name in TRAINED]
    with pytest.raises(LeakFound, match="never registered"):
        register(PARAMS, place / "shards", [], trained, tmp_path / "evaluate.json", tmp_path, tmp_path / "r.json")
    assert not (tmp_path / "r.json").exists()


def test_a_model_that_does_not_say_so_is_refused(place, tmp_path):
    with pytest.raises(LeakFound, match=r"models\.sly\.features: outcome_likes is known only after posting"):
        train(PARAMS, "sly", place / "shards", [place / "features"], tmp_path / "sly", tmp_path / "sly.json")


def test_all_kinds_are_all_but_the_outcome():
    open_ = Params.model_validate({"models": {"all": TREES}, "featurize": {"outcome": True}})
    settings, entry = open_.featurize, open_.models["all"]
    artifact = Artifact("all", entry, None, settings, "lift", SURE, 7)
    assert "outcome" not in artifact.kinds
    leaking = Artifact("all", entry.model_copy(update={"leaking": True}), None, settings, "lift", SURE, 7)
    assert "outcome" in leaking.kinds


def test_an_artifact_reads_the_columns_that_its_entry_names(place):
    artifact = Artifact.load(place / "told_likes/artifact")
    assert artifact.kinds == ("time", "outcome")
    assert artifact.model.trees.encoder.columns[-2:] == TOLD
    rows = contract.read_posts(place / "shards")
    hidden = artifact.score(rows.assign(likes=None), contract.read_accounts(place / "shards"))
    assert hidden["score"].std() < artifact.score(rows, contract.read_accounts(place / "shards"))["score"].std()


def test_an_unknown_column_is_named(place, tmp_path):
    params = PARAMS.model_copy(
        update={"models": {"odd": PARAMS.models["honest"].model_copy(update={"features": ("time_moon",)})}}
    )
    with pytest.raises(ParamsError, match="'time_moon' is neither a kind of features"):
        train(params, "odd", place / "shards", [place / "features"], tmp_path / "odd", tmp_path / "odd.json")
