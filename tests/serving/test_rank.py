"""What POST /rank answers to a good request."""

from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from likelier import pictures, ranking
from likelier.accounts import STRANGER, Account
from serving.asked import inputs

AT = "2026-03-01T18:30:00+01:00"


def expected(artifact, files, captions, at, profile=None):
    rows = pd.DataFrame({"picture": files, "caption": captions, "picture_origin": "original"})
    rows[["width", "height"]] = [[float(side) for side in pictures.check(file)] for file in files]
    rows["taken_at"] = pd.Timestamp(at).tz_convert("UTC")
    if profile is None:
        return ranking.rank(artifact, rows)
    account = pd.DataFrame([{"account_id": "me", "source": "test", **profile}])
    return ranking.rank(artifact, rows, Account(account, STRANGER.history))


def assert_same_scores(answer, ranked):
    order = answer["order"]
    assert [row["picture"] for row in order] == ranked["candidate"].tolist()
    for column in ("score", "low", "high"):
        assert [row[column] for row in order] == pytest.approx(ranked[column].tolist(), abs=1e-6)


def test_scores_are_those_of_the_artifact(service, artifact, draw):
    files = [draw(seed) for seed in range(300, 312)]
    captions = [f"Caption {place} #tag" for place in range(12)]
    response = service.rank(files, {"captions": captions, "at": AT})
    assert response.status_code == 200
    ranked = expected(artifact, files, captions, AT)
    assert ranked["score"].nunique() > 6  # else the order would say nothing
    assert_same_scores(response.json(), ranked)


def test_scores_with_a_profile_are_those_of_the_artifact(service, artifact, draw):
    files = [draw(seed) for seed in (1, 2, 3)]
    profile = {"followers": 5e4, "following": 10.0, "posts": 3.0, "is_business": True, "category": "Art"}
    fields = {"at": AT, "followers": "50000", "following": "10", "posts": "3", "is_business": "true", "category": "Art"}
    with_profile = service.rank(files, fields).json()
    assert_same_scores(with_profile, expected(artifact, files, None, AT, profile))
    alone = service.rank(files, {"at": AT}).json()
    assert_same_scores(alone, expected(artifact, files, None, AT))
    assert with_profile["order"][0]["score"] != alone["order"][0]["score"]


def test_the_hour_is_that_of_the_accounts_zone(service, artifact, draw):
    files = [draw(seed) for seed in (1, 2, 3)]
    there = {"time_zone": "Asia/Tokyo"}
    answer = service.rank(files, there | {"at": AT}).json()
    assert_same_scores(answer, expected(artifact, files, None, AT, there))
    assert answer["order"] != service.rank(files, {"at": AT}).json()["order"]


def test_a_profile_picture_is_looked_at(service, artifact, draw, monkeypatch):
    from likelier.features import profile_picture

    seen = []
    clean = profile_picture.describe
    monkeypatch.setattr(profile_picture, "describe", lambda *given: seen.append(given[0]) or clean(*given))
    files, portrait = [draw(1), draw(2)], draw(77)
    parts = [*(("pictures", ("a.jpg", file)) for file in files), ("profile_picture", ("me.jpg", portrait))]
    fields = {"at": AT, "followers": "50000"}
    response = service.request("POST", "/rank", files=parts, data=fields)
    assert response.status_code == 200, response.text
    assert set(seen) == {portrait}
    profile = {"followers": 5e4, "profile_picture": portrait}
    assert_same_scores(response.json(), expected(artifact, files, None, AT, profile))
    without = service.request("POST", "/rank", files=[*parts[:2], ("profile_picture", ("", b""))], data=fields)
    assert_same_scores(without.json(), expected(artifact, files, None, AT, {"followers": 5e4}))


def test_brighter_pictures_come_first_and_positions_count_from_one(service, draw):
    files = []
    for shade in (30, 220, 120):
        file = BytesIO()
        Image.effect_noise((160, 120), 20).point(lambda value, shade=shade: value + shade - 128).save(file, "JPEG")
        files.append(file.getvalue())
    order = service.rank(files).json()["order"]
    assert [row["picture"] for row in order] == [1, 2, 0]
    assert [row["position"] for row in order] == [1, 2, 3]


def test_the_answer_says_who_ranked_and_how_sure_it_is(service, draw):
    answer = service.rank([draw(1)], {"at": AT}).json()
    assert answer["model"] == {
        "name": "likelier",
        "label": "likelier version 1 (xgboost)",
        "version": 1,
        "target": "lift",
        "coverage": 0.8,
    }
    (row,) = answer["order"]
    assert row["high"] - row["score"] == pytest.approx(0.3)
    assert row["score"] - row["low"] == pytest.approx(0.3)
    assert row["in_words"] == ranking.in_words("lift", row["score"])
    assert row["in_words"][0] in "+-"
    assert (row["first_beats"], row["group"], answer["confidence"]) == (None, 1, 0.6)
    assert (row["likes"], answer["usual_likes"], row["duplicate_of"]) == (None, None, None)
    assert any("No account was given" in note for note in answer["notes"])


