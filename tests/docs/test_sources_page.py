from dataclasses import fields
from pathlib import Path

import pytest

from likelier import posts, sources
from likelier.intake import Tally

PAGE = (Path(__file__).parents[2] / "docs/sources.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*(field.name for field in fields(Tally)), *sources.ARCHIVES, *posts.PICTURE_ORIGINS])
def test_metrics_and_sources_are_documented(name):
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("name", sources.ARCHIVES)
def test_the_page_tells_which_source_drops_the_newest_post(name):
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |"))
    assert row.endswith("dropped |") == sources.load(name).DROP_NEWEST
