"""What a section of the page is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTH = 4.2  # inches of a plot that a phone shows whole


@dataclass(frozen=True)
class Plot:
    """One figure. `draw` gets an empty matplotlib figure of that size, in inches; `label` is read aloud."""

    name: str
    caption: str
    label: str
    draw: Callable[[Any], None]
    height: float = 3.1
    width: float = WIDTH


@dataclass(frozen=True)
class Nothing:
    """In place of a plot or a table for which there are no data: why."""

    caption: str
    reason: str


@dataclass(frozen=True)
class Table:
    """Rows of texts under headings; the first `texts` columns are words. A `folded` one is opened by the reader."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    folded: bool = False
    texts: int = 1


@dataclass(frozen=True)
class Picture:
    """One post of a contact sheet: its picture as the address of embedded bytes, and what is written below it."""

    address: str | None
    lines: Sequence[str]


@dataclass(frozen=True)
class Sheet:
    """A contact sheet."""

    caption: str
    pictures: Sequence[Picture]


Part = Plot | Nothing | Table | Sheet


@dataclass(frozen=True)
class Section:
    """A heading of the page: sentences, then parts; and the figures for the metrics file, all finite."""

    name: str
    title: str
    words: Sequence[str]
    parts: Sequence[Part]
    figures: dict[str, Any] = field(default_factory=dict)
