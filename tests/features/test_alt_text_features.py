import numpy as np
import pandas as pd
import pytest

from likelier.features import alt_text
from likelier.params import Featurize


def describe(text):
    posts = pd.DataFrame({"alt_text": pd.Series([text], dtype=object)})
    row = alt_text.compute(posts, None, Featurize()).iloc[0]
    return {name.removeprefix("alt_text_"): value for name, value in row.items()}


def flags(found):
    return {name for name in alt_text.FLAGS if found[name] == 1}


@pytest.mark.parametrize(
    ("text", "tags", "people", "named"),
    [
        ("Image may contain: 2 people, people smiling, outdoor", 3, 2, {"smiling", "outdoor"}),
        ("Image may contain: one or more people and indoor", 2, 1, {"indoor"}),
        ("Image may contain: 1 person, standing, ocean, sky and text", 5, 1, {"posing", "water", "nature", "text"}),
        ("Image may contain: food", 1, 0, {"food"}),
        ("Photo by Some One on May 01, 2023. May be an image of 1 person and text.", 2, 1, {"text"}),
        (
            "Photo by A. B. on May 25, 2022 tagging @one. May be an image of 5 people, people standing and outdoors.",
            3,
            5,
            {"posing", "outdoor"},
        ),
        ("Photo by 3 people on May 01, 2023. May be a graphic of car and poster.", 2, 0, {"vehicle", "graphic"}),
        ("May be a closeup of 1 person, beard, eyeglasses and text", 4, 1, {"closeup", "clothes", "text"}),
        ("May be an image of poster and text that says 'A DOG, 7 people AND a car'.", 2, 0, {"graphic", "text"}),
        ("No photo description available.", 0, 0, set()),
    ],
)
def test_both_wordings_are_read(text, tags, people, named):
    found = describe(text)
    assert (found["given"], found["tags"], found["people"]) == (1, tags, people)
    assert flags(found) == named


@pytest.mark.parametrize("text", [None, "", "A bridge at night, drawn by hand", "I may have been there"])
def test_a_description_by_a_person_or_none_is_not_known(text):
    found = describe(text)
    assert found.pop("given") == 0
    assert np.isnan(list(found.values())).all()


def test_it_is_off_by_default():
    assert Featurize().alt_text is False
