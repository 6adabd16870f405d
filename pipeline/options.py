"""Options that several commands have."""

import os
from pathlib import Path
from typing import Annotated

import typer

ParamsFile = Annotated[Path, typer.Option(help="The params file.")]
Set = Annotated[
    list[str] | None, typer.Option("--set", help="section.key=value, over the params file; may be given again.")
]
Image = Annotated[
    str | None,
    typer.Option(envvar="LIKELIER_IMAGE", help="The image of every task; for a cluster pin it by its digest."),
]

Host = Annotated[str, typer.Option(envvar="KF_PIPELINES_ENDPOINT", help="The server's address.")]
TokenFile = Annotated[Path | None, typer.Option(help="Holds a bearer token; else KFP_TOKEN does.")]
CaCert = Annotated[Path | None, typer.Option(help="The authorities that the server is checked against (PEM).")]
ClientCert = Annotated[Path | None, typer.Option(help="What the server is shown of you (PEM).")]
ClientKey = Annotated[Path | None, typer.Option(help="The key of it (PEM).")]
Namespace = Annotated[str | None, typer.Option(help="Yours, on a server with many users.")]
Kubeconfig = Annotated[
    Path | None, typer.Option(help="Look first whether the cluster has every secret and config map that is needed.")
]
Experiment = Annotated[str, typer.Option(help="What runs are shown under.")]
Every = Annotated[float, typer.Option(min=0, help="Seconds between two looks.")]
Follow = Annotated[bool, typer.Option(help="Wait for the end, with a line for each task whose state changes.")]
Run = Annotated[str, typer.Argument(help="The run's id.")]


def choose(image: str | None) -> None:
    """Let every task run in this image; before the components are imported."""
    if image:
        os.environ["LIKELIER_IMAGE"] = image