def test_the_answer_says_what_moved_each_score(service, draw):
    files = [draw(seed) for seed in range(400, 404)]
    order = service.rank(files, {"at": AT}).json()["order"]
    first = order[0]["reasons"][0]
    assert first["what"] == "its light and contrast" and first["move"] > 0  # brighter pictures are liked more there
    assert first["in_words"] == ranking.in_words("lift", first["move"])
    assert order[-1]["reasons"][0]["move"] < 0
    for row in order:
        moves = [abs(one["move"]) for one in row["reasons"]]
        assert moves == sorted(moves, reverse=True) and len(moves) <= 3


def test_the_answer_says_which_pictures_it_cannot_tell_apart(service, draw):
    files = [draw(seed) for seed in range(300, 312)]
    asked = service.rank(files, {"at": AT}).json()["order"][-1]["first_beats"]  # what the last one just comes up to
    order = service.rank(files, {"at": AT, "confidence": repr(asked)}).json()["order"]
    for row in order[1:]:
        ahead = order[0]["score"] - row["score"]
        assert row["first_beats"] == pytest.approx(1 / (1 + np.exp(-2.0 * ahead)), abs=1e-9)
        assert row["group"] == (1 if row["first_beats"] < asked else 2)
    assert order[1]["group"] == 1 and order[-1]["group"] == 2
    for wrong in ("0.4", "1", "nan", "sure"):
        assert service.rank(files[:1], {"confidence": wrong}).json()["error"]["field"] == "confidence"


def test_one_caption_is_shared_by_all(service, draw):
    files = [draw(1), draw(2)]
    shared = service.rank(files, {"captions": "buy now #ad", "at": AT}).json()
    assert shared == service.rank(files, {"captions": ["buy now #ad"] * 2, "at": AT}).json()


def test_an_empty_caption_is_as_good_as_none(service, draw):
    files = [draw(1), draw(2)]
    assert service.rank(files, {"captions": "", "at": AT}).json() == service.rank(files, {"at": AT}).json()


def test_a_time_without_a_zone_is_utc_and_an_empty_field_is_not_given(service, draw):
    files = [draw(1), draw(2)]
    naive = service.rank(files, {"at": "2026-03-01T17:30:00", "followers": "", "category": " "}).json()
    assert naive == service.rank(files, {"at": AT}).json()


def test_fifty_pictures_are_ranked(service, draw):
    answer = service.rank([draw(seed, 32, 24) for seed in range(50)], {"at": AT})
    assert answer.status_code == 200
    assert sorted(row["picture"] for row in answer.json()["order"]) == list(range(50))


def test_requests_at_the_same_time_get_the_scores_of_requests_alone(service, draw):
    asked = [[draw(seed), draw(seed + 1)] for seed in range(6)]

    def scores(response):
        assert response.status_code == 200
        return [(row["picture"], row["score"]) for row in response.json()["order"]]

    alone = [scores(service.rank(files, {"at": AT})) for files in asked]
    assert [scores(response) for response in service.rank_together(asked, {"at": AT})] == alone


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("beach.jpg", "beach.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\cat.png", "cat.png"),
        ("Grüße aus 東京.jpg", "Grüße aus 東京.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("tab\there\x7f\x1b[31m.jpg", "tabhere[31m.jpg"),
        ("<img src=x>.jpg", "<img src=x>.jpg"),
        ("x" * 300, "x" * 100),
        ("..", None),
        ("folder/", None),
        ("", None),
    ],
)
def test_file_names_come_back_clean(sent, shown):
    assert inputs.shown(sent) == shown


def test_the_file_name_is_in_the_answer(service, draw):
    order = service.rank([("../up/one.jpg", draw(1)), ("two.jpg", draw(2))]).json()["order"]
    assert {row["picture"]: row["filename"] for row in order} == {0: "one.jpg", 1: "two.jpg"}


@pytest.mark.parametrize(("format", "options"), [("PNG", {}), ("WEBP", {}), ("GIF", {}), ("JPEG", {"quality": 30})])
def test_every_format_of_the_contract_is_read(service, draw, format, options):
    assert service.rank([draw(4, format=format, **options)]).status_code == 200


def test_the_content_decides_the_format_and_not_the_name(service, draw):
    assert service.rank([("holiday.txt", draw(4, format="PNG"))]).status_code == 200
