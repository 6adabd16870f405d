"""How a run on a server is, or how it ended: by its tasks."""

import re
from dataclasses import dataclass
from typing import Any

from likelier.errors import LikelierError
from pipeline.cluster import Cluster, one_line

ENDED = ("SUCCEEDED", "SKIPPED", "FAILED", "CANCELED")
BAD = ("FAILED", "CANCELED")
# What the server runs besides the graph's own tasks: it is told only where none of these is to blame.
PLUMBING = re.compile(
    r"^(root|executor|iteration-.*|for-loop-\d+|condition-\d+|exit-handler-\d+|.*-driver|likelier-.*)$"
)
REPORT = "report-outcome"  # the task that reports at the end fails where the run did: it is told likewise
ATTEMPT = re.compile(r"\(\d+\)$")  # one try of a task that is tried again: its outcome is told by the task itself


@dataclass(frozen=True)
class Outcome:
    """How a run is, or how it ended.

    Attributes
    ----------
    said : str
        What the server says of the run as a whole.
    tasks : dict
        The state of each task by its name.
    why : str
        What the server says of the first failure, or nothing.
    """

    said: str
    tasks: dict[str, str]
    why: str = ""

    @property
    def ended(self) -> bool:
        """Whether it has."""
        return self.said in ENDED

    @property
    def failed(self) -> list[str]:
        """The tasks that failed or were stopped."""
        return [name for name, state in self.tasks.items() if state in BAD]

    @property
    def good(self) -> bool:
        """Whether it ended well: by its tasks, since a server may say so of a run in which a task failed."""
        return self.said == "SUCCEEDED" and not self.failed and "SUCCEEDED" in self.tasks.values()

    def __str__(self) -> str:
        if not self.ended:
            return f"{self.said}; {len(self.tasks)} tasks so far" + self._blame()
        if self.good:
            return f"SUCCEEDED, as did {sum(state == 'SUCCEEDED' for state in self.tasks.values())} tasks"
        if self.said in BAD:
            return self.said + self._blame()
        return f"FAILED, though the server says {self.said}" + (self._blame() or ": it names no task that succeeded")

    def _blame(self) -> str:
        return (f": {', '.join(self.failed)}" if self.failed else "") + (f" ({self.why})" if self.why else "")


def outcome(cluster: Cluster, run: str) -> Outcome:
    """Ask for a run's present state.

    Raises
    ------
    LikelierError
        No such run, or no answer.
    """
    answer = details(cluster, run)
    tasks: dict[str, str] = {}
    hidden: dict[str, str] = {}
    for task in in_order(answer):
        name, state = task.display_name or "a task", task.state or "PENDING"
        if not ATTEMPT.search(name):
            where = hidden if name == REPORT or PLUMBING.match(name) else tasks
            where[_numbered(name, where)] = state
    if not any(state in BAD for state in tasks.values()):
        tasks |= {name: state for name, state in hidden.items() if state in BAD}
    errors = [one.error.message for one in (*in_order(answer), answer) if one.error and one.error.message]
    return Outcome(answer.state or "PENDING", tasks, one_line(errors[0]) if errors else "")


def in_order(run: Any) -> list[Any]:
    """What a run is made of, in the order in which it started: tasks of one name keep their numbers."""
    tasks = (run.run_details.task_details if run.run_details else None) or []
    return sorted(tasks, key=lambda task: (task.start_time is None, str(task.start_time), task.task_id or ""))


def details(cluster: Cluster, run: str) -> Any:
    """All that the server tells of a run."""
    from kfp_server_api import RunServiceApi

    answer = cluster.ask(RunServiceApi(cluster.client).run_service_get_run, run)
    if not answer.run_id:
        raise LikelierError(f"run {run}: the server's answer isn't a run")
    return answer


def _numbered(name: str, taken: dict[str, str]) -> str:
    count = 1
    while (unique := name if count == 1 else f"{name} ({count})") in taken:
        count += 1
    return unique
