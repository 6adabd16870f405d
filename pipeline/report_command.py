"""The command that the graph's last task runs: parsing only."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from likelier.errors import LikelierError
from pipeline.options import CaCert, Every, Run, TokenFile

app = typer.Typer()


@app.command("report")
def report_(
    run: Run,
    output: Annotated[Path, typer.Option(help="The JSON file to write.")],
    host: Annotated[str | None, typer.Option(help="The server's address; without it nobody is asked.")] = None,
    webhook: Annotated[
        str | None,
        typer.Option(envvar="LIKELIER_REPORT_URL", help="Is sent what is written, as JSON.", show_envvar=True),
    ] = None,
    every: Every = 5,
    patience: Annotated[float, typer.Option(min=0, help="Seconds to wait for what seems to go on.")] = 180,
    token_file: TokenFile = None,
    ca_cert: CaCert = None,
) -> None:
    """Say from inside a run how its other tasks went; the graph's last task does it. Exit code 1: one failed."""
    from likelier.atomic import write_json
    from likelier.webhook import post
    from pipeline.report import access_of_pod, report

    told = report(run, access_of_pod(host, token_file, ca_cert), every, patience)
    write_json(output, told.content())
    print(f"report: {told.text}", file=sys.stderr)
    if webhook:
        try:
            post(webhook, told.content(), "webhook")
        except LikelierError as error:  # the run is what it is, whoever hears of it
            print(f"report: {error}; nobody was told", file=sys.stderr)
    if told.outcome == "failed":
        raise typer.Exit(1)
