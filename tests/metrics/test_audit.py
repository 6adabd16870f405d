import numpy as np
import pandas as pd
import pytest

from likelier.errors import ContractError
from likelier.metrics import audit


@pytest.fixture
def predicted():
    """Twelve posts of four accounts in two splits."""
    one = pd.DataFrame(
        {
            "post_id": [f"p{number}" for number in range(12)],
            "account_id": [f"a{number // 3}" for number in range(12)],
            "fold": [number // 6 for number in range(12)],
            "target": np.arange(12.0),
            "score": 1.0,
            "low": 0.0,
            "high": 2.0,
            "low_90": -1.0,
            "high_90": 3.0,
            "pair_slope": 2.0,
        }
    )
    return pd.concat([one.assign(split="account"), one.assign(split="random", fold=0)], ignore_index=True)


@pytest.fixture
def shown(predicted):
    return pd.DataFrame({"post_id": predicted["post_id"].unique(), "likes": 5.0})


def refused(tables, shown):
    with pytest.raises(ContractError) as caught:
        audit.check(tables, shown)
    message = str(caught.value)
    assert "\n" not in message and "p1" not in message and "a1" not in message.replace("several", "")
    return message


def test_sound_tables_pass_whatever_their_order(predicted, shown):
    audit.check({"one": predicted, "other": predicted.sample(frac=1, random_state=1)}, shown)


@pytest.mark.parametrize("column", ["target", "score", "low", "high", "low_90", "pair_slope"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_number_that_is_none_is_refused(predicted, shown, column, value):
    broken = predicted.copy()
    broken.loc[[3, 4], column] = value
    assert f"model 'bad': {column} is not a number in 2 predictions" in refused({"ok": predicted, "bad": broken}, shown)


def test_an_interval_upside_down_is_refused(predicted, shown):
    assert "low is above high in 24" in refused({"bad": predicted.assign(low=3.0)}, shown)
    assert "low is above high in 24" in refused({"bad": predicted.assign(high_90=-2.0)}, shown)


def test_a_repeated_post_is_refused(predicted, shown):
    assert "1 predictions repeat a post" in refused({"bad": pd.concat([predicted, predicted[2:3]])}, shown)


def test_a_post_under_two_accounts_is_refused(predicted, shown):
    assert "1 predictions repeat a post" in refused(
        {"bad": pd.concat([predicted, predicted[2:3].assign(account_id="z")])}, shown
    )


def test_an_account_in_two_folds_of_the_account_split_is_refused(predicted, shown):
    torn = predicted.copy()
    torn.loc[1, "fold"] = 1
    assert "1 accounts are in several folds" in refused({"bad": torn}, shown)


def test_folds_may_tear_accounts_in_other_splits(predicted, shown):
    torn = predicted.copy()
    torn.loc[13, "fold"] = 1
    audit.check({"fine": torn}, shown)


def test_models_scored_on_other_posts_are_refused(predicted, shown):
    assert "models 'one' (12 posts) and 'two' (11 posts)" in refused({"one": predicted, "two": predicted[:-1]}, shown)
    without = predicted[predicted["split"] == "account"]
    assert "(0 posts) were not scored on the same posts of the random split" in refused(
        {"one": predicted, "two": without}, shown
    )


def test_models_with_other_labels_are_refused(predicted, shown):
    other = predicted.assign(target=predicted["target"] * 1.01)
    assert "other labels or folds in the account split" in refused({"one": predicted, "two": other}, shown)


def test_posts_without_likes_in_the_shards_are_refused(predicted, shown):
    assert "2 predictions are of posts without likes" in refused({"one": predicted}, shown[1:])
    hidden = shown.assign(likes=shown["likes"].where(shown["post_id"] != "p0"))
    assert "2 predictions are of posts without likes" in refused({"one": predicted}, hidden)
