"""The commands that speak with a Kubeflow server: parsing only."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from likelier.errors import LikelierError
from pipeline.access import Access
from pipeline.options import (
    CaCert,
    ClientCert,
    ClientKey,
    Every,
    Experiment,
    Follow,
    Host,
    Image,
    Kubeconfig,
    Namespace,
    ParamsFile,
    Run,
    Set,
    TokenFile,
)

app = typer.Typer()


@app.command("submit")
def submit_(
    host: Host,
    params: ParamsFile = Path("params.yaml"),
    set_: Set = None,
    image: Image = None,
    experiment: Experiment = "likelier",
    name: Annotated[str | None, typer.Option(help="The run's name; else it is called by the time.")] = None,
    follow: Follow = True,
    every: Every = 5,
    namespace: Namespace = None,
    token_file: TokenFile = None,
    ca_cert: CaCert = None,
    client_cert: ClientCert = None,
    client_key: ClientKey = None,
    kubeconfig: Kubeconfig = None,
) -> None:
    """Run the graph on a cluster. Exit code 0: it went well; 1: it did not; 2: it could not be started or followed."""
    from likelier.params import load
    from pipeline.follow import watch
    from pipeline.needs import ready
    from pipeline.submit import submit

    checked = load(params, set_ or ())
    cluster = ready(Access(host, token_file, ca_cert, client_cert, client_key, namespace), image, kubeconfig, checked)
    run = submit(cluster, checked, experiment, name)
    print(run, flush=True)
    if follow:
        raise typer.Exit(watch(cluster, run, every))


@app.command("schedule")
def schedule_(
    host: Host,
    cron: Annotated[str | None, typer.Option(help="When: '0 3 * * *' is each night at 3 UTC.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="Show the recurring runs.")] = False,
    delete: Annotated[str | None, typer.Option(help="End the recurring run of this name or id.")] = None,
    params: ParamsFile = Path("params.yaml"),
    set_: Set = None,
    image: Image = None,
    experiment: Experiment = "likelier",
    name: Annotated[str, typer.Option(help="The recurring run's name.")] = "likelier",
    namespace: Namespace = None,
    token_file: TokenFile = None,
    ca_cert: CaCert = None,
    client_cert: ClientCert = None,
    client_key: ClientKey = None,
    kubeconfig: Kubeconfig = None,
) -> None:
    """Let the graph run again and again, one at once, or show or end what does."""
    from likelier.params import load
    from pipeline import schedule
    from pipeline.cluster import connect
    from pipeline.needs import ready

    if (cron is not None) + list_ + (delete is not None) != 1:
        raise LikelierError("schedule: say one of --cron, --list and --delete")
    access = Access(host, token_file, ca_cert, client_cert, client_key, namespace)
    if cron is not None:
        checked, cron = load(params, set_ or ()), schedule.with_seconds(cron)
        print(schedule.schedule(ready(access, image, kubeconfig, checked), checked, cron, experiment, name))
    elif delete is not None:
        print(f"deleted: {schedule.delete(connect(access), delete)}", file=sys.stderr)
    else:
        for one in schedule.recurring(connect(access)):
            print(one)


@app.command("status")
def status_(
    run: Run,
    host: Host,
    follow: Follow = False,
    every: Every = 5,
    namespace: Namespace = None,
    token_file: TokenFile = None,
    ca_cert: CaCert = None,
    client_cert: ClientCert = None,
    client_key: ClientKey = None,
) -> None:
    """Show a run's tasks. Exit code 1: it ended, and not well."""
    from pipeline.cluster import connect
    from pipeline.follow import watch
    from pipeline.outcome import outcome

    cluster = connect(Access(host, token_file, ca_cert, client_cert, client_key, namespace))
    if follow:
        raise typer.Exit(watch(cluster, run, every))
    now = outcome(cluster, run)
    for name, state in now.tasks.items():
        print(f"{name}: {state}")
    print(f"run {run}: {now}")
    if now.ended and not now.good:
        raise typer.Exit(1)


@app.command("logs")
def logs_(
    run: Run,
    host: Host,
    task: Annotated[str | None, typer.Option(help="Only tasks of this name.")] = None,
    namespace: Namespace = None,
    token_file: TokenFile = None,
    ca_cert: CaCert = None,
    client_cert: ClientCert = None,
    client_key: ClientKey = None,
) -> None:
    """Print what the tasks of a run printed."""
    from pipeline.cluster import connect
    from pipeline.logs import logs

    cluster = connect(Access(host, token_file, ca_cert, client_cert, client_key, namespace))
    for name, text in logs(cluster, run, task):
        print(f"== {name}\n{text.rstrip()}", flush=True)
