"""The page of the exploration: one file that needs no network and no scripts."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from likelier.exploration.data import Data
from likelier.exploration.parts import Nothing, Picture, Plot, Section, Sheet, Table

PHONE = 5  # inches; a wider plot is scrolled on a phone
HERE = Path(__file__).parent
STYLES = (HERE.parent / "scorecard" / "style.css", HERE / "style.css")


def render(data: Data, sections: Sequence[Section], drawn: Mapping[str, str]) -> str:
    """The page as text; equal arguments give equal bytes.

    Parameters
    ----------
    drawn : mapping
        The `<svg>` element of each plot, by its name.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup, escape

    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["code"] = lambda text: Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))
    environment.tests |= {
        "plot": lambda part: isinstance(part, Plot),
        "nothing": lambda part: isinstance(part, Nothing),
        "table": lambda part: isinstance(part, Table),
        "sheet": lambda part: isinstance(part, Sheet),
    }
    plots = [part for section in sections for part in section.parts if isinstance(part, Plot)]
    text = environment.get_template("page.html.j2").render(
        style=Markup("".join(path.read_text(encoding="utf-8") for path in STYLES)),
        sections=sections,
        drawn={name: Markup(plot) for name, plot in drawn.items()},
        summary=_summary(data),
        cautions=_cautions(data, sections),
        wide={plot.name: f"{plot.width:.1f}" for plot in plots if plot.width > PHONE},
    )
    return text + "\n"


def _summary(data: Data) -> list[str]:
    taken = data.posts["taken_at"]
    sources = ", ".join(sorted(data.posts["source"].unique()))
    told = [
        (
            f"{len(data.posts):,} posts of {data.posts['account_id'].nunique():,} accounts; "
            f"{data.labelled.sum():,} have a label, {data.selected.sum():,} are selected."
        )
    ]
    if len(data.posts):
        told.append(f"From {sources or 'no source'}, posted {taken.min():%Y-%m-%d} to {taken.max():%Y-%m-%d}.")
    return [
        *told,
        "Accounts are numbered by their followers, 1 is the largest; no name and no caption is on this page.",
    ]


def _cautions(data: Data, sections: Sequence[Section]) -> list[str]:
    told = []
    if (data.posts["source"] == "sample").any():
        told.append("The posts are a made world: they show what the page looks like, and nothing of real accounts.")
    sheets = [part for section in sections for part in section.parts if isinstance(part, Sheet)]
    if any(isinstance(one, Picture) and one.address for sheet in sheets for one in sheet.pictures):
        told.append("This page holds pictures of posts. Pass it on only to people who may see them.")
    if not data.selected.any():
        told.append("No post is selected, so nothing can be learned: see “Selection and balance” for the reasons.")
    return told
