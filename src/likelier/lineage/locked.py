"""What DVC's lock says of the data and the model that are registered, where DVC runs the step."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

LOCK = "dvc.lock"
STAGE = "DVC_STAGE"  # DVC names the stage that it runs here
CODE = "src/"  # what a stage depends on below it is known by the commit
DATA, FEATURES, MODEL, EVALUATION, SOURCE = "shards", "features", "model", "evaluation", "source"

Entries = dict[str, dict[str, Any]]


def running(shards: Path, trained: Path, evaluation: Path) -> Entries:
    """As `entries`, of the `dvc repro` that this process is a stage of; empty where there is none."""
    return entries(Path(), shards, trained, evaluation) if os.environ.get(STAGE) else {}


def entries(folder: Path, shards: Path, trained: Path, evaluation: Path) -> Entries:
    """The digests of a version's parts in a folder's `dvc.lock`.

    Parameters
    ----------
    folder : Path
        Where `dvc.lock` lies.
    shards, trained, evaluation : Path
        As `dvc.yaml` names them.

    Returns
    -------
    dict
        `md5` and `path` of `shards`, `features`, `model`, `evaluation` and, without a path (it may be of a machine),
        `source`. What is not in the lock, or lies there with another size by now, is left out.
    """
    outs, needs = _read(folder / LOCK)
    found: Entries = {}
    for role, path in ((DATA, shards), (MODEL, trained), (EVALUATION, evaluation)):
        entry = outs.get(path.as_posix())
        if entry is not None and entry.get("size") == _size(folder / path):
            found[role] = {"path": path.as_posix(), "md5": entry["md5"]}
    for entry in needs.get(trained.as_posix(), []):
        made = entry["path"] in outs and entry["path"] != shards.as_posix()
        if made and entry.get("size") == _size(folder / entry["path"]):
            found[FEATURES] = {"path": entry["path"], "md5": entry["md5"]}
    for entry in needs.get(shards.as_posix(), []):
        if not entry["path"].startswith(CODE):
            found[SOURCE] = {"md5": entry["md5"]}
    return found


def _read(lock: Path) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Each output's entry, and what the stage that makes it depends on."""
    if not lock.is_file():
        return {}, {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a lock is long
    try:
        content = yaml.load(lock.read_text(encoding="utf-8"), Loader=loader)
        stages: Mapping[str, Any] = content["stages"]
        outs = {out["path"]: out for stage in stages.values() for out in stage.get("outs", []) if "md5" in out}
        needs = {
            out["path"]: [dep for dep in stage.get("deps", []) if "md5" in dep]
            for stage in stages.values()
            for out in stage.get("outs", [])
        }
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError):
        return {}, {}
    return outs, needs


def _size(path: Path) -> int | None:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size if path.is_file() else None
