"""Options that several groups of commands have."""

from pathlib import Path
from typing import Annotated

import typer

PARAMS = Path("params.yaml")
Name = Annotated[str, typer.Option(help="The registered model's name.")]
Workdir = Annotated[Path, typer.Option(help="Folder of the run: its registry/ and its shards are used.")]
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
