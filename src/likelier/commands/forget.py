"""``likelier forget``: removing an account."""

from pathlib import Path
from typing import Annotated

import typer


def forget(
    account: Annotated[str, typer.Argument(help="A user name, or an account's id.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    params: Annotated[Path, typer.Option("--params", help="The params file.")] = Path("params.yaml"),
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="section.key=value, over the params file; may be given again.")
    ] = None,
) -> None:
    """Remove an account from everything below this folder, and keep it out."""
    from likelier.forgetting.forget import forget as remove
    from likelier.params import load

    remove(load(params, set_ or ()), account, Path(), typer.echo, dry_run=dry_run)
    if not dry_run:
        typer.echo("done; now run `dvc repro`, and `dvc gc --workspace --cloud` where a remote has copies")
