"""Runs that start by themselves, to keep the model up to date."""

from dataclasses import dataclass
from typing import Any

from likelier.errors import LikelierError
from likelier.params import Params
from pipeline.cluster import Cluster
from pipeline.submit import compiled, experiment_id, runtime, scope

AT_ONCE = 1  # a run that takes longer than the pause between two doesn't meet the next one


@dataclass(frozen=True)
class Recurring:
    """A recurring run as the server tells of it."""

    id: str
    name: str
    cron: str
    state: str

    def __str__(self) -> str:
        return f"{self.id}  {self.name}  {self.cron}  {self.state}"


def with_seconds(cron: str) -> str:
    """A cron expression of five fields as Kubeflow takes it: of six, the first of which are seconds.

    Kubeflow takes one of five fields as well, but for another: its minutes for seconds, its hours for minutes.

    Raises
    ------
    LikelierError
        It has neither five nor six fields.
    """
    fields = cron.split()
    if len(fields) == 5:
        return " ".join(["0", *fields])
    if len(fields) == 6:
        return " ".join(fields)
    raise LikelierError(f"--cron '{cron}': has {len(fields)} fields; write it like '0 3 * * *', each night at 3 UTC")


def schedule(cluster: Cluster, params: Params, cron: str, experiment: str, name: str) -> Recurring:
    """Let the graph run again and again. What was missed isn't caught up on.

    Raises
    ------
    LikelierError
        The expression is none, or a recurring run of this name is there: two would train at once.
    """
    from kfp_server_api import (
        RecurringRunMode,
        RecurringRunServiceApi,
        V2beta1CronSchedule,
        V2beta1RecurringRun,
        V2beta1Trigger,
    )

    expression = with_seconds(cron)
    if any(other.name == name for other in recurring(cluster)):
        raise LikelierError(
            f"a recurring run {name} is there already; delete it (schedule --delete {name}), then again"
        )
    wanted = V2beta1RecurringRun(
        display_name=name,
        experiment_id=experiment_id(cluster, experiment),
        namespace=cluster.namespace,
        pipeline_spec=compiled(params),
        runtime_config=runtime(params),
        service_account=params.cluster.service_account,
        trigger=V2beta1Trigger(cron_schedule=V2beta1CronSchedule(cron=expression)),
        max_concurrency=str(AT_ONCE),
        no_catchup=True,
        mode=RecurringRunMode.ENABLE,
    )
    api = RecurringRunServiceApi(cluster.client)
    return _told(cluster.ask(api.recurring_run_service_create_recurring_run, wanted))


def recurring(cluster: Cluster) -> list[Recurring]:
    """All recurring runs with a cron expression."""
    from kfp_server_api import RecurringRunServiceApi

    api, found, page = RecurringRunServiceApi(cluster.client), [], ""
    while True:
        answer = cluster.ask(
            api.recurring_run_service_list_recurring_runs, page_token=page, page_size=100, **scope(cluster)
        )
        found += [_told(one) for one in answer.recurring_runs or ()]
        page = answer.next_page_token or ""
        if not page:
            return found


def delete(cluster: Cluster, named: str) -> Recurring:
    """End a recurring run. A run of it that goes on is left alone.

    Parameters
    ----------
    named : str
        Its name or its id.

    Raises
    ------
    LikelierError
        There is none, or more than one has this name.
    """
    from kfp_server_api import RecurringRunServiceApi

    meant = [one for one in recurring(cluster) if named in (one.id, one.name)]
    if not meant:
        raise LikelierError(f"no recurring run {named}; `schedule --list` names those that are")
    if len(meant) > 1:
        raise LikelierError(f"{len(meant)} recurring runs are called {named}; say which by its id: {meant[0].id}, ...")
    api = RecurringRunServiceApi(cluster.client)
    cluster.ask(api.recurring_run_service_delete_recurring_run, meant[0].id)
    return meant[0]


def _told(answer: Any) -> Recurring:
    cron = answer.trigger.cron_schedule.cron if answer.trigger and answer.trigger.cron_schedule else "no cron"
    return Recurring(answer.recurring_run_id, answer.display_name, cron, answer.status or answer.mode or "ENABLED")
