"""``likelier export``: copies of the shards for other programs."""

from pathlib import Path
from typing import Annotated

import typer


def export(
    to: Annotated[str, typer.Option(metavar="TARGET", help="json.")],
    shards: Annotated[Path, typer.Option(help="Folder of shards.")] = Path("data/shards"),
    output: Annotated[Path, typer.Option(help="The folder to write.")] = Path("data/export"),
    pictures: Annotated[str | None, typer.Option(help="files, base64 or none.")] = None,
) -> None:
    """Copy posts and accounts into JSON lines."""
    from likelier.exporting import export as copy

    typer.echo(copy(shards, to, output, pictures))
