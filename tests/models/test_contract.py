"""Every entry of params.yaml, and every file in models/, keeps the interface."""

from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from likelier import models
from likelier import params as parameters
from likelier.errors import ParamsError
from likelier.params import ModelEntry
from likelier.pixels import POST_SHAPE, SMALL_SHAPE, Pixels, Shrunk, Store

PROJECT = Path(__file__).parents[2]
ENTRIES = parameters.load(PROJECT / "params.yaml").models
FAMILIES = sorted(file.stem for file in (PROJECT / "src/likelier/models").glob("[a-z]*.py"))
ENTRIES |= {
    family: ModelEntry(family=family) for family in FAMILIES if family not in {one.family for one in ENTRIES.values()}
}
ENTRIES |= {
    "xgboost_pairwise": ModelEntry(family="xgboost", settings={"objective": "pairwise", "rounds": 20}),
    "xgboost_ndcg": ModelEntry(family="xgboost", settings={"objective": "ndcg", "rounds": 20}),
    "mlp_pairwise": ModelEntry(family="mlp", settings={"loss": "pairwise"}),
}
TINY = {
    "epochs": 1,
    "halvings": 3,
    "filters": (4, 4),
    "dense": (25, 4),
    "trees": {"rounds": 5},
}  # where a family has it


def tiny(entry):
    """The entry with a net of few nodes, that learns once."""
    knobs = import_module(f"likelier.models.{entry.family}").Estimator.Settings.model_fields
    small = {name: value for name, value in TINY.items() if name in knobs and "epochs" in knobs}
    return entry.model_copy(update={"settings": entry.settings | small})


ENTRIES = {name: tiny(entry) for name, entry in ENTRIES.items()}


def pictures(rng, size):
    post, small = (rng.integers(0, 256, (size, *shape), dtype=np.uint8) for shape in (POST_SHAPE, SMALL_SHAPE))
    profiles = rng.integers(0, 256, (12, *POST_SHAPE), dtype=np.uint8)
    owner = rng.integers(0, 12, size)
    return Pixels((Store(Shrunk(post, small), profiles),), np.zeros(size, np.intp), np.arange(size), owner)


@pytest.fixture(scope="module")
def world():
    rng = np.random.default_rng(5)
    size = 400
    number = rng.normal(size=size).astype("float32")
    number[::17] = np.nan
    examples = models.Examples(
        pd.DataFrame(
            {
                "number": number,
                "never_known": np.full(size, np.nan, dtype="float32"),
                "always_same": np.ones(size, dtype="float32"),
                "level": pd.Categorical(rng.choice(["a", "b", "c"], size)),
            }
        ),
        rng.choice([f"account-{i}" for i in range(12)], size),
        np.datetime64("2024-01-01", "us") + rng.integers(0, 10**13, size).astype("timedelta64[us]"),
        pictures(rng, size),
    )
    target = np.nan_to_num(number).astype(float) + (examples.features["level"] == "b") + rng.normal(0, 0.3, size)
    return examples, np.asarray(target, dtype=float)


def _files(folder):
    return sorted(file for file in folder.rglob("*") if file.is_file())


@pytest.fixture(scope="module")
def fitted(world):
    """Models by name, each fitted once on the first 300 examples."""

    @cache
    def fit(name):
        examples, target = world
        model = models.create(name, ENTRIES[name], seed=7)
        model.fit(examples.take(np.arange(300)), target[:300])
        return model

    return fit


def test_every_file_is_a_family_and_is_tested():
    assert {entry.family for entry in ENTRIES.values()} == set(FAMILIES)


@pytest.mark.parametrize("name", ENTRIES)
def test_a_saved_model_scores_as_before_without_a_pickle(name, world, fitted, tmp_path):
    model = fitted(name)
    held = world[0].take(np.arange(300, 400))
    scores = model.predict(held)
    assert scores.shape == (100,)
    assert np.isfinite(scores).all()
    model.save(tmp_path)
    assert {file.suffix for file in _files(tmp_path)} <= {".json", ".ubj", ".keras", ".npy", ".csv"}
    again = models.create(name, ENTRIES[name], seed=7)
    again.restore(tmp_path)
    np.testing.assert_allclose(again.predict(held), scores, atol=1e-9)


