"""The HTML scorecard: one file that needs no network and no scripts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from likelier import posts as contract
from likelier import selection
from likelier.metrics.catalogue import GROUPS, SHORT_UNITS, Measure, describe, names
from likelier.params import Params
from likelier.scorecard import figures, slices, words, write_ups
from likelier.scorecard.plots import draw
from likelier.scorecard.tables import Tables
from likelier.scorecard.text import ranked

HERE = Path(__file__).parent
NO_BREAK = "\u00a0"


def render(metrics: Mapping[str, Any], tables: Tables, facts: Mapping[str, Any]) -> str:
    """The page as text; equal arguments give equal bytes.

    Parameters
    ----------
    metrics : mapping
        What `evaluate` writes to its metrics file.
    tables : mapping
        The plots' tables.
    facts : mapping
        What `facts` found.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    shown = _shown(metrics)
    return (
        environment.get_template("page.html.j2").render(
            style=Markup((HERE / "style.css").read_text(encoding="utf-8")),
            metrics=metrics,
            facts=facts,
            summary=words.summary(metrics),
            cautions=words.cautions(metrics, facts),
            splits=[_split(metrics, name, shown) for name in sorted(metrics["splits"])],
            slices=slices.section(metrics),
            write_ups=write_ups.section(metrics),
            measures=[(name, describe(name)) for name in shown],
            plots={name: Markup(plot) for name, plot in draw(tables, metrics).items()},
            best=metrics["best_model"] or min(metrics["splits"].items())[1]["best_baseline"],
        )
        + "\n"
    )


def facts(params: Params, shards: Path, shown: pd.DataFrame) -> dict[str, Any]:
    """Counts of the data that the figures rest on, and the switches that a reader must know of.

    Parameters
    ----------
    shown : DataFrame
        The posts of the shards: account_id, likes, kind.
    """
    quarantine = shards / "quarantine.parquet"
    rejected = len(contract.read(quarantine, contract.QUARANTINE, ["reason"])) if quarantine.exists() else 0
    each = shown.groupby("account_id").size()
    return {
        "source": params.ingest.source,
        "alt_text": params.featurize.alt_text,
        "selected": selection.words(params.select),
        "counts": {
            "posts read and kept": len(shown),
            "accounts": len(each),
            "posts an account, median": float(each.median()) if len(each) else 0.0,
            **{f"of kind {kind}": int((shown["kind"] == kind).sum()) for kind in contract.KINDS},
            "with hidden likes, so without a label": int(shown["likes"].isna().sum()),
            "in the quarantine (read, but not usable)": rejected,
        },
    }


def _shown(metrics: Mapping[str, Any]) -> list[str]:
    """The measures that any model of any split has, in order of the catalogue."""
    found = {name for split in metrics["splits"].values() for model in split["models"].values() for name in model}
    sizes = sorted(
        {int(name.rsplit("_", 1)[1]) for name in found if name.startswith(("best_of_", "mixed_exact_place_"))}
    )
    return [name for name in names(tuple(sizes)) if name in found]


def _split(metrics: Mapping[str, Any], name: str, shown: list[str]) -> dict[str, Any]:
    split = metrics["splits"][name]
    groups = []
    for group, title in GROUPS.items():
        columns = [one for one in shown if describe(one).group == group]
        models = [model for model in ranked(split) if any(one in split["models"][model] for one in columns)]
        lines = [(model, metrics["roles"][model], _cells(split["models"][model], columns)) for model in models]
        groups.append((title, [_heading(describe(one), metrics["target"]) for one in columns], lines))
    return {"name": name, "words": words.SPLITS[name], "groups": groups, **split}


def _heading(measure: Measure, target: str) -> tuple[str, str]:
    arrow = {"higher": "↑", "lower": "↓", "nominal": ""}[measure.better]
    unit = SHORT_UNITS[target] if measure.unit == "target" else measure.unit
    return f"{measure.title}{NO_BREAK}{arrow}".strip(), unit


def _cells(measures: Mapping[str, figures.Figure], columns: list[str]) -> list[tuple[str, str] | None]:
    return [
        (figures.value(measures[one], describe(one)), figures.interval(measures[one], describe(one)))
        if one in measures
        else None
        for one in columns
    ]
