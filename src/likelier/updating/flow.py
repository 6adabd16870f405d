"""Collect, refresh, look for drift, decide, and train only where that is due; the gate does the rest."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from likelier.atomic import write_json
from likelier.registry import CHAMPION, Registry, Version
from likelier.run import registry_in
from likelier.updating.alone import alone
from likelier.updating.summary import summary
from likelier.updating.ways import Way

SHARDS, FEATURES, METRICS = Path("data/shards"), Path("data/features"), Path("metrics")  # as in dvc.yaml
PLAN, DRIFT = METRICS / "update.json", METRICS / "drift.json"
STOPPED = "the last update was about to train, and was stopped before its end"


def update(way: Way, tell: Callable[[str], None], *, force: bool = False) -> None:
    """Bring a folder's champion up to date.

    Stopped at any moment, the next one completes it: each step leaves its outputs whole, and what was decided stands
    in ``metrics/update.json`` until it is done.

    Parameters
    ----------
    tell : callable
        Is given the summary.
    force : bool
        Train whatever the rules say.

    Raises
    ------
    UpdateError
        Another update is at work in the folder, or DVC failed.
    LikelierError
        What a step raises.
    """
    workdir = way.workdir
    workdir.mkdir(parents=True, exist_ok=True)
    with alone(workdir) as held:
        asked = "--force asks for it" if force else STOPPED if unfinished(workdir) else ""
        way.collect(held)
        way.refresh(held)
        with registry_in(workdir):
            _look_for_drift(way)
            retrain = _decide(way, asked)
        if retrain:
            way.learn(held)
            write_json(workdir / PLAN, read(workdir / PLAN) | {"outcome": read(workdir / METRICS / "register.json")})
        tell(summary(_collected(way), read(workdir / DRIFT), read(workdir / PLAN), _champion(way)))


def unfinished(workdir: Path) -> bool:
    """Whether an update decided to train, and didn't come to its end."""
    told = read(workdir / PLAN)
    return bool(told.get("retrain")) and told.get("outcome") is None


def read(path: Path) -> dict[str, Any]:
    """What a step wrote; empty where it isn't there, or is damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _look_for_drift(way: Way) -> None:
    """Compare with the champion, where there is one."""
    from likelier.steps.drift import drift

    if _champion(way) is not None:
        report, metrics = way.workdir / "reports" / "drift", way.workdir / DRIFT
        drift(way.params, way.workdir / SHARDS, None, report, metrics)


def _decide(way: Way, asked: str) -> bool:
    from likelier.steps.plan_update import plan_update

    workdir = way.workdir
    return plan_update(way.params, workdir / SHARDS, [workdir / FEATURES], workdir / DRIFT, workdir / PLAN, asked)


def _champion(way: Way) -> Version | None:
    with registry_in(way.workdir):
        return Registry(way.params.registration.name, way.workdir / "registry").aliased(CHAMPION)


def _collected(way: Way) -> Mapping[str, Any] | None:
    return None if way.params.collect.source == "none" else read(way.workdir / METRICS / "collect.json")
