"""``likelier models``: what is registered, and which version is in service."""

from pathlib import Path
from typing import Annotated, Any

import typer

from likelier.commands.options import Name, Workdir

app = typer.Typer(help="List registered models, and choose which one is in service.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(metavar="VERSION", help="The number of a version.")]
SAME = "same"  # the verdict of a version that was made again
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a script.")]


@app.command(name="list")
def list_(registered_name: Name = "likelier", workdir: Workdir = Path(), json: Json = False) -> None:
    """Print all versions, the newest first, and what the gate said of each."""
    from likelier import champion
    from likelier.telling import listing

    found = champion.registry(registered_name, workdir).versions()
    _print(listing.rows(found) if json else listing.table(found))


@app.command()
def show(
    version: Annotated[int | None, typer.Argument(help="The number of a version; the champion, if left out.")] = None,
    registered_name: Name = "likelier",
    workdir: Workdir = Path(),
    json: Json = False,
) -> None:
    """Print what a version was made of, what the gate said, and its figures beside the baselines."""
    from likelier import champion, versions
    from likelier.telling import version as one

    found = versions.find(champion.registry(registered_name, workdir), version)
    _print(one.content(found) if json else one.told(found))


@app.command()
def compare(
    first: Annotated[int, typer.Argument(metavar="A", help="The number of a version.")],
    second: Annotated[int, typer.Argument(metavar="B", help="The number of another one.")],
    registered_name: Name = "likelier",
    workdir: Workdir = Path(),
    json: Json = False,
) -> None:
    """Print two versions beside each other: on the same posts, and in all that they keep."""
    from likelier import champion, versions
    from likelier.comparing import sides
    from likelier.telling import comparison

    registry = champion.registry(registered_name, workdir)
    found = sides.compare(registry, versions.find(registry, first), versions.find(registry, second))
    _print(found if json else comparison.told(found))


@app.command()
def reproduce(
    version: Number,
    rerun: Annotated[bool, typer.Option("--rerun", help="Train and measure its model once more.")] = False,
    tolerance: Annotated[float, typer.Option(min=0, help="How far a figure may be off.")] = 0.0,
    params: Annotated[Path | None, typer.Option(help="The params file; else that of the folder.")] = None,
    registered_name: Name = "likelier",
    workdir: Workdir = Path(),
    json: Json = False,
) -> None:
    """Say what it takes to make a version again, and whether the same came out; exit code 1 if not, or not yet."""
    from likelier import champion, versions
    from likelier.reproducing import reproduction
    from likelier.telling import reproduction as words

    registry = champion.registry(registered_name, workdir)
    found = reproduction.reproduce(registry, versions.find(registry, version), workdir, params, rerun, tolerance)
    _print(found if json else words.told(found))
    if found["verdict"] != SAME:
        raise typer.Exit(1)


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


def _print(told: Any) -> None:
    """Print a text as it is, and anything else as JSON."""
    import json

    typer.echo(told if isinstance(told, str) else json.dumps(told, indent=2, ensure_ascii=False))
