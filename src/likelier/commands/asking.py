"""What a trained model is asked: scores of a source, an order of photos, a photo's week."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from likelier.commands.options import PARAMS, ModelOption, Name, Overrides, Workdir


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
