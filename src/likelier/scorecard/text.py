"""The short table that ends a run in the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from likelier.errors import ParamsError
from likelier.metrics.catalogue import describe
from likelier.scorecard import figures

COLUMNS = ("pair_accuracy", "pair_accuracy_2x", "best_of_5", "rmse", "attained")


def summary(metrics: Mapping[str, Any], columns: Sequence[str] = COLUMNS) -> str:
    """One line a model, best first, the baselines among them.

    Parameters
    ----------
    metrics : mapping
        What `evaluate` wrote to its metrics file.
    columns : sequence of str
        The measures to show, by their names: each with its interval, but for the default ones, of which only the
        first has one, so that the table fits on a screen.

    Returns
    -------
    str
        Plain text without a newline at the end; columns that no model has are left out.

    Raises
    ------
    ParamsError
        No model has any of these measures.
    """
    name, split = first_split(metrics)
    models = split["models"]
    shown = [column for column in columns if any(column in measures for measures in models.values())]
    if not shown:
        raise ParamsError(f"no model has a measure {' or '.join(columns)}; docs/measures.md lists them all")
    lines = [["model", "", *(_heading(column) for column in shown)]]
    for model in ranked(split):
        role = metrics["roles"][model]
        cells = [_cell(models[model], column, column == COLUMNS[0] or columns != COLUMNS) for column in shown]
        lines.append([model, "" if role == "model" else role, *cells])
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    rows = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    title = f"{name} split: {split['rows']} posts of {split['accounts']} accounts, target {metrics['target']}"
    note = f"[...]: {100 * metrics['confidence']:g} % interval over accounts; a constant has 50 % of the pairs"
    return "\n".join([title, *rows, note])


def first_split(metrics: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The split that chooses the best model; JSON keeps them sorted, and `account` comes first."""
    name = min(metrics["splits"])
    return name, metrics["splits"][name]


def ranked(split: Mapping[str, Any]) -> list[str]:
    """The models of a split, most pairs in order first; equals by name."""
    models = split["models"]
    return sorted(models, key=lambda model: (-models[model]["pair_accuracy"]["value"], model))


def _heading(column: str) -> str:
    measure = describe(column)
    return measure.title + (" %" if measure.unit == "%" else "")


def _cell(measures: Mapping[str, figures.Figure], column: str, interval: bool) -> str:
    if column not in measures:
        return "-"
    measure, figure = describe(column), measures[column]
    told = figures.value(figure, measure)
    return f"{told} [{figures.interval(figure, measure)}]" if interval else told
