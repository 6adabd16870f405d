import numpy as np
import pytest

from likelier import features
from likelier.errors import ParamsError
from likelier.features import backbone, tags
from likelier.features.tag_groups import GROUPS, NAMES, group_of
from likelier.params import Featurize


def seen(picture):
    return dict(zip(tags.FEATURES, tags.describe(picture, Featurize()), strict=True))


def photo(name):
    from skimage import data

    pixels = getattr(data, name)()
    return np.repeat(pixels[:, :, None], 3, axis=2) if pixels.ndim == 2 else pixels


@pytest.mark.parametrize(
    ("name", "group", "least"),
    [("coffee", "drink", 0.9), ("chelsea", "cat", 0.8), ("camera", "electronics", 0.9), ("rocket", "weapon", 0.3)],
)
def test_photographs_are_in_their_group(name, group, least):
    found = seen(photo(name))
    assert found["tags_group"] == group
    assert found[f"tags_{group}"] == max(found[f"tags_{other}"] for other in NAMES) > least
    assert sum(found[f"tags_{other}"] for other in NAMES) == pytest.approx(1, abs=1e-5)
    assert 0 < found["tags_certainty"] <= found[f"tags_{group}"] + 1e-9


def test_no_class_is_in_two_groups():
    named = []
    for ranges in GROUPS.values():
        for one in ranges.split():
            first, _, last = one.partition("-")
            named += range(int(first), int(last or first) + 1)
    assert len(named) == len(set(named))
    assert 0 <= min(named) <= max(named) < 1000


@pytest.mark.parametrize(
    ("place", "group"),
    [
        (0, "fish"), (7, "bird"), (151, "dog"), (285, "cat"), (340, "mammal"), (323, "insect"), (555, "vehicle"),
        (914, "boat"), (404, "aircraft"), (497, "building"), (578, "clothes"), (837, "accessory"), (963, "food"),
        (967, "drink"), (978, "nature"), (985, "plant"), (579, "music"), (430, "sport"),
        (916, "print"), (999, "object"),
    ],
)  # fmt: skip
def test_known_places(place, group):
    assert NAMES[group_of()[place]] == group


def test_no_picture_is_unknown():
    found = list(tags.describe(None, Featurize()))
    assert found.pop(-2) is None
    assert np.isnan(found).all()


def test_one_run_of_the_network_serves_both_kinds(monkeypatch, make_posts, encode):
    runs = []
    prepared = backbone.Backbone._prepared
    monkeypatch.setattr(backbone.Backbone, "_prepared", lambda self, one: runs.append(1) or prepared(self, one))
    posts = make_posts([{"picture": encode(photo("coffee"))}, {"picture": None}, {"picture": encode(photo("chelsea"))}])
    only = dict.fromkeys(features.KINDS, False)
    found = features.compute(posts, posts.iloc[:0], Featurize(**{**only, "embedding": True, "tags": True}))
    assert len(runs) == 2
    assert list(found["tags_group"].astype(object).where(found["tags_group"].notna(), None)) == ["drink", None, "cat"]


def test_a_network_without_classes_is_told(monkeypatch, patch):
    class Network:
        def see(self, picture):
            return [np.zeros(100)]

    monkeypatch.setattr(tags, "load", lambda name: Network())
    with pytest.raises(ParamsError, match="no probabilities"):
        tags.describe(patch((9, 9, 9)), Featurize())
