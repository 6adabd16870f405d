"""Plots drawn once, as an `<svg>` for the page and as a PNG for DVC; equal data give equal bytes."""

from pathlib import Path

from likelier.exploration.parts import Plot
from likelier.scorecard.svg import inline, styled

DPI = 150


def draw(plots: list[Plot], folder: Path) -> dict[str, str]:
    """Write one PNG a plot into a new folder, and return their `<svg>` elements by name."""
    from matplotlib.figure import Figure

    folder.mkdir(parents=True)
    drawn = {}
    with styled() as settings:
        for plot in plots:
            settings["svg.hashsalt"] = plot.name  # ids that are not random, and differ between the plots of a page
            figure = Figure(figsize=(plot.width, plot.height))
            plot.draw(figure)
            drawn[plot.name] = inline(figure, plot.label)
            figure.set_layout_engine("none")  # it lies as it should: to lay it out again costs as much as to draw it
            figure.savefig(folder / f"{plot.name}.png", dpi=DPI, facecolor="white", metadata={"Software": None})
    return drawn
