"""``likelier export``: copies of the shards for other programs."""

from pathlib import Path
from typing import Annotated

import typer


def export(
    to: Annotated[
        str,
        typer.Option(
            help="json, mongodb://HOST/DATABASE, or mongodb: the address is in MONGODB_URL.", metavar="TARGET"
        ),
    ],
    shards: Annotated[Path, typer.Option(help="Folder of shards.")] = Path("data/shards"),
    output: Annotated[Path, typer.Option(help="The folder that json writes.")] = Path("data/export"),
    pictures: Annotated[
        str | None, typer.Option(help="MongoDB: gridfs, bytes or none; json: files, base64 or none.")
    ] = None,
    mirror: Annotated[bool, typer.Option("--mirror", help="Remove from MongoDB what the shards have no more.")] = False,
) -> None:
    """Copy posts and accounts to MongoDB, or into JSON lines."""
    from likelier.exporting import export as copy

    typer.echo(copy(shards, to, output, pictures, mirror))
