"""An evaluation in words and a table, Markdown: what MLflow's page shows on top of its run."""

from collections.abc import Mapping
from typing import Any

from likelier.registry.evaluation import SPLIT, Evaluation

# Of each column the measure, its heading and its unit.
COLUMNS = {
    "pair_accuracy": "pairs in order (share)",
    "pair_accuracy_over_baseline": "over the best baseline",
    "best_of_5": "best of 5 (share)",
    "spearman": "Spearman",
    "coverage": "coverage (share)",
}


def describe(evaluation: Evaluation, registered: str, version: int, experiment: str, runs: Mapping[str, str]) -> str:
    """What was measured, and the models in order; `runs` are the numbers of their runs."""
    data, best = evaluation.facts["data"], evaluation.best.name
    measured = evaluation.measured["splits"][SPLIT]
    lines = [
        f"Best model: **{best}**, [version {version}](#/models/{registered}/versions/{version}) of `{registered}`.",
        "",
        f"{data['posts']} posts of {data['accounts']} accounts, {data['first']} to {data['last']}.",
        "",
        f"Figures of the {SPLIT} split: no model had seen the accounts that it scored.{_confidence(evaluation)}",
        "",
        "| model | role | " + " | ".join(COLUMNS.values()) + " |",
        "| --- | --- |" + " ---: |" * len(COLUMNS),
    ]
    for one in reversed(evaluation.contenders):
        name = f"[{one.name}](#/experiments/{experiment}/runs/{runs[one.name]})"
        told = measured["models"].get(one.name, {})
        cells = [_cell(told.get(measure)) for measure in COLUMNS]
        lines.append(f"| {name} | {one.role} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _confidence(evaluation: Evaluation) -> str:
    confidence = evaluation.measured.get("confidence")
    return "" if confidence is None else f" In brackets the {confidence:.0%} interval over accounts."


def _cell(told: Mapping[str, Any] | None) -> str:
    if not told or told.get("value") is None:
        return ""
    bounds = "" if told.get("low") is None else f" [{told['low']:.3f}, {told['high']:.3f}]"
    return f"{told['value']:.3f}{bounds}"