@pytest.mark.parametrize("name", ENTRIES)
def test_the_same_seed_gives_the_same_bytes(name, world, fitted, tmp_path):
    examples, target = world
    again = models.create(name, ENTRIES[name], seed=7)
    again.fit(examples.take(np.arange(300)), target[:300])
    np.testing.assert_array_equal(again.predict(examples), fitted(name).predict(examples))
    files = []
    for run, model in (("a", fitted(name)), ("b", again)):
        (tmp_path / run).mkdir()
        model.save(tmp_path / run)
        files.append({str(file.relative_to(tmp_path / run)): file.read_bytes() for file in _files(tmp_path / run)})
    assert files[0] == files[1]


@pytest.mark.parametrize("name", ENTRIES)
def test_a_score_depends_on_its_own_row_alone(name, world, fitted):
    examples, model = world[0], fitted(name)
    together = model.predict(examples)
    backwards = model.predict(examples.take(np.arange(len(examples))[::-1]))
    np.testing.assert_allclose(backwards[::-1], together, atol=1e-6)
    np.testing.assert_allclose(model.predict(examples.take(np.array([3]))), together[[3]], atol=1e-6)


@pytest.mark.parametrize("name", ENTRIES)
def test_no_account_is_named_in_what_is_saved(name, fitted, tmp_path):
    fitted(name).save(tmp_path)
    assert not any(b"account-" in file.read_bytes() for file in _files(tmp_path))


@pytest.mark.parametrize("name", ENTRIES)
def test_a_target_without_variance_is_scored_as_it_is(name, world):
    some = world[0].take(np.arange(60))
    model = models.create(name, ENTRIES[name], seed=7)
    model.fit(some, np.full(60, 0.25))
    np.testing.assert_allclose(model.predict(some), 0.25, atol=1e-6)


@pytest.mark.parametrize("name", ["linear", "xgboost"])
def test_a_model_learns_what_can_be_learned(name, world):
    examples, target = world
    model = models.create(name, ENTRIES[name], seed=7)
    model.fit(examples.take(np.arange(300)), target[:300])
    scores = model.predict(examples.take(np.arange(300, 400)))
    assert np.corrcoef(scores, target[300:])[0, 1] > 0.8


def test_a_level_never_seen_is_scored(world):
    examples, target = world
    for name in ("linear", "xgboost"):
        model = models.create(name, ENTRIES[name], seed=7)
        model.fit(examples, target)
        strange = examples.take(np.arange(5))
        strange.features["level"] = pd.Categorical(["z"] * 5)
        assert np.isfinite(model.predict(strange)).all()


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        (ModelEntry(family="nothing"), "models.mine.family"),
        (ModelEntry(family="../x"), "models.mine.family"),
        (ModelEntry(family="xgboost", settings={"etaa": 1}), "models.mine.settings.etaa: unknown key"),
        (ModelEntry(family="xgboost", settings={"rounds": 0}), "models.mine.settings.rounds"),
        (ModelEntry(family="constant", settings={"a": 0}), "models.mine.settings.a"),
    ],
)
def test_a_wrong_entry_is_named(entry, named):
    with pytest.raises(ParamsError) as raised:
        models.create("mine", entry, seed=1)
    assert named in str(raised.value)


@pytest.mark.parametrize("name", ENTRIES)
def test_contributions_add_up_to_the_score(fitted, world, name):
    """What a family tells of itself is all of its score, but for one number."""
    examples, _ = world
    model = fitted(name)
    told = model.contributions(examples)
    if told is None:
        assert ENTRIES[name].family not in {"linear", "ridge", "fixed_effects", "xgboost", "blend"}
        return
    assert list(told.columns) == list(examples.features.columns) and len(told) == len(examples)
    score, moves = model.explain(examples)
    np.testing.assert_array_equal(score, model.predict(examples))
    pd.testing.assert_frame_equal(moves, told)
    rest = model.predict(examples) - told.sum(axis=1).to_numpy()
    assert np.ptp(rest) < 1e-4
    if told.to_numpy().any():  # a rank that orders no better than chance moves no score
        assert told["number"].std() > 5 * told["always_same"].std() and told["level"].std() > told["never_known"].std()
