"""What POST /predict, /best-time and /what-if answer to a good request."""

import numpy as np
import pandas as pd
import pytest

from likelier import odds, pictures, ranking, week
from likelier.accounts import STRANGER

AT = "2026-03-01T18:30:00+01:00"
START = pd.Timestamp(AT).to_pydatetime()
SLOPE = 2.0  # of the artifact


def ask(service, route, picture, fields=()):
    data = {"at": AT, **dict(fields)}
    return service.request("POST", route, files=[("pictures", ("one.jpg", picture))], data=data)


def candidate(picture, caption=None, at=AT):
    width, height = pictures.check(picture)
    row = {"picture": picture, "picture_origin": "original", "width": float(width), "height": float(height)}
    return pd.DataFrame([row]).assign(taken_at=pd.Timestamp(at).tz_convert("UTC"), caption=caption)


def score(artifact, *arguments):
    return float(ranking.rank(artifact, candidate(*arguments))["score"].iloc[0])


def test_one_post_has_the_score_and_the_reasons_that_it_has_alone(service, artifact, draw):
    answer = ask(service, "/predict", draw(5), {"captions": "A quiet morning"}).json()
    ranked = ranking.rank(artifact, candidate(draw(5), "A quiet morning"))
    for name in ("score", "low", "high"):
        assert answer[name] == pytest.approx(float(ranked[name].iloc[0]), abs=1e-6)
    assert [one["what"] for one in answer["reasons"]] == [one.what for one in ranked["reasons"].iloc[0]]
    assert answer["low_in_words"] == ranking.in_words("lift", answer["low"])
    assert answer["likes"] is None and answer["model"]["version"] == 1


def test_usual_likes_tell_the_score_in_likes_and_change_none(service, draw):
    without = ask(service, "/predict", draw(5)).json()
    answer = ask(service, "/predict", draw(5), {"usual_likes": "240"}).json()
    assert answer["score"] == without["score"] and answer["usual_likes"] == 240
    for name, end in (("expected", "score"), ("low", "low"), ("high", "high")):
        assert answer["likes"][name] == pytest.approx(241 * np.exp(answer[end]) - 1)


def test_the_week_is_that_of_the_command_line(service, artifact, draw):
    answer = ask(service, "/best-time", draw(5), {"time_zone": "Asia/Tokyo", "captions": "so happy today"}).json()
    profile = pd.DataFrame([{"account_id": "me", "time_zone": "Asia/Tokyo", "source": "test"}])
    account = type(STRANGER)(profile, STRANGER.history)
    expected = week.week(artifact, candidate(draw(5), "so happy today"), account, START, "UTC")
    assert len(answer["hours"]) == 168 and answer["time_zone"] == "Asia/Tokyo"
    assert [hour["score"] for hour in answer["hours"]] == pytest.approx(expected.hours["score"].tolist(), abs=1e-6)
    assert [hour["hour"] for hour in answer["hours"]][:3] == [3, 4, 5]  # 18:00 UTC and after
    assert answer["best_beats_worst"] == pytest.approx(expected.best_beats_worst, abs=1e-6)


def test_hours_that_cannot_be_told_apart_make_no_difference(service, draw):
    answer = ask(service, "/best-time", draw(5), {"confidence": "0.99"}).json()
    assert (answer["differs"], answer["best"]) == (False, None)
    assert answer["verdict"].startswith("no difference: ")
    sure = {"confidence": str(max(0.5, answer["best_beats_worst"]))}
    told = ask(service, "/best-time", draw(5), sure).json()
    assert told["differs"] and told["verdict"].startswith("best: ")
    assert told["best"]["score"] == max(hour["score"] for hour in told["hours"])


def test_each_variation_has_the_score_that_it_has_alone(service, artifact, draw):
    later = "2026-03-04T06:00:00+01:00"
    fields = {"captions": ["Sea #one #two", "so happy today"], "hashtags": ["#sun", ""], "times": [later]}
    answer = ask(service, "/what-if", draw(5), fields).json()
    assert answer["base"]["score"] == pytest.approx(score(artifact, draw(5), "Sea #one #two"), abs=1e-6)
    told = answer["variations"]
    assert [(one["kind"], one["place"]) for one in told] == [
        ("caption", 1),
        ("hashtags", 0),
        ("hashtags", 1),
        ("time", 0),
    ]
    alone = [("so happy today", AT), ("Sea\n#sun", AT), ("Sea", AT), ("Sea #one #two", later)]
    for one, (caption, at) in zip(told, alone, strict=True):
        assert one["score"] == pytest.approx(score(artifact, draw(5), caption, at), abs=1e-6)
        assert one["change"] == pytest.approx(one["score"] - answer["base"]["score"])
        assert one["beats_base"] == pytest.approx(float(odds.chance(SLOPE, np.array(one["change"]))))
        assert one["told_apart"] == (max(one["beats_base"], 1 - one["beats_base"]) >= 0.6)
    assert any("not a cause" in note for note in answer["notes"])


@pytest.mark.parametrize(
    ("route", "fields", "code", "field"),
    [
        ("/what-if", {"captions": "only one"}, "no_variations", "captions"),
        ("/what-if", {"times": ["2026-03-01T18:30:00", "tomorrow"]}, "bad_value", "times[1]"),
        ("/what-if", {"hashtags": ["#a"] * 31}, "too_many_variations", "hashtags"),
        ("/predict", {"captions": ["a", "b"]}, "wrong_captions", "captions"),
        ("/predict", {"hashtags": "#a"}, "unknown_field", "hashtags"),
        ("/best-time", {"account": "nobody"}, "unknown_account", "account"),
        ("/predict", {"usual_likes": "0"}, "bad_value", "usual_likes"),
    ],
)
def test_a_mistake_names_its_field(service, draw, route, fields, code, field):
    response = ask(service, route, draw(5), fields)
    assert response.status_code == 422, response.text
    assert (response.json()["error"]["code"], response.json()["error"]["field"]) == (code, field)


def test_one_picture_is_all_that_they_take(service, draw):
    for route in ("/predict", "/best-time", "/what-if"):
        files = [("pictures", ("a", draw(1))), ("pictures", ("b", draw(2)))]
        answer = service.request("POST", route, files=files, data={"hashtags": "#a"} if route == "/what-if" else {})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "too_many_pictures")


def test_pictures_that_are_nearly_the_same_are_marked(service, draw):
    order = service.rank([draw(5), draw(6), draw(5, 320, 240), draw(5)]).json()["order"]
    assert {row["picture"]: row["duplicate_of"] for row in order} == {0: None, 1: None, 2: 0, 3: 0}
