"""What nets share: a grouped validation split, early stopping, a training that goes on, clear words where it can't."""

import numpy as np
import pandas as pd
import pytest

from likelier import models
from likelier.errors import ContractError, DeviceError, NotEnoughData, ParamsError
from likelier.nets import losses, training
from likelier.nets.feed import packed
from likelier.nets.scaling import Scaling
from likelier.params import ModelEntry
from likelier.pixels import POST_SHAPE, SMALL_SHAPE, Pixels, Shrunk, Store

TINY = {"halvings": 3, "filters": (4,), "dense": (25, 4), "epochs": 1}


def create(family="mlp", **settings):
    return models.create(family, ModelEntry(family=family, settings=settings), 7)


@pytest.fixture(scope="module")
def world():
    """200 posts of 10 accounts; the target is one feature, and the brightness of the post's picture."""
    random = np.random.default_rng(3)
    size = 200
    number, light = random.normal(size=size), random.integers(0, 2, size)
    post = np.broadcast_to((light * 200).astype(np.uint8)[:, None, None, None], (size, *POST_SHAPE))
    small = np.broadcast_to((light * 200).astype(np.uint8)[:, None, None, None], (size, *SMALL_SHAPE))
    account = np.arange(size) % 10
    store = Store(Shrunk(post, small), np.zeros((10, *POST_SHAPE), dtype=np.uint8))
    pixels = Pixels((store,), np.zeros(size, dtype=np.intp), np.arange(size), account)
    features = pd.DataFrame({"number": number.astype("float32")})
    when = np.full(size, np.datetime64("2024-01-01", "us"))
    return models.Examples(features, account.astype(str), when, pixels), number, light.astype(float)


def test_batches_hold_whole_accounts_and_every_post_once():
    random = np.random.default_rng(3)
    account = np.repeat([0, 1, 2, 3, 4], [3, 7, 1, 20, 5])
    rows = random.permutation(len(account))
    batches = packed(rows, account, 8)
    assert sorted(np.concatenate(batches)) == sorted(rows)
    assert max(map(len, batches)) <= 8
    for one in (0, 1, 2, 4):
        assert sum(one in account[batch] for batch in batches) == 1
    assert sum(3 in account[batch] for batch in batches) == 3  # of 20 posts


@pytest.mark.parametrize(("kind", "each"), [("pairwise", lambda d: np.log1p(np.exp(-d))), ("hinge", lambda d: 1 - d)])
def test_a_loss_of_pairs_is_of_posts_of_one_account_whose_targets_differ(kind, each):
    wanted = np.float32([[1, 0], [2, 0], [2, 0], [9, 1], [0, 2]])
    score = np.float32([[0.3], [0.5], [0.1], [7], [5]])
    expected = np.mean([each(0.5 - 0.3), each(0.1 - 0.3)])
    assert float(losses.of(kind)(wanted, score)) == pytest.approx(expected, rel=1e-5)
    assert float(losses.of(kind)(wanted[3:], score[3:])) == 0


def test_validation_is_on_accounts_that_are_not_learned_from():
    account = np.repeat(np.arange(20), 5)
    learned, validated = training.divide(account, 0.2, 7)
    assert len(set(account[validated])) == 4
    assert not set(account[learned]) & set(account[validated])
    assert len(learned) + len(validated) == 100
    of_one, rest = training.divide(np.zeros(10), 0.2, 7)
    assert (len(of_one), len(rest)) == (8, 2)
    with pytest.raises(NotEnoughData, match="two posts at least"):
        training.divide(np.zeros(1), 0.2, 7)


def test_the_perceptron_learns_a_feature_and_tells_its_curve(world, tmp_path):
    examples, number, _ = world
    model = create(epochs=25, batch=8, patience=25)
    model.fit(examples, number)
    assert np.corrcoef(model.predict(examples), number)[0, 1] > 0.95
    model.save(tmp_path)
    curves = pd.read_csv(tmp_path / "curves.csv")
    assert list(curves) == ["epoch", "loss", "validation_loss"]
    assert len(curves) == 25
    assert curves["validation_loss"].min() < curves["validation_loss"][0] / 4


@pytest.mark.parametrize("family", ["cnn", "small_cnn"])
def test_nets_of_pictures_learn_from_pictures_alone(world, family):
    examples, _, light = world
    only = models.Examples(examples.features[[]], examples.account, examples.taken_at, examples.pixels)
    model = create(family, **(TINY | {"dropout": (), "epochs": 6, "batch": 8} if family == "cnn" else {"epochs": 3}))
    model.fit(only, light)
    assert np.corrcoef(model.predict(only), light)[0, 1] > 0.95


