"""``likelier drift``: whether new posts, or what the service was asked, are still like what was learned from."""

from pathlib import Path
from typing import Annotated

import typer

from likelier.commands.options import PARAMS, Overrides, ParamsFile


def drift(
    shards: Annotated[Path | None, typer.Option(help="Folder of shards with new posts.")] = None,
    records: Annotated[
        Path | None, typer.Option(help="Folder of the service's records, as in LIKELIER_MONITOR.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="All posts of the shards, not only new ones.")] = False,
    report: Annotated[Path, typer.Option(help="Folder to write the report to.")] = Path("reports/drift"),
    metrics: Annotated[Path, typer.Option(help="JSON file to write what was found to.")] = Path("metrics/drift.json"),
    prometheus: Annotated[
        Path | None, typer.Option(help="File of gauges to write, for Prometheus's textfile collector.")
    ] = None,
    params: ParamsFile = PARAMS,
    set_: Overrides = None,
) -> None:
    """Compare new posts with what the champion has learned from; exit code 0 no drift, 3 warning, 4 critical."""
    import json

    from likelier.drift import gauges
    from likelier.drift.report import EXIT_CODES
    from likelier.params import load
    from likelier.steps.drift import drift as step

    overrides = [*(set_ or ()), *(["drift.all_posts=true"] if all_ else [])]
    step(load(params, overrides), shards, records, report, metrics)
    told = json.loads(metrics.read_text(encoding="utf-8"))
    if prometheus is not None:
        gauges.write(told, prometheus)
    if code := EXIT_CODES[told["severity"]]:
        raise typer.Exit(code)
