"""The command line: parsing only. Every command calls one function of the package."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from likelier.commands import export, models, users
from likelier.commands.forget import forget
from likelier.commands.options import Name, Workdir
from likelier.errors import LikelierError

app = typer.Typer(
    help="Says which of several photos is likelier to be liked, and how sure it is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(models.app, name="models")
app.command()(users.users)
app.command()(export.export)
app.command()(forget)

ParamsFile = Annotated[Path, typer.Option("--params", help="The params file.")]
Overrides = Annotated[
    list[str] | None, typer.Option("--set", help="section.key=value, over the params file; may be given again.")
]
Shards = Annotated[Path, typer.Option(help="Folder of shards.")]
Features = Annotated[list[Path], typer.Option(help="Folder of features; may be given again.")]
Models = Annotated[Path, typer.Option(help="Folder with the trained models, one for each entry of the params file.")]
Report = Annotated[Path, typer.Option(help="Folder to write the report to.")]
Metrics = Annotated[Path, typer.Option(help="JSON file to write the step's figures to.")]
ModelOption = Annotated[str, typer.Option(help="`champion`, or a trained model's folder.")]
PARAMS = Path("params.yaml")
OUTSIDE = ("pair_accuracy", "pair_accuracy_images", "pair_accuracy_2x", "exact_place_5", "pair_accuracy_over_reference")


@app.command()
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


@app.command()
def ingest(shards: Shards, metrics: Metrics, params: ParamsFile = PARAMS, set_: Overrides = None) -> None:
    """Read a source of posts into shards."""
    from likelier.params import load
    from likelier.steps.ingest import ingest as step

    step(load(params, set_ or ()), shards, metrics)


@app.command()
def validate(
    shards: Shards, report: Report, metrics: Metrics, params: ParamsFile = PARAMS, set_: Overrides = None
) -> None:
    """Check the data set against its expectations."""
    from likelier.params import load
    from likelier.steps.validate import validate as step

    step(load(params, set_ or ()), shards, report, metrics)


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
def register(
    shards: Shards,
    models: Models,
    evaluation: Annotated[Path, typer.Option(help="The metrics that `evaluate` wrote.")],
    report: Annotated[Path, typer.Option(help="The folder that `evaluate` wrote its report to.")],
    metrics: Metrics,
    params: ParamsFile = PARAMS,
    set_: Overrides = None,
) -> None:
    """Register the best model, and make it champion if it beats the present one."""
    from likelier.params import load
    from likelier.steps.register import register as step

    checked = load(params, set_ or ())
    step(checked, shards, [models / name for name in checked.models], evaluation, report, metrics)


@app.command()
def run(workdir: Workdir = Path("run"), params: ParamsFile = PARAMS, set_: Overrides = None) -> None:
    """Run all steps in a folder of their own, without DVC."""
    from likelier.params import load
    from likelier.run import run as all_steps

    all_steps(load(params, set_ or ()), workdir)


@app.command()
def tune(
    name: Annotated[str, typer.Argument(help="An entry of `models:` in the params file.")],
    shards: Shards,
    features: Features,
    write: Annotated[bool, typer.Option(help="Write what was found to the params file.")] = True,
    params: ParamsFile = PARAMS,
    set_: Overrides = None,
) -> None:
    """Search the settings of one model."""
    from likelier.params import load
    from likelier.tuning.tune import tune as search
    from likelier.tuning.words import told

    checked = load(params, set_ or ())
    found = search(checked, name, shards, features, params if write else None)
    typer.echo(told(name, found, checked, str(params) if write else None))


@app.command()
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


@app.command()
def score(
    source: Annotated[str, typer.Option(help="The kind of source, such as profile_pages.")],
    path: Annotated[Path, typer.Option(help="The folder that the source reads.")],
    output: Annotated[Path, typer.Option(help="The CSV file to write.")],
    model: ModelOption = "champion",
    registered_name: Name = "likelier",
    workdir: Workdir = Path(),
    params: Annotated[
        Path | None, typer.Option(help="A params file, for a source with settings: ingest.table.")
    ] = None,
    set_: Overrides = None,
) -> None:
    """Score every readable post of a source, in batch."""
    from likelier.champion import find
    from likelier.params import load
    from likelier.scoring import score as score_all

    settings = load(params or PARAMS, set_ or ()).ingest if params or set_ else None
    score_all(find(model, registered_name, workdir).artifact, source, path, output, settings)


@app.command()
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


@app.command()
def rank(
    photos: Annotated[list[Path], typer.Argument(help="The photos to put in order.")],
    account: Annotated[str | None, typer.Option(help="User name of an account in the shards.")] = None,
    caption: Annotated[list[str] | None, typer.Option(help="One for all photos, or one for each, in order.")] = None,
    at: Annotated[datetime | None, typer.Option(help="When they would go out (UTC); now, if left out.")] = None,
    confidence: Annotated[
        float, typer.Option(min=0.5, max=0.99, help="How sure the model must be to tell two photos apart.")
    ] = 0.6,
    model: ModelOption = "champion",
    registered_name: Name = "likelier",
    workdir: Workdir = Path(),
    shards: Annotated[Path | None, typer.Option(help="Where --account is looked up.")] = None,
    why: Annotated[bool, typer.Option("--why", help="Say what moved each score.")] = False,
) -> None:
    """Print photos in order, the likeliest to be liked first."""
    from likelier.champion import find
    from likelier.photos import in_order

    found = find(model, registered_name, workdir)
    shards = shards or workdir / "data" / "shards"
    typer.echo(in_order(found.artifact, found.label, photos, caption or [], at, account, shards, confidence, why))


@app.command()
def best_time(
    photo: Annotated[Path, typer.Argument(help="The photo that would be posted.")],
    account: Annotated[str | None, typer.Option(help="User name of an account in the shards.")] = None,
    caption: Annotated[str | None, typer.Option(help="Its caption.")] = None,
    start: Annotated[datetime | None, typer.Option(help="Where the week begins (UTC); now, if left out.")] = None,
    time_zone: Annotated[str, typer.Option(help="Of the hours, where the account has none of its own.")] = "UTC",
    confidence: Annotated[
        float, typer.Option(min=0.5, max=0.99, help="How sure the model must be that the hour matters.")
    ] = 0.6,
    model: ModelOption = "champion",
    registered_name: Name = "likelier",
    workdir: Workdir = Path(),
    shards: Annotated[Path | None, typer.Option(help="Where --account is looked up.")] = None,
) -> None:
    """Print a photo's week: how its score moves with the hour, or that it does not."""
    from likelier.best_time import best_time as told
    from likelier.champion import find

    found = find(model, registered_name, workdir)
    shards = shards or workdir / "data" / "shards"
    typer.echo(told(found.artifact, found.label, photo, caption, start, account, shards, time_zone, confidence))


def main() -> None:
    """Run the command line; what the user can mend is one line and exit code 2."""
    try:
        app()
    except LikelierError as error:
        print(f"likelier: {error}", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        print(
            f"likelier: {error.filename or 'a file'}: {error.strerror or error}; mend that and run again",
            file=sys.stderr,
        )
        sys.exit(2)
