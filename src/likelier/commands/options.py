"""Options that several groups of commands have."""

from pathlib import Path
from typing import Annotated

import typer

Name = Annotated[str, typer.Option(help="The registered model's name.")]
Workdir = Annotated[Path, typer.Option(help="Folder of the run: its registry/ and its shards are used.")]
