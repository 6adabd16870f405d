from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from likelier.metrics import facets, measure, pairs, slices
from likelier.metrics.facets import Facet
from likelier.metrics.rows import Predicted, Rows
from likelier.params import Evaluate

SETTINGS = Evaluate(resamples=200, set_sizes=(2,), sets_per_account=5, slice_accounts=10, reference="weak")


def sliced(rows, models, told_apart, settings=SETTINGS):
    found = measure.measure(rows, models, {"constant"}, None, settings)
    return slices.measure(rows, models, told_apart, found, settings, wanted=0.8)


def bounded(score):
    return Predicted(score, score - 1, score + 1, score - 2, score + 2, np.full(len(score), 2.0))


@pytest.fixture
def case(rows):
    """Two hundred accounts; a model that knows nothing of posts in slice `b`."""
    random = np.random.default_rng(1)
    made = rows(random, accounts=200, least=8, most=12, likes=10**6)
    code = random.integers(-1, 2, len(made))
    truth = np.log1p(made.likes)
    good = np.where(code == 1, 0, truth) + random.normal(0, 0.1, len(made))
    weak = truth + random.normal(0, 3, len(made))
    return made, {"constant": bounded(truth * 0), "good": bounded(good), "weak": bounded(weak)}, code


def test_pairs_and_coverage_agree_with_counting_by_hand_on_200_small_cases(rows):
    random = np.random.default_rng(2)
    for _ in range(200):
        small = rows(random, accounts=4, most=6)
        facet = Facet("f", ("a", "b", "c"), random.integers(-1, 3, len(small)))
        said = bounded(random.integers(0, 4, len(small)).astype(float))
        found = slices.statistics(small, {"m": said}, facet, random)
        for place, name in enumerate(facet.slices):
            points = count = 0.0
            here = np.flatnonzero(facet.code == place)
            for one, other in combinations(here, 2):
                if small.account[one] == small.account[other] and small.likes[one] != small.likes[other]:
                    low, high = sorted((one, other), key=lambda post: small.likes[post])
                    count += 1
                    points += 0.5 * (np.sign(said.score[high] - said.score[low]) + 1)
            assert tuple(found["m", f"f/{name}/pair_accuracy"].sums.sum(axis=0)) == (points, count)
            inside = ((said.low <= small.target) & (small.target <= said.high))[here].sum()
            assert tuple(found["m", f"f/{name}/coverage"].sums.sum(axis=0)) == (inside, len(here))


def test_sums_stay_with_their_accounts(rows):
    small = rows(np.random.default_rng(3), accounts=5, least=4)
    everything = Facet("f", ("all",), np.zeros(len(small), dtype=np.int64))
    said = {"m": bounded(np.random.default_rng(4).normal(size=len(small)))}
    found = slices.statistics(small, said, everything, np.random.default_rng(0))["m", "f/all/pair_accuracy"]
    whole = pairs.statistics(small, said, np.random.default_rng(0))["m", "pair_accuracy"]
    assert np.array_equal(found.sums, whole.sums)


def test_a_weak_slice_is_found_and_lifts_are_paired(case):
    rows, models, code = case
    found = sliced(rows, models, [Facet("f", ("a", "b"), code)])
    assert found["models"] == ["good", "constant", "weak"] and found["looked_at"] == 2
    a, b = (found["by"]["f"][name]["models"]["good"] for name in "ab")
    assert b["pair_accuracy"]["value"] == pytest.approx(0.5, abs=0.05) and a["pair_accuracy"]["value"] > 0.95
    assert b["pair_accuracy_over_whole"]["high"] < 0 < a["pair_accuracy_over_whole"]["low"]
    assert b["coverage_over_wanted"]["value"] == pytest.approx(b["coverage"]["value"] - 0.8, abs=2e-6)
    for name in "ab":
        one = found["by"]["f"][name]["models"]
        assert set(one["constant"]["pair_accuracy"].values()) == {0.5}
        lift = one["good"]["pair_accuracy_over_baseline"]["value"]
        assert lift == pytest.approx(one["good"]["pair_accuracy"]["value"] - 0.5, abs=2e-6)
    assert found["by"]["f"]["a"]["posts"] == (code == 0).sum()


