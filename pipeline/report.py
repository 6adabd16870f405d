"""What is said at the end of a run, from inside it: how its tasks went, as the server tells of them."""

import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from likelier.errors import LikelierError
from pipeline.access import TOKEN, Access
from pipeline.cluster import Cluster, Unreachable
from pipeline.outcome import BAD, Outcome, outcome

POD_TOKEN = Path("/var/run/secrets/kubeflow/pipelines/token")  # where Kubeflow puts a pod's token for its API
POD_TOKEN_AT = "KF_PIPELINES_SA_TOKEN_PATH"
GOING = ("PENDING", "RUNNING", "PAUSED", "CANCELING")


@dataclass(frozen=True)
class Report:
    """How a run went.

    Attributes
    ----------
    outcome : str
        ``succeeded``, ``failed``, or ``unknown`` where the server could not be asked or told no end.
    succeeded, failed : list of str
        Tasks; what was taken from Kubeflow's cache counts as succeeded.
    text : str
        All of it in one line.
    """

    run: str
    outcome: str
    succeeded: list[str]
    failed: list[str]
    text: str

    def content(self) -> dict[str, object]:
        """As it is written and sent."""
        return asdict(self)


def report(run: str, access: Access | None, every: float = 5, patience: float = 180) -> Report:
    """Ask how the other tasks of a run went.

    Parameters
    ----------
    access : Access or None
        None: there is no server to ask.
    every, patience : float
        Seconds between two questions, and for how long. The server hears of a task's end some seconds late, so one
        that seems to go on is asked for again; so is a server that is in trouble.
    """
    if access is None:
        return Report(run, "unknown", [], [], "no server to ask")
    until = time.monotonic() + patience
    while True:
        now, trouble = None, ""
        try:
            now = outcome(Cluster(access), run)
        except Unreachable as error:
            trouble = str(error)
        except LikelierError as error:
            return Report(run, "unknown", [], [], f"run {run}: {error}")
        if (now is not None and not _going(now)) or time.monotonic() >= until:
            return _told(run, now, trouble)
        time.sleep(every)


def access_of_pod(host: str | None, token_file: Path | None = None, ca_cert: Path | None = None) -> Access | None:
    """How a pod reaches the server: with the token that Kubeflow put there, unless another is named."""
    if not host:
        return None
    if token_file is None and not os.environ.get(TOKEN):
        there = Path(os.environ.get(POD_TOKEN_AT) or POD_TOKEN)
        token_file = there if there.is_file() else None
    return Access(host, token_file, ca_cert)


def _going(now: Outcome) -> list[str]:
    return [name for name, state in now.tasks.items() if state in GOING]


def _told(run: str, now: Outcome | None, trouble: str) -> Report:
    if now is None:
        return Report(run, "unknown", [], [], f"run {run}: {trouble}")
    succeeded = [name for name, state in now.tasks.items() if state in ("SUCCEEDED", "SKIPPED")]
    failed = [name for name, state in now.tasks.items() if state in BAD]
    if failed:
        why = f" ({now.why})" if now.why else ""
        return Report(run, "failed", succeeded, failed, f"run {run}: failed: {', '.join(failed)}{why}")
    if going := _going(now):
        text = f"run {run}: no end is known of {', '.join(going)}"
        return Report(run, "unknown", succeeded, [], text)
    if not succeeded:
        return Report(run, "unknown", [], [], f"run {run}: the server names no task that succeeded")
    return Report(run, "succeeded", succeeded, [], f"run {run}: succeeded, as did {len(succeeded)} tasks")