def test_training_ends_when_it_stops_paying_and_keeps_the_best(world, monkeypatch):
    examples, number, _ = world
    model = create(epochs=12, patience=2, learning_rate=0.5, optimizer="sgd")
    try:
        model.fit(examples, number)
    except NotEnoughData as error:  # with such steps the loss may leave all bounds: then it is said
        assert "learning_rate lower" in str(error)
        return
    losses = model.progress.validation_loss
    best = int(np.argmin(losses))
    assert len(losses) == min(12, best + 3)
    assert all((one == other).all() for one, other in zip(model.net.get_weights(), model.progress.best, strict=True))


@pytest.mark.parametrize(("family", "loss"), [("mlp", "squared"), ("mlp", "pairwise"), ("mixed", "squared")])
def test_a_killed_training_goes_on_where_it_was(world, tmp_path, monkeypatch, family, loss):
    examples, number, _ = world
    settings = {"epochs": 4, "patience": 9, "batch": 16, "loss": loss}
    if family == "mixed":
        settings |= TINY | {"epochs": 4}
    whole = create(family, **settings)
    whole.fit(examples, number)

    kept, epochs = training.Checkpoint.keep, []

    def killed(self, net, progress):
        kept(self, net, progress)
        epochs.append(len(progress.loss))
        if epochs[-1] == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(training.Checkpoint, "keep", killed)
        first = create(family, **settings)
        first.scratch = tmp_path
        first.fit(examples, number)
    again = create(family, **settings)
    again.scratch = tmp_path
    with monkeypatch.context() as patched:
        epochs.clear()
        patched.setattr(training.Checkpoint, "keep", lambda *given: (kept(*given), epochs.append(1)))
        again.fit(examples, number)
    assert len(epochs) == 2  # of four, two were done
    assert again.predict(examples).tobytes() == whole.predict(examples).tobytes()
    assert again.progress.validation_loss == whole.progress.validation_loss
    other = create(family, **settings | {"learning_rate": 0.002})
    other.scratch = tmp_path
    other.fit(examples, number)
    assert len(list(tmp_path.iterdir())) == 2  # another training is not taken for this one


def test_no_picture_and_no_feature_at_all_are_scored(world):
    examples, number, _ = world
    black = Store(Shrunk(np.zeros((200, *POST_SHAPE), np.uint8), np.zeros((200, *SMALL_SHAPE), np.uint8)),
                  np.zeros((10, *POST_SHAPE), np.uint8))  # fmt: skip
    dark = Pixels((black,), examples.pixels.store, examples.pixels.post, examples.pixels.profile)
    unknown = pd.DataFrame({"number": np.full(200, np.nan, dtype="float32")})
    model = create("mixed", **TINY)
    model.fit(models.Examples(unknown, examples.account, examples.taken_at, dark), number)
    assert np.isfinite(model.predict(examples)).all()
    nothing = create(epochs=1)
    nothing.fit(models.Examples(unknown[[]], examples.account, examples.taken_at), number)
    assert np.ptp(nothing.predict(examples)) == 0


def test_a_net_of_pictures_that_is_given_none_says_so(world):
    examples, number, _ = world
    with pytest.raises(ContractError, match=r"featurize\.pixels"):
        create("cnn", **TINY).fit(models.Examples(examples.features, examples.account, examples.taken_at), number)


def test_too_little_memory_is_told_in_one_line(world, monkeypatch):
    import tensorflow

    def full(*_):
        raise tensorflow.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")

    monkeypatch.setattr(training, "train", full)
    with pytest.raises(DeviceError, match=r"with 16 posts at once; set its settings\.batch lower"):
        create(batch=16).fit(world[0], world[1])


def test_a_layer_that_is_not_there_is_named():
    with pytest.raises(ParamsError, match="no dense layer has 30 nodes; there are 1250, 250, 25, 4"):
        create("boosted_cnn", nodes=30)


@pytest.mark.parametrize(("kind", "expected"), [("min_max", [0, 0.5, 1]), ("standard", [-1.2247, 0, 1.2247])])
def test_scaling_is_of_the_rows_it_was_fitted_on(kind, expected):
    scaling = Scaling.fit(np.array([[2.0, 5.0], [4.0, 5.0], [6.0, 5.0]]), kind)
    scaled = scaling.transform(np.array([[2.0, 5.0], [4.0, 5.0], [6.0, 5.0]]))
    np.testing.assert_allclose(scaled[:, 0], expected, atol=1e-4)
    assert (scaled[:, 1] == 0).all()
    assert (np.abs(scaling.transform(np.array([[1e9, -1e9]]))) <= 8).all()
    again = Scaling.from_json(scaling.to_json())
    np.testing.assert_allclose(again.inverse(scaled), [[2, 5], [4, 5], [6, 5]], atol=1e-5)
