"""``likelier update``: keeping the champion current."""

from pathlib import Path
from typing import Annotated

import typer

from likelier.commands.options import PARAMS, Overrides
from likelier.errors import ParamsError


def update(
    workdir: Annotated[
        Path | None, typer.Option(help="Folder of the run; this one if it has a dvc.yaml, else `run`.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done, and why.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Train whatever the rules say.")] = False,
    params: Annotated[
        Path | None, typer.Option("--params", help="The params file; with DVC always the folder's own.")
    ] = None,
    set_: Overrides = None,
) -> None:
    """Collect new posts, and train on them if age or drift says so; the gate decides about the champion."""
    from likelier.params import load
    from likelier.updating import dry_run as tell
    from likelier.updating import update as bring
    from likelier.updating import way_in

    folder = workdir or (Path() if Path("dvc.yaml").is_file() else Path("run"))
    if (folder / "dvc.yaml").is_file():
        if params is not None or set_:
            raise ParamsError(f"--params, --set: DVC goes by {folder / PARAMS}; change it there")
        params = folder / PARAMS
    way = way_in(folder, load(params or PARAMS, set_ or ()))
    if dry_run:
        typer.echo(tell(way, force=force))
    else:
        bring(way, typer.echo, force=force)
