"""An account by its name, and what its posts usually get."""

import os
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from likelier import accounts, posts
from likelier.accounts import Account, in_likes, known_account, usual_likes
from serving.asked.known import KnownAccounts

AT = pd.Timestamp("2024-06-01", tz="UTC")


def history(*likes, days=(30, 20, 10)):
    taken = [AT - pd.Timedelta(days=day) for day in days]
    return pd.DataFrame({"taken_at": taken, "likes": pd.array(likes, dtype="Float64")})


def account(past, **profile):
    return Account(pd.DataFrame([{"followers": 1000.0, **profile}]), past)


def test_usual_likes_are_the_scale_of_the_target():
    known = account(history(99.0, 9.0, 999.0))
    assert usual_likes("lift", known, AT, 48) == pytest.approx(99.0)
    assert usual_likes("likes_over_mean", known, AT, 48) == pytest.approx(369.0)
    assert usual_likes("likes_over_max", known, AT, 48) == 999.0
    assert usual_likes("likes_per_follower", known, AT, 48) == 1000.0


def test_young_hidden_and_later_posts_do_not_count():
    past = history(99.0, None, -1.0, 5e6, 5e6, days=(30, 20, 15, 1, -3))
    assert usual_likes("lift", account(past), AT, 48) == pytest.approx(99.0)
    assert usual_likes("lift", account(past.iloc[1:]), AT, 48) is None
    assert usual_likes("lift", accounts.STRANGER, AT, 48) is None


def test_a_score_in_likes():
    assert in_likes("lift", 99.0, np.log(2)) == pytest.approx(199.0)
    assert in_likes("likes_over_mean", 50.0, 1.5) == 75.0


@pytest.fixture
def shards(tmp_path):
    def write(names):
        rows = [
            {
                "post_id": f"{name}-{number}",
                "account_id": f"id-{name}",
                "taken_at": datetime(2024, 1, 1 + number, tzinfo=UTC),
                "kind": "image",
                "likes": float(10 * number),
                "source": "test",
            }
            for name in names
            for number in range(3)
        ]
        posts.write(rows, posts.POSTS, tmp_path / "posts-0000.parquet")
        profiles = [{"account_id": f"id-{name}", "username": name, "source": "test"} for name in names]
        posts.write(profiles, posts.ACCOUNTS, tmp_path / "accounts.parquet")
        return tmp_path

    return write


def test_a_known_account_is_the_one_that_the_command_line_finds(shards):
    folder = shards(["Ann", "bob"])
    found, expected = KnownAccounts(folder).find("@ann "), known_account(folder, "Ann")
    pd.testing.assert_frame_equal(found.profile, expected.profile.reset_index(drop=True))
    pd.testing.assert_frame_equal(found.history, expected.history, check_dtype=False)
    assert len(found.history) == 3


def test_shards_that_change_are_read_anew(shards):
    folder = shards(["ann"])
    known = KnownAccounts(folder)
    assert known.find("bob") is None and known.find("ann") is not None
    stat = (folder / "accounts.parquet").stat()
    shards(["bob"])
    later = stat.st_mtime_ns + 10**9
    os.utime(folder / "accounts.parquet", ns=(later, later))
    assert known.find("ann") is None
    assert len(known.find("bob").history) == 3


def test_without_shards_nobody_is_known(tmp_path):
    assert KnownAccounts(None).find("ann") is None
    assert KnownAccounts(tmp_path / "nothing").find("ann") is None
