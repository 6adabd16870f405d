"""The page of a drift report: one file that needs no network and no scripts."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from likelier.drift import plots, telling

HERE = Path(__file__).parent
STYLES = (HERE.parent / "scorecard" / "style.css", HERE / "style.css")
DRAWN = 24  # charts; beyond them, sentences
DASH = "\u2013"
CALM = 6  # columns that are shown where there is no alarm


def render(report: Mapping[str, Any]) -> str:
    """The page as text; equal reports give equal bytes.

    Parameters
    ----------
    report : mapping
        As `likelier.drift.report.gather` makes it.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup, escape

    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["code"] = lambda text: Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))
    alarms = [one for one in report["findings"] if one["severity"] != "none"]
    tested = [one for one in report["findings"] if one["psi"] is not None]
    calm = [] if alarms else [one for one in tested if one["p_value"] is not None][:CALM]
    drawn = plots.draw((alarms or calm)[:DRAWN])
    text = environment.get_template("page.html.j2").render(
        style=Markup("".join(path.read_text(encoding="utf-8") for path in STYLES)),
        report=report,
        tone=report["severity"],
        verdict=telling.verdict(report),
        summary=telling.summary(report),
        cautions=telling.cautions(report),
        next_steps=telling.next_steps(report),
        alarms=[_card(one) for one in alarms],
        calm=[_card(one) for one in calm],
        plots={name: Markup(chart) for name, chart in drawn.items()},
        performance=telling.performance(report),
        measured=_measured(report["performance"] or {}),
        tested=[_row(one) for one in tested],
        counts=telling.counts(report),
        untold=report["untold"],
        untold_why=telling.UNTOLD[report["of"]],
        guide=telling.guide(report),
    )
    return text + "\n"


def _card(finding: Mapping[str, Any]) -> dict[str, Any]:
    name = finding["name"]
    return {
        **{key: finding[key] for key in ("name", "severity")},
        "meaning": telling.meaning(name),
        "words": telling.capital(finding["words"].removeprefix(f"{name}: ")),
    }


def _row(finding: Mapping[str, Any]) -> dict[str, Any]:
    figures = {key: DASH if finding[key] is None else f"{finding[key]:.3f}" for key in ("psi", "kl", "ks")}
    p = finding["p_value"]
    told = DASH if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}"
    return {key: finding[key] for key in ("name", "about", "severity")} | figures | {"p_value": told}


Cell = tuple[str, str] | None


def _measured(figures: Mapping[str, Any]) -> list[tuple[str, Sequence[Cell]]]:
    rows: list[tuple[str, Sequence[Cell]]] = []
    for name, title in (("pair_accuracy", "Pairs in order"), ("coverage", "Likes inside the interval")):
        if name in figures:
            told = figures[name]
            rows.append((title, [_cell(told["new"]), _cell(told["reference"]), _cell(told["difference"], sign=True)]))
    for name, figure in figures.get("baselines", {}).items():
        cell = (f"{100 * figure:.1f}", "\u00a0") if isinstance(figure, float) else _cell(figure)
        rows.append((f"Pairs in order by the baseline “{name}”", [cell, None, None]))
    return rows


def _cell(figure: Mapping[str, float], *, sign: bool = False) -> Cell:
    form = "{:+.1f}" if sign else "{:.1f}"
    value, low, high = (form.format(100 * figure[end]) for end in ("value", "low", "high"))
    return value, f"{low} to {high}"
