"""The colours, the names of models and the legends that all plots share."""

from typing import Any

# Okabe and Ito's colours, lightened until they hold on white and on black.
COLOURS = {"model": "#2f8fd0", "baseline": "#8d8d8d", "ceiling": "#d97b29", "leaks": "#b3261e"}
CYCLE = ("#2f8fd0", "#2a9d74", "#b765a8", "#c9a400", "#5a6fd6", "#c4564a")
LINE = 0.2  # inches a line of a legend
LONGEST = 18  # letters of a model's name beside an axis


def short(name: str, longest: int = LONGEST) -> str:
    """A name that fits beside an axis."""
    return name if len(name) <= longest else name[: longest - 1] + "…"


def legend_below(axes: Any) -> None:
    """A legend under the plot, which grows by its lines: inside it would lie on what is drawn."""
    labels = axes.get_legend_handles_labels()[1]
    figure = axes.figure
    figure.set_figheight(figure.get_figheight() + LINE * -(-len(labels) // 2))
    figure.legend(loc="outside lower center", ncols=2)
