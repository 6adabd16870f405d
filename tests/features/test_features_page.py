"""docs/features.md lists every feature as the code does; a failing test prints the table that it lacks."""

from pathlib import Path

import pytest

from likelier import features
from likelier.features.values import CATEGORY

PAGE = Path(__file__).parents[2] / "docs/features.md"


def span(feature):
    if feature.unit == CATEGORY or (feature.low is None and feature.high is None):
        return ""
    low, high = ("" if bound is None else f"{bound:g}" for bound in (feature.low, feature.high))
    return f"{low} to {high}" if high else f"from {low}"


def rows(kind):
    return [
        f"| `{name}` | {feature.meaning} | {feature.unit} | {span(feature)} |"
        for name, feature in features.catalogue(kind).items()
    ]


@pytest.mark.parametrize("kind", features.KINDS)
def test_the_page_lists_every_feature(kind):
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {kind}\n")[1].split("\n## ")[0]
    listed = [line for line in section.splitlines() if line.startswith("| `")]
    assert listed == rows(kind), "\n".join(["the table should be:", *rows(kind)])
