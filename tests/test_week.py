"""When to post: each hour has the score that ranking gives a post of that hour, and little is called nothing."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from likelier import posts, ranking
from likelier.accounts import Account, known_account
from likelier.artifact import Artifact
from likelier.week import HOURS, Week, week

START = datetime(2024, 6, 3, 17, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def asked(world):
    """A post of the tiny world as a candidate, its account, and a model that reads the time and the past."""
    rows = posts.read_posts(world.shards)
    row = rows[rows["picture"].notna()].iloc[[0]]
    name = posts.read_accounts(world.shards).set_index("account_id").loc[row["account_id"].iloc[0], "username"]
    artifact = Artifact.load(world.folder / "models" / "linear" / "artifact")
    return artifact, row[["picture", "caption", "width", "height"]], known_account(world.shards, str(name))


def test_every_hour_has_the_score_of_a_post_at_that_hour(asked):
    artifact, candidate, account = asked
    found = week(artifact, candidate, account, START, "UTC").hours
    assert len(found) == HOURS and found["at"].iloc[0] == pd.Timestamp("2024-06-03 18:00", tz="UTC")
    chosen = [0, 5, 31, 100, 167]
    several = candidate.iloc[[0] * len(chosen)].assign(taken_at=found["at"].iloc[chosen].to_numpy())
    ranked = ranking.rank(artifact, several.assign(taken_at=found["at"].iloc[chosen].array), account)
    ranked = ranked.set_index("candidate").sort_index()
    for name in ("score", "low", "high"):
        np.testing.assert_allclose(found[name].iloc[chosen], ranked[name], atol=1e-6)
    assert found["score"].nunique() > 3
    assert found["over"].mean() == pytest.approx(0, abs=1e-12)


def test_hours_are_told_by_the_clock_on_the_wall_of_the_account(asked):
    artifact, candidate, account = asked
    there = week(artifact, candidate, account, START, "America/New_York").hours
    assert (there["weekday"].iloc[0], there["hour"].iloc[0]) == (0, 14)
    profile = account.profile.assign(time_zone="Asia/Tokyo")
    own = week(artifact, candidate, Account(profile, account.history), START, "America/New_York").hours
    assert (own["weekday"].iloc[0], own["hour"].iloc[0]) == (1, 3)


def test_the_hour_matters_only_where_the_model_is_sure():
    hours = pd.DataFrame({"score": [0.0, 0.4, 0.4], "hour": [1, 2, 3]})
    assert not Week(hours, 0.55).differs() and Week(hours, 0.7).differs() and not Week(hours, 0.7).differs(0.8)
    assert Week(hours, 0.7).best()["hour"] == 2


def test_a_picture_and_a_profile_picture_are_not_copied_for_each_hour(asked, monkeypatch):
    artifact, candidate, account = asked
    large = candidate["picture"].iloc[0] + bytes(1 << 20)
    made = []

    def watched(*given):
        made.append(table(*given))
        return made[-1]

    table = posts.table
    monkeypatch.setattr(posts, "table", watched)
    profile = account.profile.assign(profile_picture=large)
    found = week(artifact, candidate.assign(picture=[large]), Account(profile, account.history), START, "UTC")
    assert len(found.hours) == HOURS
    assert made and max(one.nbytes for one in made) < 2 * len(large)
