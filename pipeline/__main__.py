"""The pipeline's command line: parsing only."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from likelier.errors import LikelierError
from pipeline import cluster_commands, report_command
from pipeline.options import Image, ParamsFile, Set, choose

app = typer.Typer(
    help="The steps as a Kubeflow pipeline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(cluster_commands.app)
app.add_typer(report_command.app)


class Runner(StrEnum):
    """What a task of a local run is."""

    subprocess = "subprocess"
    docker = "docker"


@app.command("compile")
def compile_(
    output: Annotated[Path, typer.Option(help="The YAML file to write.")] = Path("dist/pipeline.yaml"),
    params: ParamsFile = Path("params.yaml"),
    set_: Set = None,
    image: Image = None,
) -> None:
    """Write the YAML that Kubeflow takes, with the params' section `cluster` in it."""
    from likelier.params import load

    checked = load(params, set_ or ())
    choose(image)
    from pipeline.compiled import write

    write(output, checked)
    print(f"compiled into {output}", file=sys.stderr)


@app.command("run")
def run_(
    params: ParamsFile = Path("params.yaml"),
    set_: Set = None,
    workdir: Annotated[Path, typer.Option(help="Folder that all outputs go to.")] = Path("run/kubeflow"),
    runner: Annotated[Runner, typer.Option(help="Tasks are processes, or containers of the image.")] = (
        Runner.subprocess
    ),
    image: Image = None,
    network: Annotated[
        str | None, typer.Option(help="The Docker network on which the MLflow server is; without it, none.")
    ] = None,
) -> None:
    """Run the graph on this machine, without a cluster."""
    from likelier.params import load

    checked = load(params, set_ or ())
    choose(image)
    from components.image import IMAGE
    from pipeline.containers import Containers
    from pipeline.local import run

    run(checked, workdir, Containers(IMAGE, network) if runner is Runner.docker else None)


def main() -> None:
    """Run the command line; what the user can mend is one line and exit code 2."""
    try:
        app(prog_name="python -m pipeline")
    except LikelierError as error:
        print(f"pipeline: {error}", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        reason = f"{error.filename or 'a file'}: {error.strerror or error}"
        print(f"pipeline: {reason}; mend that and run again", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
