"""Leaks planted between the tables of features and the predictions; and twenty clean data sets that pass."""

import numpy as np
import pandas as pd
import pytest

from likelier import labelled, predictions, splits, targets
from likelier import posts as contract
from likelier.errors import ContractError, LeakFound, LikelierError
from likelier.metrics import audit
from likelier.models import linear
from likelier.params import Params
from likelier.steps import train as train_step
from likelier.steps.featurize import featurize

PARAMS = Params.model_validate(
    {
        "models": {"linear": {"family": "linear", "settings": {"min_count": 3}}},
        "featurize": {"faces": False, "workers": 1},
        "train": {"folds": 3},
    }
)
QUICK = PARAMS.model_copy(update={"featurize": PARAMS.featurize.model_copy(update={"caption": False})})
SHOWN = ["post_id", "account_id", "likes", "taken_at", "snapshot_at"]


def on_disk(made, folder, params=PARAMS):
    rows, accounts = made
    ordered = rows.sort_values(["account_id", "taken_at", "post_id"])
    contract.write(ordered, contract.POSTS, folder / "shards/posts-0000.parquet")
    contract.write(accounts, contract.ACCOUNTS, folder / "shards/accounts.parquet")
    featurize(params, folder / "shards", folder / "features", folder / "featurize.json")
    return folder


def trained(folder, params=PARAMS):
    """Train, then audit the predictions as `evaluate` does."""
    shards = folder / "shards"
    train_step.train(params, "linear", shards, [folder / "features"], folder / "linear", folder / "train.json")
    table = predictions.read(folder / "linear")
    audit.check({"linear": table}, contract.read_posts(shards, SHOWN), PARAMS.train.min_age_hours)
    return table


@pytest.fixture(scope="module")
def data(make_table, tmp_path_factory):
    """One clean data set on disk; its shards and features are only read."""
    return on_disk(make_table(1), tmp_path_factory.mktemp("leaks"))


def refused(folder, error=LeakFound, **settings):
    params = PARAMS.model_copy(update={"train": PARAMS.train.model_copy(update=settings)})
    with pytest.raises(error) as caught:
        trained(folder, params)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("seed", range(20))
def test_clean_data_sets_pass(make_table, tmp_path, seed):
    params = PARAMS if seed % 5 == 0 else QUICK
    folder = on_disk(make_table(seed, accounts=3 + seed % 4, size=6 + seed), tmp_path, params)
    assert len(trained(folder, params))


def test_a_scaler_fitted_on_all_posts_is_named(data, monkeypatch):
    clean = labelled._examples

    def scaled(posts, kinds):
        given = clean(posts, kinds)
        numbers = given.features.select_dtypes("float32")
        given.features[numbers.columns] = (numbers - numbers.mean()) / numbers.std()
        return given

    monkeypatch.setattr(labelled, "_examples", scaled)
    assert "is not what the raw posts give: it was fitted on other posts" in refused(data)


def altered_features(monkeypatch, alter):
    clean = labelled.read_features
    monkeypatch.setattr(labelled, "read_features", lambda folders: alter(clean(folders)))


def test_levels_fitted_on_all_posts_are_named(data, monkeypatch):
    def merged(table):
        counts = table["time_part"].value_counts()
        common = table["time_part"].isin(counts.index[:2])
        return table.assign(time_part=table["time_part"].astype(object).where(common, "rare").astype("category"))

    altered_features(monkeypatch, merged)
    assert "feature 'time_part' is not what the raw posts give" in refused(data)


def test_a_vocabulary_numbered_over_all_posts_is_named(data, monkeypatch):
    altered_features(
        monkeypatch,
        lambda table: table.assign(
            caption_lines=pd.factorize(table["caption_length"])[0].astype("float32"),
        ),
    )
    assert "feature 'caption_lines' is not what the raw posts give" in refused(data)


def test_the_likes_themselves_in_the_table_are_named(data, monkeypatch):
    likes = contract.read_posts(data / "shards", ["post_id", "likes"]).set_index("post_id")["likes"]
    altered_features(
        monkeypatch,
        lambda table: table.assign(account_likes_mean=np.log1p(table["post_id"].map(likes)).astype("float32")),
    )
    assert "feature 'account_likes_mean' is not what the raw posts give" in refused(data)


