"""``likelier users``: a list of user names from ranking pages."""

from pathlib import Path
from typing import Annotated

import typer


def users(
    rankings: Annotated[
        list[str], typer.Argument(metavar="RANKING...", help="Addresses of rankings, or HTML files that were saved.")
    ],
    pages: Annotated[int, typer.Option(min=1, max=1000, help="How many pages of each address are read at most.")] = 1,
    with_: Annotated[
        list[Path] | None, typer.Option("--with", help="A list whose names come first; may be given again.")
    ] = None,
    output: Annotated[Path, typer.Option(help="The list to write, one name a line.")] = Path("users.txt"),
) -> None:
    """Write a list of user names, from ranking pages of influencers and from other lists."""
    from likelier.rankings import gather

    typer.echo(gather(rankings, pages, with_ or (), output).told(output))
