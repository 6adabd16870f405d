import numpy as np
import pandas as pd
import pytest

from likelier.features import account


def compute(make_posts, make_accounts, settings, rows, profiles=(), **others):
    return account.compute(make_posts(rows), make_accounts(list(profiles)), settings("account", **others))


def test_typical_likes_come_from_posts_that_had_matured(make_posts, make_accounts, settings):
    rows = [
        {"taken_at": "2023-05-01 12:00", "likes": 9.0, "comments": 1.0},
        {"taken_at": "2023-05-02 12:00", "likes": 99.0, "comments": 3.0},
        {"taken_at": "2023-05-03 12:00", "likes": 999.0},  # exactly 48 h after the first, 24 h after the second
        {"taken_at": "2023-05-03 11:59:59", "likes": 5.0},  # a second short of 48 h
        {"taken_at": "2023-05-20 12:00", "likes": 1e6},
    ]
    found = compute(make_posts, make_accounts, settings, rows)
    assert np.isnan(found["account_likes_mean"][[0, 1, 3]]).all()
    assert found["account_likes_mean"][2] == pytest.approx(np.log(10))
    assert found["account_comments_mean"][2] == pytest.approx(np.log(2))
    past = np.log1p([9, 99, 5, 999])
    assert found["account_likes_mean"][4] == pytest.approx(past.mean())
    assert found["account_likes_median"][4] == pytest.approx(np.median(past))
    assert found["account_likes_spread"][4] == pytest.approx(past.std(ddof=1), rel=1e-6)
    assert found["account_known"].tolist() == pytest.approx(np.log1p([0, 0, 1, 0, 4]))


def test_with_no_time_to_mature_a_post_is_not_its_own_past(make_posts, make_accounts, settings):
    rows = [
        {"taken_at": "2023-05-01", "likes": 9.0},
        {"taken_at": "2023-05-01", "likes": 99.0},  # of the same moment: not its past either
        {"taken_at": "2023-05-02", "likes": 1.0},
    ]
    found = compute(make_posts, make_accounts, settings, rows, matured_hours=0)
    assert np.isnan(found["account_likes_mean"][:2]).all()
    assert found["account_likes_mean"][2] == pytest.approx(np.log([10, 100]).mean())


def test_hidden_likes_are_left_out_and_not_counted(make_posts, make_accounts, settings):
    rows = [
        {"taken_at": "2023-05-01", "likes": None},
        {"taken_at": "2023-05-02", "likes": -1.0},
        {"taken_at": "2023-05-03", "likes": 9.0},
        {"taken_at": "2023-05-30", "likes": 1.0},
    ]
    found = compute(make_posts, make_accounts, settings, rows)
    assert found["account_likes_mean"][3] == pytest.approx(np.log(10))
    assert found["account_known"][3] == pytest.approx(np.log(2))


def test_trend_is_the_slope_over_known_matured_posts(make_posts, make_accounts, settings):
    likes = [5.0, None, 30.0, 10.0, 90.0, 1e6]
    rows = [
        {"taken_at": f"2023-05-{10 * (place // 2) + 1 + place % 2:02}", "likes": n} for place, n in enumerate(likes)
    ]
    rows.append({"taken_at": "2023-06-01", "account_id": "a"})
    trend = compute(make_posts, make_accounts, settings, rows)["account_likes_trend"]
    assert np.isnan(trend[:4]).all()  # fewer than three known
    assert trend[4] == pytest.approx(np.polyfit(range(3), np.log1p([5, 30, 10]), 1)[0], rel=1e-5)
    assert trend[5] == trend[4]  # the post of the day before has not matured
    assert trend[6] == pytest.approx(np.polyfit(range(5), np.log1p([5, 30, 10, 90, 1e6]), 1)[0], rel=1e-5)


def test_accounts_do_not_mix(make_posts, make_accounts, settings):
    rows = [
        {"account_id": "b", "taken_at": "2023-05-01", "likes": 9.0},
        {"account_id": "a", "taken_at": "2023-05-02", "likes": 99.0},
        {"account_id": "b", "taken_at": "2023-05-30"},
        {"account_id": "a", "taken_at": "2023-05-30"},
        {"account_id": "c", "taken_at": "2023-05-30"},
    ]
    mean = compute(make_posts, make_accounts, settings, rows)["account_likes_mean"]
    assert mean[2:4].tolist() == pytest.approx(np.log([10, 100]))
    assert np.isnan(mean[4])