def test_small_slices_are_counted_and_not_shown(case):
    rows, models, _ = case
    facet = Facet("f", ("most", "few", "nobody"), np.where(rows.account < 9, 1, 0))
    found = sliced(rows, models, [facet])
    assert list(found["by"]["f"]) == ["most"]
    assert (found["looked_at"], found["too_small"], found["least_accounts"]) == (1, 1, 10)
    nothing = sliced(rows, models, [facet], SETTINGS.model_copy(update={"slice_accounts": 300}))
    assert nothing["by"] == {} and nothing["looked_at"] == 0


def test_an_even_model_is_called_worse_somewhere_in_few_worlds():
    """With an interval of 95 % for each slice alone, a fifth of the worlds would have one that looks worse."""
    random = np.random.default_rng(5)
    found_by = {"m": "m", "best_model": "m", "best_baseline": "constant", "reference": None}
    settings = SETTINGS.model_copy(update={"slice_accounts": 2})
    alone = together = 0
    for _ in range(100):
        account = np.repeat(np.arange(80), 8)
        truth = random.normal(size=640)
        rows = Rows(account, account * 0, truth, np.exp(truth), truth > 9)
        models = {"m": Predicted(truth + random.normal(size=640)), "constant": Predicted(truth * 0)}
        found = slices.measure(rows, models, [Facet("f", tuple("abcdefgh"), account % 8)], found_by, settings, 0.8)
        each = [one["models"]["m"]["pair_accuracy_over_whole"] for one in found["by"]["f"].values()]
        together += any(one["high"] < 0 for one in each)
        # Student's quantiles with 9 degrees of freedom, for eight slices at once and for one: 3.69 and 2.26.
        alone += any(one["value"] + (one["high"] - one["value"]) * 2.26 / 3.69 < 0 for one in each)
    assert together <= 8 < alone, (together, alone)


def test_facets_are_made_of_the_columns_that_there_are():
    posts = pd.DataFrame(
        {
            "followers": [1.0, 2.0, 3.0, 4.0, np.nan],
            "kind": ["image", "video", "carousel", "image", "image"],
            "days": [0.0, 29.9, 30.0, 800.0, 180.0],
        }
    )
    found = {facet.name: facet for facet in facets.of(posts)}
    assert list(found) == ["followers", "kind", "age"]
    assert list(found["followers"].code) == [0, 1, 2, 3, -1]
    assert list(found["kind"].code) == [0, 2, 1, 0, 0]
    assert found["age"].slices == ("0 to 29", "30 to 179", "180 to 364", "365 to 729", "730 or more")
    assert list(found["age"].code) == [0, 0, 1, 4, 2]
    posts = posts.assign(
        caption_language=pd.Categorical(["en", "de", None, "en", "none"]),
        time_part=pd.Categorical(["00-04", "20-24", "00-04", "04-08", None]),
        account_known=np.log1p([0, 3, 4, 29, 30]).astype(np.float32),
        faces_count=[0.0, 1.0, 7.0, np.nan, 3.0],
    )
    found = {facet.name: facet for facet in facets.of(posts)}
    assert found["language"].slices == ("de", "en", "none") and list(found["language"].code) == [1, 0, -1, 1, 2]
    assert list(found["hour"].code) == [0, 2, 0, 1, -1]
    assert found["history"].slices == ("0", "1 to 3", "4 to 9", "10 to 29", "30 or more")
    assert list(found["history"].code) == [0, 1, 2, 3, 4]
    assert found["faces"].slices == ("0", "1", "2", "3 or more") and list(found["faces"].code) == [0, 1, 3, -1, 3]
