"""How sure a score is, held against made posts whose errors are known: how large, and where."""

import numpy as np
import pandas as pd
import pytest

from likelier import splits
from likelier.calibrating import calibrate
from likelier.calibration import Calibration, ends
from likelier.crossfit import Held
from likelier.models import Examples
from likelier.params import Train

POSTS, FOLDS = 4000, 5
SETTINGS = Train(folds=FOLDS, coverage=0.8)


class World:
    """Scores with skewed errors: large where the score is low, and in accounts whose likes vary."""

    def __init__(self, posts=POSTS, folds=FOLDS, seed=3):
        random = np.random.default_rng(seed)
        account = np.arange(posts) // 10
        spread = random.uniform(0.2, 1.2, posts // 10)[account]
        self.score = random.normal(0, 0.5, posts)
        self.size = spread * np.where(self.score < -0.4, 2.0, 1.0)
        self.target = self.score + self.size * (random.gamma(2, 1, posts) - 2)
        self.followers = random.integers(100, 10**6, posts // 10)[account].astype(float)
        features = pd.DataFrame(
            {
                "account_likes_spread": np.where(random.random(posts) < 0.2, np.nan, spread),
                "account_followers": np.log1p(self.followers),
                "shape_kind": pd.Categorical(random.choice(["image", "video"], posts)),
                "picture_contrast": random.normal(size=posts),
            }
        )
        self.examples = Examples(features, np.array([f"account-{one}" for one in account]), np.zeros(posts))
        self.fold = account % folds

    def held(self, target=None):
        target = self.target if target is None else target
        rows = [np.flatnonzero(self.fold == fold) for fold in range(self.fold.max() + 1)]
        folds = [splits.Fold("account", number, np.zeros(0, int), test, 0) for number, test in enumerate(rows)]
        return [Held(fold, fold.test, target[fold.test], self.score[fold.test]) for fold in folds]

    def columns(self, calibrated):
        return calibrated.columns(np.arange(len(self.score)), self.score, self.examples)

    def inside(self, columns, suffix=""):
        return (columns[f"low{suffix}"] <= self.target) & (self.target <= columns[f"high{suffix}"])


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def calibrated(world):
    return calibrate(world.held(), world.examples, SETTINGS)


@pytest.mark.parametrize(("suffix", "coverage"), [("", 0.8), ("_90", 0.9)])
def test_intervals_hold_what_they_promise_overall_and_in_every_group(world, calibrated, suffix, coverage):
    inside = world.inside(world.columns(calibrated), suffix)
    assert inside.mean() == pytest.approx(coverage, abs=0.02)
    for groups, by, within in ((4, world.followers, 0.05), (10, world.score, 0.08)):
        for group in np.array_split(np.argsort(by, kind="stable"), groups):
            assert inside[group].mean() == pytest.approx(coverage, abs=within)


def test_intervals_are_narrower_than_one_width_for_all(world, calibrated):
    columns = world.columns(calibrated)
    for suffix, coverage, share in (("", 0.8, 0.99), ("_90", 0.9, 0.95)):
        below, above = ends(world.target - world.score, coverage)
        assert (columns[f"high{suffix}"] - columns[f"low{suffix}"]).mean() < share * (above - below)


def test_intervals_are_where_the_errors_are(world, calibrated):
    width = np.subtract(*(world.columns(calibrated)[name] for name in ("high", "low")))
    assert np.corrcoef(np.log(width), np.log(world.size))[0, 1] > 0.85


def test_a_fold_has_no_say_in_how_sure_its_own_posts_are(world, calibrated):
    mine = world.fold == 2
    changed = world.columns(
        calibrate(world.held(np.where(mine, world.target + 100, world.target)), world.examples, SETTINGS)
    )
    for name, before in world.columns(calibrated).items():
        np.testing.assert_array_equal(changed[name][mine], before[mine])
        if name != "pair_slope":  # the pairs of that fold are as they were
            assert (changed[name][~mine] != before[~mine]).all(), name


def test_a_post_that_no_fold_held_has_the_final_calibration(world):
    held = world.held()
    held[0] = Held(held[0].fold, held[0].test[5:], held[0].target[5:], held[0].score[5:])
    found = calibrate(held, world.examples, SETTINGS)
    assert list(found.fold[:6]) == [-1] * 5 + [0]
    direct = found.final.intervals(world.score[:5], world.examples.features[:5])
    np.testing.assert_array_equal(world.columns(found)["low"][:5], direct["low"])


def test_an_unknown_account_has_an_interval_for_accounts_of_all_sorts(world, calibrated):
    features = world.examples.features.assign(account_likes_spread=np.nan, account_followers=np.nan)
    columns = calibrated.columns(
        np.arange(POSTS), world.score, Examples(features, world.examples.account, np.zeros(POSTS))
    )
    assert world.inside(columns).mean() == pytest.approx(0.8, abs=0.06)


def test_features_that_the_model_does_not_read_are_not_needed(world):
    bare = Examples(world.examples.features[["picture_contrast"]], world.examples.account, np.zeros(POSTS))
    columns = calibrate(world.held(), bare, SETTINGS).columns(np.arange(POSTS), world.score, bare)
    assert world.inside(columns).mean() == pytest.approx(0.8, abs=0.02)
    lowest = np.argsort(world.score)[: POSTS // 10]
    assert world.inside(columns)[lowest].mean() == pytest.approx(0.8, abs=0.06)


@pytest.mark.parametrize(("posts", "folds"), [(200, 5), (200, 2), (20, 2)])
def test_few_posts_have_one_width_for_all(posts, folds):
    world = World(posts, folds)
    found = calibrate(world.held(), world.examples, SETTINGS)
    assert found.final.scale.trees is None
    columns = world.columns(found)
    width = columns["high"] - columns["low"]
    for fold in range(folds):
        assert np.ptp(width[world.fold == fold]) < 1e-12
    assert world.inside(columns, "_90").mean() > 0.75


def test_errors_of_zero_have_an_interval_of_no_width(world):
    columns = world.columns(calibrate(world.held(world.score), world.examples, SETTINGS))
    np.testing.assert_allclose(columns["low"], world.score)
    np.testing.assert_allclose(columns["high_90"], world.score)


def test_a_saved_calibration_gives_the_same_numbers_from_plain_files(world, calibrated, tmp_path):
    calibrated.final.save(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {"calibration.json", "scale.ubj", "scale_encoder.json"}
    assert not any(b"account-" in file.read_bytes() for file in tmp_path.iterdir())
    again = Calibration.load(tmp_path)
    assert (again.coverage, again.pair_slope, again.ends) == (0.8, calibrated.final.pair_slope, calibrated.final.ends)
    before = calibrated.final.intervals(world.score, world.examples.features)
    for name, values in again.intervals(world.score, world.examples.features).items():
        np.testing.assert_array_equal(values, before[name])


def test_the_same_seed_gives_the_same_bytes(world, calibrated, tmp_path):
    for name, one in (("a", calibrated), ("b", calibrate(world.held(), world.examples, SETTINGS))):
        (tmp_path / name).mkdir()
        one.final.save(tmp_path / name)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_ends_are_conformal_quantiles_of_each_side():
    errors = np.array([-30.0, -20, -1, 0, 1, 2, 3, 4, 5])  # nine: ceil(10 * 0.9) = 9th, ceil(10 * 0.7) = 7th of a side
    assert ends(errors, 0.8) == (-30, 5)
    assert ends(errors, 0.4) == (-1, 3)
    assert ends(np.array([2.0, 3.0]), 0.8) == (0, 3)  # the score is never outside
