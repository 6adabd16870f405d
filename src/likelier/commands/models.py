"""``likelier models``: what is registered, and which version is in service."""

from pathlib import Path
from typing import Annotated

import typer

from likelier.commands.options import Name, Workdir

app = typer.Typer(help="List registered models, and choose which one is in service.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(metavar="VERSION", help="The number of a version.")]


@app.command(name="list")
def list_(registered_name: Name = "likelier", workdir: Workdir = Path()) -> None:
    """Print all versions, the newest first."""
    from likelier import champion, versions

    typer.echo(versions.table(champion.registry(registered_name, workdir).versions()))


@app.command()
def show(
    version: Annotated[int | None, typer.Argument(help="The number of a version; the champion, if left out.")] = None,
    registered_name: Name = "likelier",
    workdir: Workdir = Path(),
) -> None:
    """Print what a version was made of, and its figures beside the baselines."""
    from likelier import champion, versions

    typer.echo(versions.told(versions.find(champion.registry(registered_name, workdir), version)))


@app.command()
def promote(version: Number, registered_name: Name = "likelier", workdir: Workdir = Path()) -> None:
    """Make a version the champion, if its model loads."""
    from likelier import champion, versions

    registry = champion.registry(registered_name, workdir)
    typer.echo(versions.promote(registry, versions.find(registry, version)))


@app.command()
def rollback(registered_name: Name = "likelier", workdir: Workdir = Path()) -> None:
    """Make the version champion that was it before; a second time goes forward again."""
    from likelier import champion, versions

    typer.echo(versions.rollback(champion.registry(registered_name, workdir)))
