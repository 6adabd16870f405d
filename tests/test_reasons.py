"""Why candidates are in this order, in words and numbers."""

import numpy as np
import pandas as pd
import pytest

from likelier.features import KINDS, column_names
from likelier.reasons import LEAST, MOST, TOGETHER, reasons

FEATURES = pd.DataFrame(
    {
        "faces_count": [2.0, 0.0, np.nan],
        "caption_hashtags": np.log1p([3.0, 0.0, 10.0]),
        "caption_empty": [0.0, 1.0, 0.0],
        "caption_capitals": [0.25, 0.0, 0.5],
        "shape_kind": pd.Categorical(["image", "video", None]),
        "embedding_00": [0.1, 0.2, 0.3],
        "embedding_01": [0.1, 0.2, 0.3],
    }
)


def moved(**columns):
    table = pd.DataFrame(0.0, index=range(3), columns=list(FEATURES))
    return table.assign(**columns)


def test_the_strongest_come_first_with_their_values():
    told = reasons(FEATURES, moved(faces_count=[0.5, 0.0, -0.5], caption_hashtags=[-0.2, 0.4, -0.2]))
    assert [(one.what, one.move) for one in told[0]] == [("faces: 2", 0.5), ("hashtags: 3", pytest.approx(-0.2))]
    assert [one.what for one in told[1]] == ["hashtags: 0"]
    assert [one.what for one in told[2]] == ["faces: not known", "hashtags: 10"]


def test_what_all_candidates_share_is_no_reason():
    assert reasons(FEATURES, moved(faces_count=[3.0, 3.0, 3.0])) == [[], [], []]


def test_a_single_candidate_is_held_against_a_typical_post():
    told = reasons(FEATURES.head(1), moved(caption_empty=[0.3, 0, 0], shape_kind=[-0.4, 0, 0]).head(1))
    assert [(one.what, one.move) for one in told[0]] == [
        ("image, carousel or video: image", -0.4),
        ("has no caption, or a blank one: no", 0.3),
    ]


def test_columns_that_say_nothing_alone_are_told_together():
    told = reasons(FEATURES, moved(embedding_00=[0.2, -0.2, 0.0], embedding_01=[0.1, 0.0, -0.1]))
    assert [(one.what, round(one.move, 6)) for one in told[0]] == [("what the picture shows", 0.3)]


def test_little_is_not_told_and_not_more_than_a_person_reads():
    columns = {name: [0.2, -0.1, -0.1] for name in FEATURES} | {"caption_capitals": [LEAST / 2, -LEAST / 2, 0.0]}
    told = reasons(FEATURES, moved(**columns))
    assert len(told[0]) == MOST and all("capitals" not in one.what for one in told[0])


def test_every_beginning_is_that_of_a_column():
    names = column_names(KINDS)
    assert all(any(name.startswith(start) for name in names) for start in TOGETHER)
