"""The measures that the first write-ups printed, each with what a constant and the account alone get beside it."""

from collections.abc import Mapping
from typing import Any

from likelier.metrics.catalogue import describe, names
from likelier.scorecard import figures
from likelier.scorecard.text import ranked

OWN = ("mapd", "within_0_25", "scaled_rmse")  # of 2019; of 2022: exact place in sets across accounts
BESIDE = {"constant": "constant", "account_mean": "account alone"}
TARGETS = ("likes_over_mean", "likes_over_max")  # theirs
THEIRS = "random"  # their split

Cell = tuple[str, str] | None


def section(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Words, and a split: its name, the columns, and a group of lines a measure with what that measure hides."""
    chosen = dict.fromkeys((min(metrics["splits"]), THEIRS))
    return {
        "words": words(metrics),
        "columns": list(BESIDE.values()),
        "splits": [(name, _groups(metrics, name)) for name in chosen if name in metrics["splits"]],
    }


def words(metrics: Mapping[str, Any]) -> list[str]:
    """How the table is to be read."""
    beyond = (
        "These are the figures that the write-ups of 2019 and 2022 printed. A model has earned what it has beyond the "
        "other columns of its line. The constant gives every post the same score; the account alone gives each post "
        "the mean of its account, as far as the training posts tell it, without a look at the post."
    )
    told = [beyond]
    if metrics["target"] not in TARGETS:
        told.append(
            f"The write-ups forecast {' or '.join(TARGETS)}. The target here is {metrics['target']}, so that these "
            "figures are not to be held against theirs; set train.target for that."
        )
    if not any("mapd" in measures for split in metrics["splits"].values() for measures in split["models"].values()):
        told.append(f"MAPD divides by the target, and {metrics['target']} can be negative: it has no meaning here.")
    return told


def _groups(metrics: Mapping[str, Any], name: str) -> list[tuple[str, str, list[tuple[str, list[Cell]]]]]:
    split = metrics["splits"][name]
    models = [model for model in ranked(split) if metrics["roles"][model] not in ("baseline", "ceiling")]
    beside = [metrics["beside"][baseline] for baseline in BESIDE]
    groups = []
    for measure in _measures(split):
        lines = [
            (model, [_cell(split["models"], one, measure) for one in (model, *beside)])
            for model in models
            if measure in split["models"][model]
        ]
        described = describe(measure)
        unit = f", {described.unit}" if described.unit else ""
        groups.append((f"{described.title}{unit}", described.hides, lines))
    return [group for group in groups if group[2]]


def _measures(split: Mapping[str, Any]) -> list[str]:
    found = {name for measures in split["models"].values() for name in measures}
    sizes = tuple(sorted(int(name.rsplit("_", 1)[1]) for name in found if name.startswith("mixed_exact_place_")))
    return [name for name in names(sizes) if name in found and (name in OWN or name.startswith("mixed_"))]


def _cell(models: Mapping[str, Any], model: str | None, measure: str) -> Cell:
    if model is None or measure not in models[model]:
        return None
    figure, described = models[model][measure], describe(measure)
    return figures.value(figure, described), figures.interval(figure, described)
