"""The model card and the data card of a run: what a stranger must know before using the model or the posts.

Nothing of a single post or account stands in them. What only the user can answer (licence, consent) is asked, not
guessed; see `evaluate.card` of `params.yaml`.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from likelier.metrics.catalogue import SHORT_UNITS, describe
from likelier.scorecard import figures, slices, words
from likelier.scorecard.text import first_split, ranked

HERE = Path(__file__).parent
MEASURES = ("pair_accuracy", "pair_accuracy_images", "pair_accuracy_2x", "best_of_5", "spearman", "rmse", "mae")
INTERVALS = ("coverage", "width", "coverage_90", "width_90")
HEADER = "---\n{{ card_data }}\n---\n\n{{ body }}\n"


def write(folder: Path, metrics: Mapping[str, Any], facts: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    """Write `model_card.md` and `data_card.md`; equal arguments give equal bytes.

    Parameters
    ----------
    metrics : mapping
        What `evaluate` writes to its metrics file.
    facts : mapping
        What `page.facts` found.
    about : mapping
        What `about.gather` found.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import DatasetCard, DatasetCardData, ModelCard, ModelCardData

    name, split = first_split(metrics)
    best = split["best_model"] or split["best_baseline"]
    licence = about["answers"]["licence"]
    shared = {
        "metrics": metrics,
        "facts": facts,
        "about": about,
        "best": best,
        "name": name,
        "split": split,
        "unit": SHORT_UNITS[metrics["target"]],
    }
    model = ModelCardData(
        library_name="likelier",
        license=licence,
        model_name=best,
        pipeline_tag="tabular-regression",
        tags=["ranking", "instagram", "likes"],
        eval_results=_results(split["models"][best], name, about["source"]),
    )
    body = _body(
        "model_card.md.j2",
        **shared,
        summary=words.summary(metrics),
        cautions=words.cautions(metrics, facts),
        slices=slices.words(metrics),
        tables=[_table(split, metrics, columns) for columns in (MEASURES, INTERVALS)],
    )
    _write(folder / "model_card.md", ModelCard.from_template(model, template_str=HEADER, body=body))
    data = DatasetCardData(license=licence, language=sorted(about["languages"]) or None, pretty_name=about["source"])
    body = _body("data_card.md.j2", **shared)
    _write(folder / "data_card.md", DatasetCard.from_template(data, template_str=HEADER, body=body))


def _results(measures: Mapping[str, figures.Figure], split: str, source: str) -> list[Any]:
    from huggingface_hub import EvalResult

    return [
        EvalResult(
            task_type="tabular-regression",
            dataset_type=source,
            dataset_name=source,
            dataset_split=split,
            metric_type=measure,
            metric_name=describe(measure).title,
            metric_value=measures[measure]["value"],
        )
        for measure in (*MEASURES, "coverage")
        if measure in measures
    ]


def _table(split: Mapping[str, Any], metrics: Mapping[str, Any], columns: tuple[str, ...]) -> list[list[str]]:
    """Heading, then one line a model, best first; each figure with its interval."""
    models = [model for model in ranked(split) if any(one in split["models"][model] for one in columns)]
    shown = [one for one in columns if any(one in split["models"][model] for model in models)]
    heading = [""]
    for one in shown:
        measure = describe(one)
        unit = SHORT_UNITS[metrics["target"]] if measure.unit == "target" else measure.unit
        heading.append(f"{measure.title}{unit and f', {unit}'}")
    lines = [heading]
    for model in models:
        role = metrics["roles"][model]
        told = [model if role == "model" else f"{model} ({role})"]
        for one in shown:
            figure = split["models"][model].get(one)
            measure = describe(one)
            told.append(f"{figures.value(figure, measure)} [{figures.interval(figure, measure)}]" if figure else "-")
        lines.append(told)
    return lines


def _body(template: str, **content: Any) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # Markdown, not HTML: nothing to escape but what `cell` does
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["cell"] = lambda text: str(text).replace("|", "\\|").replace("<", "&lt;")
    return environment.get_template(template).render(**content).strip()


def _write(path: Path, card: Any) -> None:
    path.write_text(str(card).rstrip() + "\n", encoding="utf-8", newline="\n")
