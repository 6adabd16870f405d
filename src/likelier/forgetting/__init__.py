"""Removing an account from everything below a project: ``likelier forget``.

What is searched is what the pipeline writes or reads. Code, and what a hidden folder holds (but for DVC's cache and
``.scratch``), is left alone, and so is the history of git.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

NOT_OURS = frozenset(
    ("src", "tests", "docs", "serving", "components", "pipeline", "studies", "tools", "benchmarks", "node_modules")
)


@dataclass(frozen=True)
class Action:
    """One thing to do, and how it is told."""

    told: str
    do: Callable[[], None]


def files(project: Path) -> Iterator[Path]:
    """The files of a project that are neither code nor hidden, in order."""
    for place, folders, names in os.walk(project):
        top = Path(place) == project
        folders[:] = sorted(one for one in folders if not one.startswith(".") and not (top and one in NOT_OURS))
        yield from (
            Path(place, name) for name in sorted(names) if not name.startswith(".") or name.endswith(".partial")
        )
