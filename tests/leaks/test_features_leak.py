"""Leaks planted into the code of features, as a slip of the hand would plant them."""

import numpy as np
import pandas as pd
import pytest

from likelier.errors import LeakFound
from likelier.features import account, audit, caption
from likelier.features import time as time_kind
from likelier.params import Featurize

SETTINGS = Featurize(workers=1)


@pytest.mark.parametrize("seed", range(20))
def test_clean_tables_pass(make_table, seed):
    sizes = {"accounts": 1 + seed % 5, "size": [1, 2, 3, 10, 40][seed % 5]}
    audit.check(*make_table(seed, **sizes), SETTINGS.model_copy(update={"matured_hours": [0.0, 48.0, 240.0][seed % 3]}))


@pytest.fixture
def plant(monkeypatch):
    """Replace one feature's values by what `leak(posts, accounts)` gives."""

    def replace(module, name, leak):
        clean = module.compute

        def leaking(posts, accounts, settings):
            found = clean(posts, accounts, settings)
            return found.assign(**{name: np.asarray(leak(posts, accounts), dtype=np.float32)})

        monkeypatch.setattr(module, "compute", leaking)

    return replace


def by_account(posts, column="likes"):
    return np.log1p(posts[column]).groupby(posts["account_id"])


def earlier_mean(posts, likes):
    """The mean over strictly earlier posts, matured or not."""
    ordered = posts.assign(value=np.log1p(likes)).sort_values(["account_id", "taken_at", "post_id"])
    mean = ordered.groupby("account_id")["value"].transform(lambda values: values.expanding().mean().shift())
    return mean.reindex(posts.index)


def age(posts, accounts):
    return (posts["snapshot_at"] - posts["taken_at"]) / pd.Timedelta(days=1)


LEAKS = {
    "own likes": ("likes", account, "account_likes_mean", lambda posts, _: np.log1p(posts["likes"])),
    "own post in a mean, and future ones": (
        "likes",
        account,
        "account_likes_mean",
        lambda posts, _: by_account(posts).transform("mean"),
    ),
    "immature likes in a history": (
        "likes",
        account,
        "account_likes_mean",
        lambda posts, _: earlier_mean(posts, posts["likes"]),
    ),
    "comments as a feature": ("comments", caption, "caption_lines", lambda posts, _: np.log1p(posts["comments"])),
    "views as a feature": ("views", caption, "caption_lines", lambda posts, _: np.log1p(posts["views"])),
    "snapshot age as a feature": ("snapshot_at", time_kind, "time_since_previous", age),
    "what Instagram wrote afterwards": (
        "alt_text",
        caption,
        "caption_length",
        lambda posts, _: posts["alt_text"].fillna("").str.len(),
    ),
    "future posts in a history": (
        "later posts",
        time_kind,
        "time_posts_in_week",
        lambda posts, _: posts.groupby("account_id")["post_id"].transform("count"),
    ),
    "the account's snapshot": (
        "the snapshot",
        account,
        "account_rate",
        lambda posts, accounts: (
            posts["account_id"].map(accounts.set_index("account_id")["snapshot_at"]).dt.year.fillna(0)
        ),
    ),
}


@pytest.mark.parametrize("seed", [1, 3])
@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_named(make_table, plant, leak, seed):
    told, module, name, values = LEAKS[leak]
    plant(module, name, values)
    with pytest.raises(LeakFound) as caught:
        audit.check(*make_table(seed), SETTINGS)
    assert repr(name) in str(caught.value) and told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("seed", [0, 1])
def test_hidden_likes_as_zero_are_named(make_table, monkeypatch, seed):
    clean = account.compute
    monkeypatch.setattr(
        account, "compute", lambda posts, *others: clean(posts.assign(likes=posts["likes"].fillna(0)), *others)
    )
    with pytest.raises(LeakFound, match="'account_likes_mean' reads hidden likes as zero"):
        audit.check(*make_table(seed), SETTINGS)


def test_the_newest_posts_may_know_the_older_ones_and_a_greatest_value_is_no_leak(make_table, plant):
    def greatest(posts, _):
        order = posts.sort_values(["account_id", "taken_at", "post_id"])
        own = order.groupby("account_id", sort=False)
        values = [
            order["likes"][(order["account_id"] == row.account_id) & (order["taken_at"] <= row.taken_at - SPAN)].max()
            for row in posts.itertuples()
        ]
        assert len(own)
        return values

    plant(account, "account_likes_spread", greatest)
    audit.check(*make_table(1, accounts=2, size=12), SETTINGS)


SPAN = pd.Timedelta(hours=SETTINGS.matured_hours)
