import numpy as np
import pandas as pd
import pytest

from likelier import selection
from likelier.errors import ParamsError
from likelier.params import Select

POSTS = pd.DataFrame(
    {
        "post_id": [f"p{number:02}" for number in range(12)],
        "account_id": list("aaaaaabbbbcc"),
        "kind": ["image", "image", "video", "image", "image", "carousel"] * 2,
        "followers": [10.0] * 6 + [5000.0] * 4 + [np.nan] * 2,
        "caption_language": pd.Categorical(["en", "en", "en", "de", "none", "en"] * 2),
        "likes": np.arange(12.0),
    }
)
USABLE = np.ones(12, dtype=bool)


def left(**settings):
    rows, reasons = selection.select(POSTS, USABLE, Select(**settings))
    assert rows.sum() + sum(reasons.values()) == len(POSTS)
    return "".join(POSTS["account_id"][rows]), {reason: count for reason, count in reasons.items() if count}


def test_nothing_is_left_out_by_default():
    assert left() == ("aaaaaabbbbcc", {})
    assert selection.words(Select()) == ""


def test_each_filter_leaves_out_what_it_names_and_counts_it():
    assert left(languages=("en",)) == ("aaaabbbc", {"other_language": 4})
    assert left(languages=("none", "de")) == ("aabc", {"other_language": 8})
    assert left(max_followers=10) == ("aaaaaacc", {"too_many_followers": 4})  # c's followers are not known
    assert left(kinds=("image",)) == ("aaaabbbc", {"other_kind": 4})
    assert left(min_posts=5) == ("aaaaaa", {"too_few_posts": 6})


def test_a_post_is_counted_once_and_accounts_by_what_is_left_of_them():
    posts, reasons = left(languages=("en",), kinds=("image", "carousel"), min_posts=2)
    assert posts == "aaabb"
    assert reasons == {"other_language": 4, "other_kind": 2, "too_few_posts": 1}


def test_balance_gives_at_most_or_just_so_many_an_account():
    assert left(balance="cap", cap=3) == ("aaabbbcc", {"balanced_away": 4})
    assert left(balance="equal", cap=3) == ("aaabbb", {"balanced_away": 6})


def test_which_posts_are_drawn_hangs_on_the_seed_and_not_on_the_order_or_the_likes():
    def drawn(posts, seed):
        rows, _ = selection.select(posts, USABLE, Select(balance="cap", cap=2, seed=seed))
        return set(posts["post_id"][rows])

    turned = POSTS[::-1].reset_index(drop=True)
    assert drawn(turned, 1) == drawn(POSTS, 1)
    assert drawn(POSTS.assign(likes=POSTS["likes"][::-1].to_numpy()), 1) == drawn(POSTS, 1)
    assert len({frozenset(drawn(POSTS, seed)) for seed in range(10)}) > 1


def test_posts_that_are_not_usable_are_neither_kept_nor_counted():
    usable = POSTS["account_id"].eq("a").to_numpy()
    rows, reasons = selection.select(
        POSTS, usable, Select(balance="equal", cap=6, kinds=("image", "carousel", "video"))
    )
    assert rows.tolist() == usable.tolist()
    assert sum(reasons.values()) == 0


def test_languages_need_captions():
    with pytest.raises(ParamsError, match=r"select\.languages.*featurize\.caption"):
        selection.select(POSTS.drop(columns="caption_language"), USABLE, Select(languages=("en",)))


def test_it_is_told_in_words():
    settings = Select(languages=("en", "de"), kinds=("image",), max_followers=10_000, min_posts=5, balance="cap", cap=3)
    assert selection.words(settings) == (
        "of kind image, with captions in en or de, of accounts of at most 10,000 followers, of accounts with 5 such "
        "posts or more, at most 3 an account"
    )
