"""The colours and the names of models that all plots share."""

# Okabe and Ito's colours, lightened until they hold on white and on black.
COLOURS = {"model": "#2f8fd0", "baseline": "#8d8d8d", "ceiling": "#d97b29", "leaks": "#b3261e"}
CYCLE = ("#2f8fd0", "#2a9d74", "#b765a8", "#c9a400", "#5a6fd6", "#c4564a")
LONGEST = 18  # letters of a model's name beside an axis


def short(name: str, longest: int = LONGEST) -> str:
    """A name that fits beside an axis."""
    return name if len(name) <= longest else name[: longest - 1] + "…"
