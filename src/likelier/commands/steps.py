"""The steps of the pipeline, a command each, and all of them in a row."""

from pathlib import Path
from typing import Annotated

import typer

from likelier.commands.options import PARAMS, Features, Metrics, Models, Overrides, ParamsFile, Report, Shards, Workdir


def collect(
    archive: Annotated[Path, typer.Option(help="Folder to add to: what is in it stays.")],
    metrics: Metrics,
    params: ParamsFile = PARAMS,
    set_: Overrides = None,
) -> None:
    """Collect posts from the network, where the params ask for it."""
    from likelier.params import load
    from likelier.steps.collect import collect as step

    step(load(params, set_ or ()), archive, metrics)


def ingest(shards: Shards, metrics: Metrics, params: ParamsFile = PARAMS, set_: Overrides = None) -> None:
    """Read a source of posts into shards."""
    from likelier.params import load
    from likelier.steps.ingest import ingest as step

    step(load(params, set_ or ()), shards, metrics)


def validate(
    shards: Shards, report: Report, metrics: Metrics, params: ParamsFile = PARAMS, set_: Overrides = None
) -> None:
    """Check the data set against its expectations."""
    from likelier.params import load
    from likelier.steps.validate import validate as step

    step(load(params, set_ or ()), shards, report, metrics)


def featurize(
    shards: Shards,
    features: Annotated[Path, typer.Option(help="Folder to write features to.")],
    metrics: Metrics,
    shard: Annotated[str | None, typer.Option(help="Only this shard, such as posts-0003.")] = None,
    params: ParamsFile = PARAMS,
    set_: Overrides = None,
) -> None:
    """Compute features, a shard at a time."""
    from likelier.params import load
    from likelier.steps.featurize import featurize as step

    step(load(params, set_ or ()), shards, features, metrics, shard)


def explore(
    shards: Shards,
    features: Features,
    report: Report,
    metrics: Metrics,
    params: ParamsFile = PARAMS,
    set_: Overrides = None,
) -> None:
    """Draw the posts that would be learned from, on one page."""
    from likelier.params import load
    from likelier.steps.explore import explore as step

    step(load(params, set_ or ()), shards, features, report, metrics)


def train(
    name: Annotated[str, typer.Argument(help="An entry of `models:` in the params file.")],
    shards: Shards,
    features: Features,
    trained: Annotated[Path, typer.Option(help="Folder to write the trained model to.")],
    metrics: Metrics,
    params: ParamsFile = PARAMS,
    set_: Overrides = None,
) -> None:
    """Train one model."""
    from likelier.params import load
    from likelier.steps.train import train as step

    step(load(params, set_ or ()), name, shards, features, trained, metrics)


def evaluate(
    shards: Shards,
    features: Features,
    models: Models,
    report: Report,
    metrics: Metrics,
    params: ParamsFile = PARAMS,
    set_: Overrides = None,
) -> None:
    """Measure every trained model on the same posts."""
    from likelier.params import load
    from likelier.steps.evaluate import evaluate as step

    checked = load(params, set_ or ())
    step(checked, shards, features, [models / name for name in checked.models], report, metrics)


def register(
    shards: Shards,
    features: Features,
    models: Models,
    evaluation: Annotated[Path, typer.Option(help="The metrics that `evaluate` wrote.")],
    report: Annotated[Path, typer.Option(help="The folder that `evaluate` wrote its report to.")],
    metrics: Metrics,
    params: ParamsFile = PARAMS,
    set_: Overrides = None,
) -> None:
    """Register the best model, and make it champion if it passes the gate."""
    from likelier.params import load
    from likelier.steps.register import register as step

    checked = load(params, set_ or ())
    step(checked, shards, features, [models / name for name in checked.models], evaluation, report, metrics)


def plan_update(
    shards: Shards,
    features: Features,
    drift: Annotated[Path, typer.Option(help="The metrics that `drift` wrote.")],
    metrics: Metrics,
    params: ParamsFile = PARAMS,
    set_: Overrides = None,
) -> None:
    """Print yes or no: whether a model should be trained on the posts that are there now."""
    from likelier.params import load
    from likelier.steps.plan_update import plan_update as step

    typer.echo("yes" if step(load(params, set_ or ()), shards, features, drift, metrics) else "no")


def run(workdir: Workdir = Path("run"), params: ParamsFile = PARAMS, set_: Overrides = None) -> None:
    """Run all steps in a folder of their own, without DVC."""
    from likelier.params import load
    from likelier.run import run as all_steps

    all_steps(load(params, set_ or ()), workdir)
