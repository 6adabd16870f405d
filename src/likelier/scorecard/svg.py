"""Matplotlib's SVG made fit to stand inside a page: no outside names, the page's own ink, equal bytes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

INK = "#010203"  # stands for the page's text colour, which differs between light and dark

SETTINGS: dict[Any, Any] = {
    "text.parse_math": False,  # a dollar sign in a name is one
    "svg.fonttype": "none",  # text stays text: it can be read aloud and found
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": INK,
    "grid.alpha": 0.15,
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
}


@contextmanager
def styled() -> Iterator[Any]:
    """Draw in the page's style; gives matplotlib's settings, to be changed further, which come back afterwards."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()  # a reader's own matplotlibrc would change the bytes
        for setting, value in SETTINGS.items():
            mpl.rcParams[setting] = value
        yield mpl.rcParams


def inline(figure: Any, label: str) -> str:
    """A figure as an `<svg>` element.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Drawn in `styled`.
    label : str
        What the plot shows, for those who hear the page.
    """
    written = StringIO()
    figure.savefig(written, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = written.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    opening = re.match(r"<svg[^>]*>", text)
    assert opening is not None
    box = re.search(r'viewBox="[^"]*"', opening[0])
    assert box is not None
    # Inside HTML an <svg> needs no namespace; without them the page names no address at all.
    text = f'<svg {box[0]} role="img" aria-label="{label}">' + text[opening.end() :]
    text = re.sub(r'<g id="[^"]*"', "<g", text)  # names of groups, the same in every plot; nothing points at them
    return text.replace("xlink:href", "href").replace(INK, "currentColor").strip()
