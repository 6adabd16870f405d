"""How well trained models order posts: a finished run's table, and accounts that came later."""

from pathlib import Path
from typing import Annotated

import typer

from likelier.commands.options import PARAMS, Metrics, Overrides, ParamsFile

OUTSIDE = ("pair_accuracy", "pair_accuracy_images", "pair_accuracy_2x", "exact_place_5", "pair_accuracy_over_reference")


def table(
    evaluation: Annotated[Path, typer.Argument(help="The metrics that `evaluate` wrote.")],
    measure: Annotated[
        list[str] | None, typer.Option(help="A column, as in docs/measures.md; may be given again.")
    ] = None,
) -> None:
    """Print the models beside the baselines."""
    import json

    from likelier.scorecard import summary

    metrics = json.loads(evaluation.read_text(encoding="utf-8"))
    typer.echo(summary(metrics, measure) if measure else summary(metrics))


def measure(
    source: Annotated[str, typer.Option(help="The kind of source, such as profile_pages.")],
    path: Annotated[Path, typer.Option(help="The folder that the source reads.")],
    model: Annotated[list[str] | None, typer.Option(help="A trained model; all, if none is named.")] = None,
    workdir: Annotated[Path, typer.Option(help="Folder of the run that trained the models.")] = Path(),
    report: Annotated[Path, typer.Option(help="Folder to write the scorecard to.")] = Path("reports/newcomers"),
    metrics: Metrics = Path("metrics/newcomers.json"),
    params: ParamsFile = PARAMS,
    set_: Overrides = None,
) -> None:
    """Measure trained models on accounts that came after them."""
    import json

    from likelier.measuring import measure as measure_all
    from likelier.params import load
    from likelier.scorecard import summary

    measure_all(load(params, set_ or ()), workdir, model or (), source, path, report, metrics)
    typer.echo(summary(json.loads(metrics.read_text(encoding="utf-8")), OUTSIDE))
