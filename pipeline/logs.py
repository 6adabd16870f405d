"""What the tasks of a run printed, read through the server."""

import re
from collections.abc import Iterator

from likelier.errors import LikelierError
from pipeline.cluster import Cluster, Unreachable
from pipeline.outcome import ATTEMPT, PLUMBING, details, in_order

# Not part of the client, which knows only version 2 of the API; the server has it nonetheless.
LOG = "/apis/v1alpha1/runs/{run_id}/nodes/{node_id}/log"
NODE = re.compile(r"^(.+)-(\d+)$")


def logs(cluster: Cluster, run: str, task: str | None = None) -> Iterator[tuple[str, str]]:
    """Give the name and the text of each task that has a log, in the order in which they started.

    Parameters
    ----------
    task : str, optional
        Only tasks of this name.

    Raises
    ------
    LikelierError
        The run has no such task, or no log can be read.
    """
    found = [(name, pods) for name, pods in _pods(cluster, run) if task in (None, name)]
    if not found:
        raise LikelierError(f"run {run}: has no task {task}" if task else f"run {run}: no task has started")
    read = 0
    for name, pods in found:
        text = next((text for pod in pods if (text := _log(cluster, run, pod)) is not None), None)
        if text is not None:
            read += 1
            yield name, text
    if not read:
        raise LikelierError(
            f"run {run}: the server has no logs of it; its pods may be gone "
            f"(`kubectl logs --selector pipeline/runid={run} --container main` reads those that aren't)"
        )


def _pods(cluster: Cluster, run: str) -> Iterator[tuple[str, list[str]]]:
    """Each task's name, and under which names its pod may be, the last try first."""
    rows = in_order(details(cluster, run))
    tries = {  # of what is tried again: a node without a pod, whose children are the tries
        _number(row.pod_name): [child.pod_name for child in row.child_tasks or () if child.pod_name][::-1]
        for row in rows
        if row.display_name == "executor" and row.pod_name
    }
    for row in rows:
        name = row.display_name or ""
        if ATTEMPT.search(name) or (PLUMBING.match(name) and not name.endswith("-driver")):
            continue
        nodes = [child.pod_name for child in row.child_tasks or () if child.pod_name]
        nodes = [one for node in nodes for one in (*tries.get(_number(node), ()), node)]
        pods = [row.pod_name] if row.pod_name else []
        for node in nodes:  # a pod is called by its node, or by the template and the node's number
            if named := NODE.match(node):
                pods.append(f"{named[1]}-system-container-impl-{named[2]}")
            pods.append(node)
        yield name, pods


def _number(node: str) -> str:
    return node.rsplit("-", 1)[-1]


def _log(cluster: Cluster, run: str, pod: str) -> str | None:
    try:
        cluster.ask(
            cluster.client.call_api,
            LOG,
            "GET",
            path_params={"run_id": run, "node_id": pod},
            response_type="str",
            auth_settings=["Bearer"],
            text=True,
        )
    except Unreachable:  # the server's answer, too, where the pod is gone
        return None
    return str(cluster.client.last_response.data)  # as it is: the client would read a log that is JSON