def test_a_scaler_fitted_while_predicting_is_named(data, monkeypatch):
    clean = linear.Estimator.predict

    def rescaled(self, examples):
        score = clean(self, examples)
        return (score - score.mean()) / (score.std() or 1.0)

    monkeypatch.setattr(linear.Estimator, "predict", rescaled)
    assert "score changes with the posts that are scored beside it" in refused(data)


@pytest.mark.parametrize(("split", "per_account"), [("account", False), ("random", True)])
def test_a_picture_on_both_sides_is_named(data, monkeypatch, split, per_account):
    def doubled(table):
        place = table.groupby("account_id").cumcount()
        # Every five posts of an account share a picture; or every account has posted the same ones.
        number = pd.factorize(table["account_id"])[0] * 1000 + place // 5 if per_account else place
        return table.assign(picture_hash=[f"{one:016x}" for one in number])

    altered_features(monkeypatch, doubled)
    monkeypatch.setattr(splits, "near", lambda hashes, others: np.zeros(len(hashes), dtype=bool))
    told = refused(data, splits=("account",) if split == "account" else ("account", "random"))
    assert f"the {split} split has" in told and "pictures on both sides" in told


def divided(monkeypatch, name, divide):
    clean = splits._divide
    monkeypatch.setattr(
        splits,
        "_divide",
        lambda split, posts, settings: iter([divide(posts)]) if split == name else clean(split, posts, settings),
    )


def every_third(posts):
    places = np.arange(len(posts))
    return places[places % 3 != 0], places[places % 3 == 0]


def test_an_account_on_both_sides_of_the_account_split_is_named(data, monkeypatch):
    divided(monkeypatch, "account", every_third)
    assert "the account split has 4 accounts on both sides" in refused(data)


def test_a_post_on_both_sides_is_named(data, monkeypatch):
    divided(monkeypatch, "random", lambda posts: (np.arange(len(posts)), np.arange(0, len(posts), 3)))
    assert "the random split has" in (told := refused(data)) and "posts on both sides" in told


def test_later_posts_in_forward_training_are_named(data, monkeypatch):
    divided(monkeypatch, "forward", every_third)
    assert "the forward split learns from later posts than it tests on in 4 accounts" in refused(data)


def test_labels_that_had_not_matured_are_named(make_table, tmp_path, monkeypatch):
    rows, accounts = make_table(1)
    young = rows["taken_at"] + pd.Timedelta(hours=47)
    folder = on_disk(
        (rows.assign(snapshot_at=rows["snapshot_at"].where(rows.index % 4 > 0, young)), accounts), tmp_path
    )
    trained(folder)  # left out by itself
    clean = targets.learnable
    monkeypatch.setattr(targets, "learnable", lambda posts, *_: clean(posts, 0.0))
    assert "likes were read before 48 hours had passed" in refused(folder)


def test_hidden_likes_learned_as_zero_are_named(data, monkeypatch):
    clean = targets.learnable

    def all_of_them(posts, *settings):
        posts["likes"] = posts["likes"].fillna(0)
        return clean(posts, *settings)

    class Zeros:
        def __getattr__(self, name):
            return getattr(contract, name)

        def read_posts(self, shards, columns):
            return contract.read_posts(shards, columns).fillna({"likes": 0.0})

    monkeypatch.setattr(labelled, "contract", Zeros())
    monkeypatch.setattr(targets, "learnable", all_of_them)
    assert "predictions are of posts without likes in the shards" in refused(data, ContractError)


def test_scores_that_are_the_labels_are_named(data):
    table = trained(data)
    shown = contract.read_posts(data / "shards", SHOWN)
    told = table.assign(score=table["target"] * 0.9 + 0.1)
    with pytest.raises(LikelierError, match="'linear': its scores are the labels on the account split"):
        audit.check({"linear": told.assign(low=told["score"], high=told["score"])}, shown, 48.0)
