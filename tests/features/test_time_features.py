import numpy as np
import pytest

from likelier.errors import ContractError, ParamsError
from likelier.features import time


@pytest.fixture
def at(make_posts, make_accounts, settings):
    """Time features of posts that were taken at these moments (UTC)."""

    def compute(*moments, zone="UTC", accounts=None, own=None):
        profiles = make_accounts([{"account_id": name, "time_zone": there} for name, there in (own or {}).items()])
        rows = [{"taken_at": moment, "account_id": (accounts or "a" * 99)[n]} for n, moment in enumerate(moments)]
        return time.compute(make_posts(rows), profiles, settings("time", time_zone=zone))

    return compute


def angle(found, row, name="hour"):
    turn = np.arctan2(found[f"time_{name}_sine"][row], found[f"time_{name}_cosine"][row]) / (2 * np.pi)
    return turn % 1


def test_midnight_is_hour_0_and_has_its_part(at):
    found = at("2023-05-01 00:00")
    assert angle(found, 0) == pytest.approx(0, abs=1e-6)
    assert found["time_part"][0] == "00-04"


def test_five_to_midnight_is_near_five_past(at):
    found = at("2023-05-01 23:55", "2023-05-02 00:05", "2023-05-02 12:00")
    place = found[["time_hour_sine", "time_hour_cosine"]].to_numpy()
    assert np.linalg.norm(place[0] - place[1]) == pytest.approx(2 * np.sin(np.pi * 10 / 1440), rel=1e-3)
    assert np.linalg.norm(place[0] - place[2]) > 1.99


@pytest.mark.parametrize(("hour", "part"), [(3, "00-04"), (4, "04-08"), (11, "08-12"), (20, "20-24"), (23, "20-24")])
def test_parts_of_the_day(at, hour, part):
    assert at(f"2023-05-01 {hour:02}:59")["time_part"][0] == part


def test_summer_time_begins_in_berlin(at):
    found = at("2023-03-26 00:59", "2023-03-26 01:00", zone="Europe/Berlin")  # 01:59 and, a minute later, 03:00
    assert angle(found, 0) * 24 == pytest.approx(1 + 59 / 60, abs=1e-3)
    assert angle(found, 1) * 24 == pytest.approx(3, abs=1e-3)


def test_summer_time_ends_in_berlin_with_two_hours_of_one_name(at):
    found = at("2023-10-29 00:30", "2023-10-29 01:30", zone="Europe/Berlin")
    assert angle(found, 0) == pytest.approx(angle(found, 1))
    assert np.expm1(found["time_since_previous"][1]) == pytest.approx(1)


def test_weekday_and_weekend_are_local(at):
    late_sunday = "2023-05-07 23:00"  # already Monday in Berlin
    utc, berlin = at(late_sunday), at(late_sunday, zone="Europe/Berlin")
    assert (utc["time_weekend"][0], berlin["time_weekend"][0]) == (1, 0)
    assert angle(utc, 0, "weekday") == pytest.approx(6 / 7)
    assert angle(berlin, 0, "weekday") == pytest.approx(0, abs=1e-6)


def test_hours_since_the_accounts_previous_post(at):
    found = at("2023-05-01 12:00", "2023-05-01 10:00", "2023-05-01 11:00", accounts="aab")
    assert np.expm1(found["time_since_previous"]).tolist() == pytest.approx([2, np.nan, np.nan], nan_ok=True)


def test_candidates_for_one_moment_do_not_know_of_each_other(at):
    found = at("2023-05-01 10:00", "2023-05-02 10:00", "2023-05-02 10:00")
    assert np.expm1(found["time_since_previous"][1:]).tolist() == pytest.approx([24, 24])
    assert found["time_posts_in_week"].tolist() == [0, 1, 1]


def test_posts_of_the_last_seven_days(at):
    found = at("2023-05-01", "2023-05-02", "2023-05-08 00:00:00", "2023-05-08 00:00:01")
    assert found["time_posts_in_week"].tolist() == [0, 1, 2, 2]


