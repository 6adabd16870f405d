"""Collecting through the official Instagram Graph API, by its Business Discovery: professional accounts only.

docs/graph_api.md tells what it takes, what it gives, and how its quota is kept.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from likelier import atomic
from likelier.collecting import Summary, Wanted
from likelier.collecting.graph_api import failures
from likelier.collecting.graph_api.archive import Folder
from likelier.collecting.progress import Progress
from likelier.errors import CollectError

if TYPE_CHECKING:
    from likelier.collecting.graph_api.client import Client

_ENOUGH = 3  # accounts in a row that fail: it isn't the accounts' fault


def collect(wanted: Wanted, archive: Path, progress: Progress) -> Summary:
    """Add what is new to the archive, as `likelier.collecting` describes.

    Raises
    ------
    CollectError
        `GRAPH_API_TOKEN` or `GRAPH_API_USER` is not set, or the extra `collect` is not installed.
    """
    try:
        from likelier.collecting.graph_api.client import Client
    except ModuleNotFoundError as error:
        if error.name not in ("httpx", "tenacity"):
            raise
        raise CollectError("the Graph API takes the extra `collect`: pip install 'likelier[collect]'") from error
    summary = Summary()
    with Client(wanted.settings, summary, progress) as client:
        try:
            _all(client, wanted, archive)
        except failures.Stop as stop:
            summary.stopped = str(stop)
        except OSError as error:
            if error.errno not in atomic.NO_ROOM:
                raise
            summary.stopped = f"the disk is full; make room and run again; {failures.KEPT}"
    for _ in range(len(wanted.users) - sum(summary.accounts.values())):
        summary.count("stopped")
    summary.waited_seconds = progress.waited_seconds
    return summary


def _all(client: "Client", wanted: Wanted, archive: Path) -> None:
    """One account after the other, unless too many fail in a row."""
    failed: list[str] = []
    for name in wanted.users:
        outcome = _one(client, name, wanted, archive)
        client.summary.count(outcome)
        failed = [*failed, outcome] if outcome in ("failed", "hidden") else []
        is_last = sum(client.summary.accounts.values()) == len(wanted.users)
        if len(failed) == _ENOUGH or (is_last and len(failed) == len(wanted.users)):
            raise failures.Stop(_PERMISSION if set(failed) == {"hidden"} else _DOWN)


_PERMISSION = (
    "the Graph API gives no permission (its errors 10 and 200): the app needs instagram_basic, "
    f"instagram_manage_insights and pages_read_engagement, then a new token; {failures.KEPT}"
)
_DOWN = f"the Graph API can't be reached, or fails again and again; run again later; {failures.KEPT}"


def _one(client: "Client", name: str, wanted: Wanted, archive: Path) -> str:
    from likelier.collecting.graph_api.account import Account

    try:
        return Account(client, name, wanted, lambda identity: Folder(archive, identity)).gather()
    except failures.Missing:
        return "missing"
    except failures.Refused:
        return "hidden"
    except failures.Stop:
        raise
    except failures.Failure:
        return "failed"
