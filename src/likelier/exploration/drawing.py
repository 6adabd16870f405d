"""Plots drawn once, as an `<svg>` for the page and as a PNG for DVC; equal data give equal bytes."""

from pathlib import Path

from likelier.exploration.parts import Plot
from likelier.scorecard.svg import SETTINGS, inline

DPI = 150


def draw(plots: list[Plot], folder: Path) -> dict[str, str]:
    """Write one PNG a plot into a new folder, and return their `<svg>` elements by name."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    folder.mkdir(parents=True)
    drawn = {}
    with mpl.rc_context():
        mpl.rcdefaults()  # a reader's own matplotlibrc would change the bytes
        for setting, value in SETTINGS.items():
            mpl.rcParams[setting] = value
        mpl.rcParams["text.parse_math"] = False  # a dollar sign in the name of a category is one
        for plot in plots:
            mpl.rcParams["svg.hashsalt"] = plot.name  # ids that are not random, and differ between the plots of a page
            figure = Figure(figsize=(plot.width, plot.height))
            plot.draw(figure)
            drawn[plot.name] = inline(figure, plot.label)
            figure.set_layout_engine("none")  # it lies as it should: to lay it out again costs as much as to draw it
            figure.savefig(folder / f"{plot.name}.png", dpi=DPI, facecolor="white", metadata={"Software": None})
    return drawn
