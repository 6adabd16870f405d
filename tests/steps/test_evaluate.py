import json

import numpy as np
import pandas as pd
import pytest

from likelier import posts as contract
from likelier import predictions
from likelier.atomic import write_json
from likelier.errors import ArtifactError, ContractError, LikelierError, NotEnoughData, ParamsError
from likelier.params import parse
from likelier.steps.evaluate import evaluate

MODELS = {"constant": True, "linear": False, "xgboost": False}
SKILL = {"constant": 0.0, "linear": 0.5, "xgboost": 1.0}


def made_params(**sections):
    content = {
        "models": {name: {"family": "constant", "baseline": baseline} for name, baseline in MODELS.items()},
        "evaluate": {"resamples": 100, "set_sizes": [2, 5], "sets_per_account": 5},
    }
    return parse(content | sections, "test")


class World:
    """Shards and trained folders, in the shape that the other steps write them."""

    def __init__(self, folder, accounts=12, posts=10, truth=True):
        random = np.random.default_rng(3)
        self.folder, self.shards = folder, folder / "shards"
        account = np.repeat(np.arange(accounts), posts)
        size = len(account)
        effect = random.normal(0, 0.3, size)
        likes = np.round(np.exp(random.normal(8, 1.5, accounts)[account] + effect + random.normal(0, 0.3, size)))
        self.posts = pd.DataFrame(
            {
                "post_id": [f"secretpost{number:04d}" for number in range(size)],
                "account_id": [f"secretaccount{number:03d}" for number in account],
                "taken_at": pd.Timestamp("2024-05-01", tz="UTC"),
                "kind": np.where(np.arange(size) % 3, "image", "video"),
                "likes": likes,
                "caption": "secretcaption",
                "source": "sample",
            }
        )
        half = size // posts // 2 * posts
        contract.write(self.posts[:half], contract.POSTS, self.shards / "posts-0000.parquet")
        contract.write(self.posts[half:], contract.POSTS, self.shards / "posts-0001.parquet")
        followers = pd.DataFrame({"account_id": self.posts["account_id"].unique(), "source": "sample"})
        followers["followers"] = np.arange(accounts, dtype=float) * 100
        contract.write(followers, contract.ACCOUNTS, self.shards / "accounts.parquet")
        if truth:
            rows = pd.DataFrame({"post_id": self.posts["post_id"], "effect": effect})
            contract.write(rows, contract.TRUTH, self.shards / "truth.parquet")
        target = np.log(likes) - pd.Series(np.log(likes)).groupby(account).transform("mean").to_numpy()
        place = np.arange(size) % posts
        self.tables = {}
        for name, skill in SKILL.items():
            score = skill * effect + bool(skill) * random.normal(0, 0.2, size)
            table = self.posts[["post_id", "account_id"]].assign(
                target=target, score=score, low=score - 0.4, high=score + 0.4
            )
            table = table.assign(low_90=score - 0.6, high_90=score + 0.6, pair_slope=3.0)
            parts = [
                table.assign(split="account", fold=account % 3),
                table.assign(split="forward", fold=0)[place >= posts - 2],
                table.assign(split="random", fold=0)[random.permutation(size) < size // 5]
                if not self.tables
                else table.assign(split="random", fold=0)[self.chosen],
            ]
            self.chosen = table["post_id"].isin(parts[2]["post_id"])
            self.tables[name] = pd.concat(parts, ignore_index=True)
            self.write(name)

    def write(self, model, **description):
        trained = self.folder / "models" / model
        predictions.write(self.tables[model][predictions.PREDICTIONS.names], trained)
        write_json(trained / "model.json", {"name": model, "family": model, "baseline": MODELS[model]} | description)

    @property
    def trained(self):
        return [self.folder / "models" / name for name in MODELS]

    def evaluate(self, params=None, trained=None, to="out"):
        out = self.folder / to
        given = params or made_params()
        evaluate(given, self.shards, [], trained or self.trained, out / "report", out / "metrics.json")
        return json.loads((out / "metrics.json").read_text(encoding="utf-8"))


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def test_evaluate_measures_every_model_on_every_split(world):
    metrics = world.evaluate()
    assert list(metrics["splits"]) == ["account", "forward", "random"]
    assert [split["leaky"] for split in metrics["splits"].values()] == [False, False, True]
    assert metrics["best_model"] == "xgboost"
    assert metrics["beside"] == {"constant": "constant", "account_mean": None}
    assert metrics["roles"] == {"constant": "baseline", "linear": "model", "xgboost": "model", "ceiling": "ceiling"}
    account = metrics["splits"]["account"]
    assert (account["rows"], account["accounts"]) == (120, 12)
    order = [account["models"][name]["pair_accuracy"]["value"] for name in ("constant", "linear", "xgboost", "ceiling")]
    assert order == sorted(order) and order[0] == 0.5
    assert metrics["splits"]["forward"]["rows"] == 24


def test_evaluate_orders_by_likes_and_regresses_on_the_label(world):
    table = world.tables["xgboost"]
    likes = table["post_id"].map(world.posts.set_index("post_id")["likes"])
    world.tables["xgboost"] = table.assign(score=likes, low=likes, high=likes, low_90=likes, high_90=likes)
    world.write("xgboost")
    measures = world.evaluate()["splits"]["account"]["models"]["xgboost"]
    assert measures["pair_accuracy"]["value"] == measures["best_of_5"]["value"] == 1.0
    assert measures["rmse"]["value"] == pytest.approx(np.sqrt(np.mean((likes - table["target"])[:120] ** 2)), rel=1e-6)


def test_evaluate_writes_the_same_bytes_whatever_the_order_of_rows_and_folders(world):
    world.evaluate(to="first")
    for name in MODELS:
        world.tables[name] = world.tables[name].sample(frac=1, random_state=5)
        world.write(name)
    world.evaluate(trained=world.trained[::-1], to="second")
    names = sorted(path.relative_to(world.folder / "first") for path in (world.folder / "first").rglob("*.*"))
    assert len(names) == 15
    for name in names:
        assert (world.folder / "first" / name).read_bytes() == (world.folder / "second" / name).read_bytes(), name


def test_evaluate_without_truth_has_no_ceiling(tmp_path):
    metrics = World(tmp_path, truth=False).evaluate()
    assert "ceiling" not in metrics["roles"]
    assert all("attained" not in one for one in metrics["splits"]["account"]["models"].values())


def test_nothing_written_names_a_post_an_account_or_a_caption(world):
    world.evaluate()
    for path in (world.folder / "out").rglob("*.*"):
        assert b"secret" not in path.read_bytes(), path


def test_a_second_split_without_pairs_is_left_out_and_said_so(world, capsys):
    for name, table in world.tables.items():
        lonely = (table["split"] == "forward") & table.duplicated(["split", "account_id"])
        world.tables[name] = table[~lonely]
        world.write(name)
    metrics = world.evaluate()
    assert list(metrics["splits"]) == ["account", "random"]
    assert "0 of 12 accounts" in metrics["left_out"]["forward"]
    assert "forward split left out" in capsys.readouterr().err
    assert "The forward split is left out" in (world.folder / "out/report/scorecard.html").read_text(encoding="utf-8")


def refused(world, error, **arguments):
    with pytest.raises(error) as caught:
        world.evaluate(**arguments)
    assert isinstance(caught.value, LikelierError) and "\n" not in str(caught.value)
    assert not (world.folder / "out").exists()
    return str(caught.value)


def test_a_first_split_without_pairs_is_refused(world):
    for name, table in world.tables.items():
        world.tables[name] = table[~table.duplicated(["split", "account_id"])]
        world.write(name)
    assert refused(world, NotEnoughData).startswith("account split: 0 of 12 accounts")


def test_unfair_predictions_are_refused(world):
    world.tables["linear"].loc[0, "score"] = np.inf
    world.write("linear")
    assert "model 'linear': score is not a number in 1" in refused(world, ContractError)


def test_folders_that_are_not_one_model_each_are_refused(world):
    with pytest.raises(NotEnoughData, match="no trained model"):
        evaluate(made_params(), world.shards, [], [], world.folder / "r", world.folder / "m.json")
    assert "second folder of model 'linear'" in refused(
        world, ContractError, trained=[*world.trained, world.trained[1]]
    )
    world.write("linear", name="ceiling")
    assert "the name is taken" in refused(world, ParamsError)
    (world.trained[1] / "model.json").write_text("{", encoding="utf-8")
    assert "does not describe a trained model" in refused(world, ArtifactError)
    (world.trained[1] / "model.json").unlink()
    assert "does not describe a trained model" in refused(world, ArtifactError)


def test_truth_that_lacks_posts_is_refused(world):
    rows = pd.DataFrame({"post_id": world.posts["post_id"][5:], "effect": 0.0})
    contract.write(rows, contract.TRUTH, world.shards / "truth.parquet")
    assert "truth.parquet lacks 5 posts of the account split" in refused(world, ContractError)