def test_profile_is_taken_from_the_accounts_row(make_posts, make_accounts, settings):
    profiles = [
        {
            "account_id": "a",
            "followers": 99.0,
            "following": 0.0,
            "is_business": True,
            "is_verified": False,
            "category": " ",
        },
        {"account_id": "b", "category": "Shops"},
    ]
    rows = [{"account_id": "b"}, {"account_id": "a"}, {"account_id": "nobody"}]
    found = compute(make_posts, make_accounts, settings, rows, profiles)
    assert found["account_followers"][1] == pytest.approx(np.log(100))
    assert found["account_following"][1] == 0
    assert np.isnan(found["account_followers"][[0, 2]]).all()
    assert found["account_business"][1] == 1 and found["account_verified"][1] == 0
    assert np.isnan(found["account_business"][0])
    assert found["account_category"].tolist() == ["Shops", *[pytest.approx(np.nan, nan_ok=True)] * 2]


def test_the_profile_picture_is_described_for_every_post_of_its_account(
    make_posts, make_accounts, settings, encode, patch
):
    from skimage import data

    profiles = [
        {"account_id": "a", "profile_picture": encode(patch((255, 0, 0), 120, 120))},
        {"account_id": "b", "profile_picture": encode(data.astronaut()[:256, 100:356])},
        {"account_id": "c", "profile_picture": b"broken"},
        {"account_id": "d"},
    ]
    rows = [{"account_id": account} for account in "abacd?"]
    found = compute(make_posts, make_accounts, settings, rows, profiles)
    assert found["account_picture_has"].tolist()[:5] == [1, 1, 1, 0, 0]
    assert found["account_picture_faces"].tolist()[:3] == [0, 1, 0]
    for name, value in {"brightness": 1, "contrast": 0, "saturation": 1, "warmth": 1}.items():
        assert found[f"account_picture_{name}"][[0, 2]].tolist() == pytest.approx([value] * 2), name
    assert found["account_picture_contrast"][1] > 0.3
    unknown = [name for name in found if name.startswith("account_picture") and name != "account_picture_has"]
    assert found.loc[3:, unknown].isna().all(axis=None)
    assert np.isnan(found["account_picture_has"][5])


def test_faces_of_a_profile_picture_need_a_detector_and_a_hundred_pixels(
    make_posts, make_accounts, settings, encode, patch
):
    profiles = [{"account_id": "a", "profile_picture": encode(patch((9, 9, 9), 99, 99))}]
    assert np.isnan(compute(make_posts, make_accounts, settings, [{}], profiles)["account_picture_faces"][0])
    profiles = [{"account_id": "a", "profile_picture": encode(patch((9, 9, 9), 100, 100))}]
    assert compute(make_posts, make_accounts, settings, [{}], profiles)["account_picture_faces"][0] == 0
    none = compute(make_posts, make_accounts, settings, [{}], profiles, detector="none")
    assert np.isnan(none["account_picture_faces"][0]) and none["account_picture_has"][0] == 1


def test_rate_is_posts_a_week(make_posts, make_accounts, settings):
    rows = [{"taken_at": pd.Timestamp("2023-05-01") + pd.Timedelta(days=day)} for day in range(15)]
    rate = np.expm1(compute(make_posts, make_accounts, settings, rows)["account_rate"])
    assert np.isnan(rate[0])
    assert rate[1:].tolist() == pytest.approx([7] * 14)


def test_agrees_with_a_plain_loop_on_a_random_account(make_posts, make_accounts, settings):
    random = np.random.default_rng(3)
    start = pd.Timestamp("2023-01-01")
    rows = [
        {
            "account_id": str(random.integers(3)),
            "taken_at": start + pd.Timedelta(minutes=int(minutes)),
            "likes": float(random.integers(1000)),
        }
        for minutes in random.integers(0, 40_000, 300)
    ]
    posts = make_posts(rows)
    found = compute(make_posts, make_accounts, settings, rows)
    for row in range(0, 300, 7):
        same = posts["account_id"] == posts["account_id"][row]
        known = posts["taken_at"] <= posts["taken_at"][row] - pd.Timedelta(hours=48)
        logs = np.log1p(posts["likes"][same & known])
        assert found["account_likes_median"][row] == pytest.approx(logs.median(), nan_ok=True)
        assert found["account_likes_spread"][row] == pytest.approx(logs.std(), nan_ok=True, rel=1e-5)
