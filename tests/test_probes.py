"""What a fold's model is asked beside its scores."""

import numpy as np
import pandas as pd
import pytest

from likelier import answers, probes
from likelier.influence import influence
from likelier.models import Examples, create
from likelier.params import ModelEntry

SIZE, ACCOUNTS = 600, 40


@pytest.fixture(scope="module")
def told():
    """Posts whose likes follow the caption's length, and what a line through them has learned."""
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "caption_length": rng.normal(size=SIZE).astype("float32"),
            "time_hour_sine": rng.normal(size=SIZE).astype("float32"),
            "shape_kind": pd.Categorical(rng.choice(["image", "video"], SIZE)),
        }
    )
    account = np.array([f"a{number % ACCOUNTS}" for number in range(SIZE)], dtype=object)
    examples = Examples(frame, account, np.full(SIZE, np.datetime64("2024-01-01", "us")))
    target = -frame["caption_length"].to_numpy(dtype=float) + 0.3 * (frame["shape_kind"] == "video")
    return examples, np.asarray(target + rng.normal(0, 0.1, SIZE), dtype=float)


def make():
    return create("line", ModelEntry(family="linear"), 7)


def test_each_post_serves_once_as_another_of_its_account():
    account = np.array(list("abacbbaadbd"), dtype=object)
    other = probes.exchanged(account, seed=5)
    assert sorted(other) == list(range(len(account)))
    assert (account[other] == account).all()
    alone = np.flatnonzero(account == "c")
    assert (other[alone] == alone).all() and (other == np.arange(len(account))).sum() == 1
    assert (probes.exchanged(account, seed=5) == other).all()


def test_one_kind_at_a_time_is_exchanged(told):
    examples, _ = told
    found = dict(probes.shuffled(examples, False, seed=5))
    assert set(found) == {"caption", "time", "shape"}
    other = probes.exchanged(examples.account, 5)
    for kind, column in (("caption", "caption_length"), ("time", "time_hour_sine"), ("shape", "shape_kind")):
        features = found[kind].features
        assert (features.dtypes == examples.features.dtypes).all()
        for name in features:
            expected = examples.features[name].iloc[other] if name == column else examples.features[name]
            assert list(features[name]) == list(expected)


def test_answers_are_written_beside_the_model_and_read_again(told, tmp_path):
    examples, target = told
    rows = np.arange(SIZE)
    train, test = rows[examples.account < "a3"], rows[examples.account >= "a3"]
    asked = probes.Probes(pd.Series([f"p{row}" for row in rows]), make, (0.25, 0.5), seed=7)
    model = make()
    model.fit(examples.take(train), target[train])
    asked.ask(model, examples, train, target, test)
    asked.write(tmp_path)
    shuffled = answers.read(tmp_path, answers.SHUFFLED)
    assert shuffled.groupby("kind").size().to_dict() == dict.fromkeys(("caption", "shape", "time"), len(test))
    by_kind = shuffled.pivot(index="post_id", columns="kind", values="score").loc[[f"p{row}" for row in test]]
    fit = {kind: np.corrcoef(by_kind[kind], target[test])[0, 1] for kind in by_kind}
    assert fit["time"] > 0.98 and fit["shape"] > 0.95 and abs(fit["caption"]) < 0.4
    fewer = answers.read(tmp_path, answers.FEWER)
    learned = len(set(examples.account[train]))
    assert fewer.groupby("share")["accounts"].unique().map(list).to_dict() == {
        share: [round(share * learned)] for share in (0.25, 0.5)
    }
    assert (fewer.groupby("share").size() == len(test)).all()


def test_a_smaller_part_lies_within_the_larger_one(told):
    examples, _ = told
    asked = probes.Probes(pd.Series(dtype=str), make, (0.01, 0.5, 0.9), seed=7)
    parts = [set(examples.account[rows]) for _, rows in asked._parts(examples.account)]
    assert [len(part) for part in parts] == [2, 20, 36]
    assert parts[0] < parts[1] < parts[2]


def test_nothing_asked_nothing_written(tmp_path):
    probes.Probes(pd.Series(dtype=str), make, (), seed=7).write(tmp_path)
    assert not list(tmp_path.iterdir()) and answers.read(tmp_path, answers.SHUFFLED) is None


def test_influence_names_the_features_that_move_a_score_and_which_way(told, tmp_path):
    examples, target = told
    model = make()
    model.fit(examples, target)
    answers.write(influence(model, examples), tmp_path, answers.INFLUENCE)
    found = answers.read(tmp_path, answers.INFLUENCE).set_index("feature")
    assert list(found.index) == ["caption_length", "shape_kind", "time_hour_sine"]
    assert found.loc["caption_length", "kind"] == "caption"
    assert found.loc["caption_length", "strength"] == pytest.approx(np.sqrt(2 / np.pi), rel=0.1)  # of a normal value
    assert found.loc["caption_length", "direction"] < -0.99
    assert np.isnan(found.loc["shape_kind", "direction"]) and found.loc["shape_kind", "strength"] > 0.1
    constant = create("constant", ModelEntry(family="constant"), 7)
    constant.fit(examples, target)
    assert influence(constant, examples) is None
