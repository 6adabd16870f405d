"""Tell a service that a new champion stands."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from likelier.atomic import write_json
from likelier.errors import ContractError
from likelier.params import Params
from likelier.registry import CHAMPION, DEPLOYED, Registry
from likelier.webhook import post

TOKEN = "LIKELIER_DEPLOY_TOKEN"


def deploy(params: Params, decision: Path, url: str, metrics: Path) -> None:
    """Tell `url` of the champion, if the run that made `decision` promoted it and nobody told of it before.

    A run on unchanged posts finds its version again and decides nothing anew, so it has nothing to tell either; nor is
    there anything to tell of a version that was rolled back, or followed by another, since.

    Parameters
    ----------
    decision : Path
        The metrics that `register` wrote.
    url : str
        Is sent `name`, `version`, `uri`, `model`, `reason`, `over` (the version before, or null) and `lift` (with its
        interval, or null) as JSON; with the variable `LIKELIER_DEPLOY_TOKEN` as a bearer token, where it is set. An
        answer between 200 and 299 means that it was taken. One that was taken may come again if the step is
        stopped before it could note that.
    metrics : Path
        JSON file to write: whether it was told, of which version, and why not.

    Raises
    ------
    LikelierError
        It could not be told.
    RegistryError
        The registry can't be reached.
    ContractError
        The decision is none.
    """
    found = _read(decision)
    registry = Registry(params.registration.name, Path("registry"))
    version = registry.aliased(CHAMPION) if found["promoted"] else None
    told = False
    if version is None:
        why = "no new champion"
    elif version.number != found["version"]:
        why = f"version {found['version']} is not the champion any more"
    elif DEPLOYED in version.tags:
        why = f"of version {version.number} it was told before"
    else:
        name, number = registry.name, version.number
        content = {"name": name, "version": number, "uri": f"models:/{name}/{number}", "over": None, "lift": None}
        content |= {key: found[key] for key in ("model", "reason", "over", "lift") if key in found}
        post(url, content, "cluster.deploy.url", os.environ.get(TOKEN))
        registry.tag(version, DEPLOYED, datetime.now(UTC).isoformat(timespec="seconds"))
        told, why = True, f"version {number} is the champion"
    write_json(metrics, {"told": told, "version": found["version"], "why": why})
    print(f"deploy: {'told that ' if told else 'nothing to tell: '}{why}", file=sys.stderr)


def _read(decision: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(decision.read_text(encoding="utf-8"))
        if not isinstance(found["promoted"], bool) or not isinstance(found["version"], int):
            raise TypeError
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ContractError(f"{decision}: is not what `likelier register` writes; run it again") from error
    return found
