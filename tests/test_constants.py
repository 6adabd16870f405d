"""The 2019 write-up's rows: a made-up case counted by hand, and its public pages where a folder of them is named."""

import json
import os
from pathlib import Path

import pytest

from likelier.errors import NotEnoughData, SourceError
from studies.constants import constants, table

PAGES = "LIKELIER_PAGES"


def write(folder, name, *likes):
    """A page; its newest post stands first, and a dear one."""
    posts = [
        {"edge_liked_by": 1, "edge_media_preview_like": count, "taken_at_timestamp": 1_550_000_000 - place}
        for place, count in enumerate(likes)
    ]
    (folder / f"{name}.json").write_text(json.dumps({"id": "7", "username": name, "posts": posts}))


def test_a_small_case_comes_out_as_by_hand(tmp_path):
    write(tmp_path, "b", 900, 10, 30)  # 0.5 and 1.5 of their mean
    write(tmp_path, "A", 900, 50, 50)  # 1 and 1
    write(tmp_path, "alone", 7)
    write(tmp_path, "none")
    found = constants(tmp_path)
    assert (found.rows, found.accounts) == (4, 2)
    assert (found.maximum, found.within) == (1.5, 0.5)
    assert found.sd == found.rmse == pytest.approx(0.125**0.5)  # the mean of 1/4, 1/4, 0 and 0
    assert found.scaled_rmse == pytest.approx(0.125**0.5 / 1.5)
    assert "| rows within 0.25 of 1 | 50.00 % |" in table(found)


def test_what_cannot_be_counted_is_told(tmp_path):
    with pytest.raises(SourceError, match="no such folder"):
        constants(tmp_path / "nowhere")
    write(tmp_path, "alone", 7)
    with pytest.raises(NotEnoughData, match="no account"):
        constants(tmp_path)
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(SourceError, match=r"broken\.json"):
        constants(tmp_path)


@pytest.mark.skipif(PAGES not in os.environ, reason=f"{PAGES} names no folder of the 2019 profile pages")
def test_the_public_pages_give_the_known_constants():
    found = constants(Path(os.environ[PAGES]))
    assert (found.rows, found.accounts) == (15_567, 1_422)
    assert (round(found.sd, 4), round(found.maximum, 4), round(found.within, 4)) == (0.5062, 5.9874, 0.4567)
    assert (round(found.rmse, 4), round(found.scaled_rmse, 4)) == (0.5062, 0.0845)
