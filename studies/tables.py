"""A study's metrics as Markdown: what was printed, ours in the same unit, and the constant in that unit beside it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from studies.printed import Row

CONSTANT = "constant"
SPLITS = {
    "random": "posts drawn at random: **leaky reference**, as the write-up split",
    "account": "accounts never seen",
}
NOTHING, NOT_RUN = "", "not run"

Figures = Mapping[str, Mapping[str, float]]  # measure -> value, low, high


class Column(NamedTuple):
    """One measure: its heading, factor and digits; whether its interval, and the constant's figure, are shown."""

    measure: str
    title: str
    factor: float = 1.0
    digits: int = 3
    interval: bool = False
    beside: bool = True


A_COLUMNS = (
    Column("rmse", "RMSE, multiples of the mean", interval=True),
    Column("scaled_rmse", "RMSE / maximum", digits=4),
    Column("mapd", "MAPD %", 100, 1),
    Column("within_0_25", "within 0.25, %", 100, 1),
    Column("r2", "R²"),
    Column("pair_accuracy", "pairs of an account in order, %", 100, 1),
)
MIXED = tuple(Column(f"mixed_exact_place_{n}", f"mixed, {n}", interval=True) for n in (2, 5, 10))
WITHIN = tuple(Column(f"exact_place_{n}", f"one account, {n}", interval=True) for n in (2, 5, 10))
B_DISTANCE = (
    Column("rmse", "RMSE, multiples of the maximum", interval=True),
    Column("scaled_rmse", "RMSE / greatest", digits=4),
    Column("r2", "R²"),
)
C_COLUMNS = (
    Column("pair_accuracy", "pairs of an account in order, %", 100, 1, interval=True, beside=False),
    Column("pair_accuracy_images", "of pictures only, %", 100, 1, interval=True, beside=False),
    Column("pair_accuracy_over_reference", "over `xgboost`, points", 100, 2, interval=True, beside=False),
)


def table(measured: Mapping[str, Any], split: str, rows: Mapping[str, Row], columns: Sequence[Column]) -> str:
    """One Markdown table of a split: the models of `rows`, in that order; one that was not run says so.

    Parameters
    ----------
    measured : mapping
        What `evaluate` wrote.
    rows : mapping
        Model to what it is, and what was printed of it.

    Returns
    -------
    str
        A cell holds ``printed → ours [interval] (constant)``; what the write-up did not print is left out.
    """
    models = measured["splits"][split]["models"]
    heads = ["model", "what it is", *(column.title for column in columns)]
    lines = [heads, ["---"] * len(heads)]
    for name, row in rows.items():
        label = f"`{name}`" + (" (leaks)" if measured["roles"].get(name) == "leaks" else "")
        cells = [_cell(column, models.get(name), models[CONSTANT], row, own=name == CONSTANT) for column in columns]
        lines.append([label, row.what, *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def about(measured: Mapping[str, Any], split: str) -> str:
    """Which posts a table is of."""
    here = measured["splits"][split]
    return f"{SPLITS[split].capitalize()}; {here['rows']:,} posts of {here['accounts']:,} accounts."


def _cell(column: Column, ours: Figures | None, constant: Figures, row: Row, *, own: bool) -> str:
    told = NOT_RUN if ours is None else NOTHING
    if ours is not None and column.measure in ours:
        figure = ours[column.measure]
        told = _number(figure["value"], column)
        if column.interval:
            told += f" [{_number(figure['low'], column)}, {_number(figure['high'], column)}]"
        if column.beside and not own:
            told += f" ({_number(constant[column.measure]['value'], column)})"
    if column.measure in row.printed:
        told = f"{_number(row.printed[column.measure], column)} → {told}"
    return told


def _number(value: float, column: Column) -> str:
    scaled = column.factor * value
    return f"{scaled:.2g}" if abs(scaled) >= 1e4 else f"{round(scaled, column.digits) + 0.0:.{column.digits}f}"
