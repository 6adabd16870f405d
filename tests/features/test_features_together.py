"""What holds for every kind: the catalogue, ranges, no leak, no dependence on order or on the rest of the table."""

import numpy as np
import pandas as pd
import pytest

from likelier import features
from likelier.errors import ParamsError
from likelier.features.picture_hash import difference_hash
from likelier.params import Featurize

ALL = Featurize(alt_text=True, words=True, meaning=True, embedding=True, tags=True, outcome=True)
SEEING_ONE_POST = tuple(kind for kind in features.KINDS if kind not in features.HISTORY_KINDS)


@pytest.fixture(scope="module")
def computed(world):
    return features.compute(*world, ALL)


def test_columns_are_exactly_those_of_the_catalogue(computed):
    assert list(computed.columns) == features.column_names(features.KINDS)
    assert len(set(computed.columns)) == len(computed.columns)


@pytest.mark.parametrize("kind", features.KINDS)
def test_a_kind_alone_computes_its_catalogue(world, settings, kind, computed):
    alone = features.compute(*world, settings(kind))
    assert list(alone.columns) == list(features.catalogue(kind))
    pd.testing.assert_frame_equal(alone, computed[list(alone.columns)])


@pytest.mark.parametrize("kind", features.KINDS)
def test_names_begin_with_the_kind(kind):
    assert all(name.startswith(f"{kind}_") for name in features.catalogue(kind))


def test_types_and_ranges_are_as_stated(computed):
    for kind in features.KINDS:
        for name, feature in features.catalogue(kind).items():
            column = computed[name]
            if feature.unit == "category":
                assert isinstance(column.dtype, pd.CategoricalDtype), name
                continue
            if feature.unit == "text":
                assert kind in features.TEXT_KINDS
                assert column.dtype == "str", name
                continue
            assert column.dtype == np.float32, name
            known = column.dropna()
            assert len(known), name
            assert np.isfinite(known).all(), name
            assert known.min() >= (-np.inf if feature.low is None else feature.low), name
            assert known.max() <= (np.inf if feature.high is None else feature.high), name


def test_an_unknown_kind_is_named():
    with pytest.raises(ParamsError, match="'colour' is unknown"):
        features.catalogue("colour")


@pytest.mark.parametrize("row", [0, 17, 41])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("likes", 1e9),
        ("likes", np.nan),
        ("comments", 1e9),
        ("views", 1e9),
        ("snapshot_at", pd.Timestamp("2030-01-01", tz="UTC")),
        ("alt_text", "Image may contain: 9 people"),
        ("source", "elsewhere"),
    ],
)
def test_what_comes_after_the_post_changes_no_default_feature_of_it(world, column, value, row):
    posts, accounts = world
    before = features.compute(posts, accounts, Featurize())
    # The post itself, and every later one of its account.
    later = (posts["account_id"] == posts["account_id"][row]) & (posts["taken_at"] >= posts["taken_at"][row])
    changed = posts.assign(**{column: posts[column].mask(later, value)})
    after = features.compute(changed, accounts, Featurize())
    pd.testing.assert_frame_equal(after.iloc[[row]], before.iloc[[row]])


def test_later_posts_may_be_absent(world):
    posts, accounts = world
    whole = features.compute(posts, accounts, Featurize())
    past = posts["taken_at"] <= posts["taken_at"].median()
    pd.testing.assert_frame_equal(
        features.compute(posts[past], accounts, Featurize()), whole[past], check_categorical=False
    )


def test_order_changes_nothing(world, computed):
    posts, accounts = world
    shuffled = posts.sample(frac=1, random_state=1)
    again = features.compute(shuffled, accounts.iloc[::-1], ALL)
    pd.testing.assert_frame_equal(again.loc[computed.index], computed, atol=1e-6)


def test_a_post_alone_is_seen_as_in_the_table(world, computed):
    posts, accounts = world
    columns = features.column_names(SEEING_ONE_POST)
    for row in (0, 3, 9):
        alone = features.compute(posts.iloc[[row]], accounts, ALL)
        expected = computed.iloc[[row]][columns]
        pd.testing.assert_frame_equal(alone[columns], expected, check_categorical=False, atol=1e-6)


def test_nothing_in_nothing_out(world):
    posts, accounts = world
    found = features.compute(posts.iloc[:0], accounts.iloc[:0], ALL)
    assert list(found.columns) == features.column_names(features.KINDS)
    assert found.empty


def test_pictures_are_decoded_once_and_broken_ones_counted(world, monkeypatch):
    from likelier.features import looks

    decoded = []
    monkeypatch.setattr(
        looks, "decode", lambda data, side, decode=looks.decode: decoded.append(data) or decode(data, side)
    )
    pictures = world[0]["picture"]
    seen = looks.look(pictures, features.PICTURE_KINDS, Featurize())
    assert len(decoded) == pictures.nunique() < seen.pictures == pictures.notna().sum()  # a repeated one once
    assert seen.unreadable == (pictures == b"broken").sum() > 0
    unreadable = seen.features[(pictures == b"broken").to_numpy()]
    assert (unreadable["picture_has"] == 0).all()
    assert unreadable.drop(columns="picture_has").isna().all(axis=None)


def test_fingerprints_stand_beside_the_features(world):
    from likelier.features.looks import look
    from likelier.pictures import decode

    pictures = world[0]["picture"]
    hashes = look(pictures, [], Featurize()).hashes
    assert hashes[0] == difference_hash(decode(pictures[0], 480))
    assert hashes[1] is None and hashes[2] is None  # none, and a broken one
    assert hashes[3] is None  # flat