def test_place_in_a_burst(at):
    moments = ["05-01 10:00", "05-01 10:30", "05-01 11:30", "05-01 12:31", "05-01 12:40", "05-01 12:40"]
    found = at(*(f"2023-{moment}" for moment in moments))
    assert found["time_burst"].tolist() == [0, 1, 2, 0, 1, 1]  # the last two are of one moment
    backwards = at(*(f"2023-{moment}" for moment in moments[::-1]))
    assert backwards["time_burst"].tolist() == [1, 1, 0, 2, 1, 0]
    apart = at("2023-05-01 10:00", "2023-05-01 10:10", "2023-05-01 10:20", accounts="aba")
    assert apart["time_burst"].tolist() == [0, 0, 1]


@pytest.mark.parametrize(("utc", "hour"), [("2023-03-12 06:59", 1), ("2023-03-12 07:00", 3)])
def test_summer_time_begins_in_new_york(at, utc, hour):
    assert int(angle(at(utc, zone="America/New_York"), 0) * 24 + 1e-4) == hour


def test_a_zone_with_half_an_hour_and_one_across_the_date_line(at):
    assert angle(at("2023-05-01 18:30", zone="Asia/Kolkata"), 0) == pytest.approx(0, abs=1e-6)
    sunday = at("2023-04-30 11:00", zone="Pacific/Kiritimati")  # 01:00 on Monday
    assert (sunday["time_weekend"][0], sunday["time_part"][0]) == (0, "00-04")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "Europe"])
def test_an_unknown_time_zone_is_named(at, zone):
    with pytest.raises(ParamsError, match=r"featurize\.time_zone"):
        at("2023-05-01", zone=zone)


def test_each_account_has_its_own_clock(at):
    own = {"a": "America/New_York", "b": "Asia/Tokyo", "c": None}
    found = at(*["2023-01-01 15:30"] * 4, accounts="abcd", own=own, zone="Europe/Berlin")
    assert [angle(found, row) * 24 for row in range(4)] == pytest.approx([10.5, 0.5, 16.5, 16.5], abs=1e-3)
    assert found["time_part"].tolist() == ["08-12", "00-04", "16-20", "16-20"]
    assert found["time_weekend"].tolist() == [1, 0, 1, 1]  # a Sunday; in Tokyo it is Monday already


def test_summer_time_begins_where_the_account_is(at):
    # Between these two moments New York's clocks go forward; Berlin's do so two weeks later.
    moments = ["2023-03-12 06:55", "2023-03-12 07:05"] * 2
    found = at(*moments, accounts="aabb", own={"a": "America/New_York", "b": "Europe/Berlin"})
    hours = [angle(found, row) * 24 for row in range(4)]
    assert hours == pytest.approx([1 + 55 / 60, 3 + 5 / 60, 7 + 55 / 60, 8 + 5 / 60], abs=1e-3)


def test_midnight_is_near_to_what_comes_before_it_in_the_accounts_zone(at):
    found = at("2023-05-01 03:55", "2023-05-01 04:05", "2023-05-01 16:00", own={"a": "America/New_York"})
    place = found[["time_hour_sine", "time_hour_cosine"]].to_numpy()
    assert np.linalg.norm(place[0] - place[1]) == pytest.approx(2 * np.sin(np.pi * 10 / 1440), rel=1e-3)
    assert np.linalg.norm(place[0] - place[2]) > 1.99
    assert found["time_part"][:2].tolist() == ["20-24", "00-04"]
    assert at("2023-05-01 04:00", own={"a": "America/New_York"})["time_part"][0] == "00-04"


def test_where_an_account_is_changes_no_time_between_posts(at):
    moments = ["2023-03-12 06:30", "2023-03-12 07:30"]
    here, there = at(*moments), at(*moments, own={"a": "America/New_York"})
    for name in ("time_since_previous", "time_posts_in_week", "time_burst"):
        assert here[name].tolist() == pytest.approx(there[name].tolist(), nan_ok=True)


def test_an_unknown_time_zone_of_an_account_is_named(at):
    with pytest.raises(ContractError, match="time_zone 'Mars/Olympus' of an account is not a known time zone"):
        at("2023-05-01", own={"a": "Mars/Olympus"})
