"""The section of the scorecard on slices of the posts: its table, and what may be said of the worst ones."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from likelier.metrics.catalogue import describe
from likelier.metrics.catalogue.measure import Measure
from likelier.metrics.measure import OVER_BASELINE
from likelier.metrics.pairs import PAIR_ACCURACY
from likelier.metrics.slices import COVERAGE, OVER_WANTED, OVER_WHOLE
from likelier.scorecard import figures

TITLES = {
    "followers": "Account size, by quarters of the posts",
    "kind": "Kind of post",
    "language": "Language of the caption",
    "hour": "Local hour",
    "age": "Days since the account's first known post",
    "history": "Earlier posts of the account with known likes",
    "faces": "Faces on the picture",
}
SHORT = {
    "followers": "size",
    "kind": "kind",
    "language": "language",
    "hour": "hour",
    "age": "days",
    "history": "earlier posts",
    "faces": "faces",
}
NAMED = 3  # of the worst slices
COUNTS = ("posts", "accounts", "pairs")
PLOTTED = (PAIR_ACCURACY, OVER_BASELINE, COVERAGE)
ENDS = {"": "value", "_low": "low", "_high": "high"}
DIFFERENCE = Measure("", "", "points", "", "", "")

Line = tuple[str, list[str], list[tuple[str, str] | None]]


def section(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Words, headings and, a facet, the lines of the table; no lines where no slice is large enough."""
    found = metrics["slices"]
    best, *others = found["models"]
    headings = [best, *others]
    headings += [f"{best} over baseline"] if metrics["splits"][min(metrics["splits"])]["best_baseline"] else []
    headings += [f"{best} over the whole", f"{best}: coverage"]
    groups = [
        (TITLES[facet], [_line(name, one, found["models"]) for name, one in slices.items()])
        for facet, slices in found["by"].items()
    ]
    return {"words": words(metrics), "headings": headings, "groups": groups}


def table(metrics: Mapping[str, Any]) -> pd.DataFrame:
    """One row a slice: its name and counts, and the best model's figures there with their intervals."""
    best = metrics["slices"]["models"][0]
    records = []
    for facet, slices in metrics["slices"]["by"].items():
        for name, one in slices.items():
            record: dict[str, Any] = {"by": facet, "slice": name, "name": f"{SHORT[facet]}: {name}"}
            record |= {what: one[what] for what in COUNTS}
            for measure in PLOTTED:
                figure = one["models"][best].get(measure, {})
                record |= {f"{measure}{suffix}": figure.get(end) for suffix, end in ENDS.items()}
            records.append(record)
    figures_too = [f"{measure}{suffix}" for measure in PLOTTED for suffix in ENDS]
    told = pd.DataFrame(records, columns=["by", "slice", "name", *COUNTS, *figures_too])
    return told.astype(dict.fromkeys(figures_too, "float64"))


def words(metrics: Mapping[str, Any]) -> list[str]:
    """What may be said of the worst slices, and what may not."""
    found = metrics["slices"]
    best, least = found["models"][0], found["least_accounts"]
    if not found["looked_at"]:
        return [f"No slice of the posts has pairs of {least} accounts, so there is none to show."]
    smaller = f"; {found['too_small']} smaller ones are not shown" if found["too_small"] else ""
    told = [f"{found['looked_at']} slices of the posts have pairs of {least} accounts or more{smaller}."]
    each = list(_each(found))
    lowest = sorted(each, key=lambda one: one[1][PAIR_ACCURACY]["value"])[:NAMED]
    told.append(f"{best} puts the fewest pairs in order in: {'; '.join(_pairs(*one) for one in lowest)}.")
    below = [label for label, one in each if one[OVER_WHOLE]["high"] < 0]
    told.append(
        "The worst of many is partly chance, so the intervals of the difference to the whole hold for all "
        f"{found['looked_at']} slices at once (Bonferroni). By them, it is below the whole in "
        f"{'; '.join(below) if below else 'none'}."
    )
    told.append(
        "A pair is in a slice if both its posts are. Pairs of unlike posts (a video and an image) are in the whole "
        "alone. They may be the easier ones, and then every slice lies below the whole though none is treated worse."
    )
    return told + _of_coverage(each)


def _of_coverage(each: list[tuple[str, Mapping[str, figures.Figure]]]) -> list[str]:
    known = [(label, one) for label, one in each if OVER_WANTED in one]
    if not known:
        return []
    off = [
        f"{label} ({figures.value(one[COVERAGE], describe(COVERAGE))} %)"
        for label, one in known
        if one[OVER_WANTED]["high"] < 0 or one[OVER_WANTED]["low"] > 0
    ]
    if off:
        return [f"By such intervals, its own interval holds more or fewer posts than it should in {'; '.join(off)}."]
    return ["Its interval holds as many posts as it should in every slice, as far as such intervals can tell."]


def _each(found: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, figures.Figure]]]:
    """Each slice's name, and the best model's figures there."""
    for facet, slices in found["by"].items():
        for name, one in slices.items():
            yield f"{SHORT[facet]}: {name}", one["models"][found["models"][0]]


def _pairs(label: str, one: Mapping[str, figures.Figure]) -> str:
    figure = one[PAIR_ACCURACY]
    return f"{label}, {figures.of_hundred(figure)} of 100 ({figures.interval(figure, describe(PAIR_ACCURACY))})"


def _line(name: str, one: Mapping[str, Any], models: list[str]) -> Line:
    best = one["models"][models[0]]
    cells = [(one["models"][model][PAIR_ACCURACY], describe(PAIR_ACCURACY)) for model in models]
    if OVER_BASELINE in best:
        cells.append((best[OVER_BASELINE], DIFFERENCE))
    cells.append((best[OVER_WHOLE], DIFFERENCE))
    cells.append((best[COVERAGE], describe(COVERAGE)) if COVERAGE in best else (None, DIFFERENCE))
    counts = [f"{one[what]:,}" for what in COUNTS]
    return name, counts, [cell and (figures.value(cell, unit), figures.interval(cell, unit)) for cell, unit in cells]
