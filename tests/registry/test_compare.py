"""`likelier models compare A B`: on the same posts, and in all that two versions keep."""

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from likelier import posts
from likelier.cli import app
from likelier.comparing import on_the_same_posts
from likelier.errors import RegistryError
from likelier.gate.scores import COMPARED, KEPT, SCORES
from likelier.lineage import LINEAGE, PARAMS
from likelier.params import Evaluate
from likelier.registry import CHAMPION, DECISION, FACTS, Registry

ACCOUNTS, POSTS = 30, 8
SETTINGS = Evaluate(resamples=200)


def table(score, prefix="p", half_width=10.0, accounts=ACCOUNTS):
    """Rows that a version keeps; its scores are the labels (`right`), their opposites, or nothing."""
    size = accounts * POSTS
    target = np.random.default_rng(1).normal(size=size)
    scores = {"right": target, "wrong": -target, "nothing": np.zeros(size)}[score]
    return pd.DataFrame(
        {
            "post": [f"{prefix}{place}" for place in range(size)],
            "score": scores,
            "account": np.repeat(np.random.default_rng(2).permutation(accounts), POSTS),
            "fold": 0,
            "target": target,
            "low": target - half_width,
            "high": target + half_width,
            "kind": "image",
        }
    )


def test_each_is_measured_on_the_common_posts():
    first, second = table("nothing"), table("right").assign(low=1e6, high=2e6)
    found = on_the_same_posts.measure(first.iloc[::-1], second.iloc[: 20 * POSTS], "second", SETTINGS)
    assert (found["posts"], found["accounts"]) == (20 * POSTS, 20)
    assert found["pair_accuracy"] == {
        "first": {"value": 0.5},
        "second": {"value": 1.0},
        "difference": {"value": 0.5, "low": 0.5, "high": 0.5},
    }
    assert found["coverage"]["first"]["value"] == 1
    assert found["coverage"]["difference"] == {"value": -1.0, "low": -1.0, "high": -1.0}


def test_the_newer_one_says_which_post_had_more_likes():
    first, second = table("right"), table("right")
    second["target"] *= -1  # likes were read again
    assert on_the_same_posts.measure(first, second, "first", SETTINGS)["pair_accuracy"]["first"]["value"] == 1
    assert on_the_same_posts.measure(first, second, "second", SETTINGS)["pair_accuracy"]["first"]["value"] == 0


def test_without_common_posts_nothing_is_measured():
    assert on_the_same_posts.measure(table("right"), table("right", prefix="q"), "second", SETTINGS) is None
    assert on_the_same_posts.measure(table("right"), table("right", accounts=1), "second", SETTINGS) is None


@pytest.fixture(scope="module")
def workdir(tmp_path_factory):
    """Four versions: one, a better one, one of other posts, and one of an older likelier."""
    folder = tmp_path_factory.mktemp("compared")
    (folder / "model").mkdir()
    (folder / "model/artifact.json").write_text("{}")
    kept = [table("nothing"), table("right"), table("right", prefix="q"), table("right")]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MLFLOW_TRACKING_URI", "")
        registry = Registry("likelier", folder / "registry")
        for number, rows in enumerate(kept, 1):
            older = number == len(kept)
            files = [folder / KEPT] if older else [folder / KEPT, folder / PARAMS]
            posts.write(rows[SCORES.names] if older else rows, SCORES if older else COMPARED, files[0])
            (folder / PARAMS).write_text(json.dumps({"train": {"seed": number, "folds": 5}}))
            registry.add(folder / "model", f"{number}", {}, {}, {} if older else _tags(number), files)
        registry.alias(registry.versions()[1], CHAMPION)
    return folder


def _tags(number):
    figures = {"pair_accuracy": {"value": 0.5 * number, "low": 0.4, "high": 1.0, "baselines": {}}}
    data = {"posts": 240, "accounts": 30, "first": "2024-01-01", "last": "2024-06-01"}
    lineage = {"code": {"commit": "abc"}, "libraries": {"numpy": f"2.{number}"}, "machine": {"python": "3.11.7"}}
    decision = {"promoted": False, "conditions": {"coverage": {"passed": False, "words": "0.2 of 0.8"}}}
    return {
        "likelier.model": "xgboost",
        FACTS: json.dumps({"data": data, "figures": figures, "best_baseline": None}),
        LINEAGE: json.dumps(lineage),
        DECISION: json.dumps(decision),
    }


def compare(workdir, *arguments):
    told = CliRunner().invoke(app, ["models", "compare", *arguments, "--workdir", str(workdir)])
    if told.exception is not None and not isinstance(told.exception, SystemExit):
        raise told.exception
    assert told.exit_code == 0, told.output
    return told.output


def test_two_versions_beside_each_other(workdir):
    told = compare(workdir, "1", "2")
    lines = told.splitlines()
    assert max(map(len, lines)) <= 100
    assert "On the same 240 posts of 30 accounts, which neither has learned from:" in lines
    assert "    2 minus 1: +0.5000 [+0.5000, +0.5000]: version 2 is better" in lines
    assert ["train.seed", "1", "2"] in [line.split() for line in lines]
    assert ["numpy", "2.1", "2.2"] in [line.split() for line in lines]
    assert "The commit and files of the code are the same." in lines
    assert ["the", "gate", *["refused:", "coverage"] * 2] in [line.split() for line in lines]
    assert lines[-1] == "Version 2 is champion."


def test_the_other_way_round_the_sign_turns(workdir):
    found = json.loads(compare(workdir, "2", "1", "--json"))
    assert found["common"]["pair_accuracy"]["difference"]["value"] == -0.5
    assert found["params"] == {"train.seed": [2, 1]}
    assert [side["version"] for side in found["versions"]] == [2, 1]
    assert found["champion"] == 2


def test_no_common_posts_and_an_older_version_are_told(workdir):
    told = compare(workdir, "1", "3")
    assert "Not compared on the same posts: both keep scores of 0 common posts" in told
    assert told.rstrip().endswith("Version 2 is champion, neither of these.")
    older = compare(workdir, "1", "4")
    assert "version 4 keeps no scores that can be compared: an older likelier has registered it" in older
    assert "The params can't be compared" in older


def test_a_version_that_is_not_there(workdir):
    with pytest.raises(RegistryError, match="has no version 9"):
        compare(workdir, "1", "9")
