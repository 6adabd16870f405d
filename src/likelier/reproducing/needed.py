"""What a version was made of, item by item, beside what is here now; nothing is checked out or changed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from likelier.lineage import code, digest_of, libraries, locked
from likelier.lineage.made_with import differences
from likelier.reproducing.kept import Kept
from likelier.reproducing.places import Here

NOT_KEPT, NOT_HERE = "not kept", "not here"
COMMIT, PACKAGE, LOCK, PARAMS, SHARDS, DVC = "commit", "files of the package", "uv.lock", "params", "shards", "dvc: "
MACHINE = ("python", "system", "machine", "processor", "threads")


@dataclass(frozen=True)
class Item:
    """One thing that it takes: as it was then, as it is here, whether that is the same (None: nobody can say)."""

    part: str
    then: str
    here: str
    same: bool | None


def items(kept: Kept, here: Here) -> list[Item]:
    """Code, libraries, machine, params and data.

    Raises
    ------
    ParamsError
        The params file here can't be read.
    """
    return [*_code(kept), *_libraries(kept, here), _params(kept, here), *_data(kept, here)]


def _item(part: str, then: Any, here: Any) -> Item:
    same = None if then is None or here is None else then == here
    return Item(part, NOT_KEPT if then is None else str(then), NOT_HERE if here is None else str(here), same)


def _code(kept: Kept) -> list[Item]:
    then, now = kept.lineage.get("code", {}), code.told()
    commit = then.get("commit") or kept.version.tags.get("likelier.code")
    found = [_item(COMMIT, None if commit == code.UNKNOWN else commit, now["commit"])]
    return [*found, _item(PACKAGE, then.get("package"), now["package"])]


def _libraries(kept: Kept, here: Here) -> list[Item]:
    if not kept.lineage:
        return [_item("libraries", None, "")]
    packages = _item(LOCK, kept.lineage["packages"], libraries.packages_lock(here.workdir))
    there, installed = kept.lineage["libraries"], libraries.libraries()
    differing = [
        Item(name, str(then or "none"), str(now or "none"), False)
        for name, (then, now) in differences(there, installed).items()
    ]
    machine = libraries.machine()
    parts = [_item(part, kept.lineage["machine"].get(part), machine.get(part)) for part in MACHINE]
    rest = [] if differing else [Item("libraries", f"{len(there)} of them", "as then", True)]
    return [packages, *rest, *differing, *parts]


def _params(kept: Kept, here: Here) -> Item:
    now = here.kept_params()
    if kept.params is None or now is None:
        return Item(PARAMS, NOT_KEPT if kept.params is None else "kept", NOT_HERE if now is None else "here", None)
    count = len(differences(kept.params, now))
    return Item(PARAMS, "kept", f"{count} differ" if count else "as then", count == 0)


def params_that_differ(kept: Kept, here: Here) -> dict[str, tuple[Any, Any]]:
    """By name the value then and the one here; empty where one of both is not known."""
    now = here.kept_params()
    return {} if kept.params is None or now is None else differences(kept.params, now)


def _data(kept: Kept, here: Here) -> list[Item]:
    found = [_item(SHARDS, kept.data, digest_of(here.shards) if here.shards.is_dir() else None)]
    then = kept.lineage.get("dvc", {})
    now = locked.entries(here.workdir, *(_path(then, role) for role in (locked.DATA, locked.MODEL, locked.EVALUATION)))
    for role, entry in then.items():
        found.append(_item(f"{DVC}{entry.get('path', role)}", entry["md5"], now.get(role, {}).get("md5")))
    return found


def _path(entries: locked.Entries, role: str) -> Path:
    return Path(entries.get(role, {}).get("path", role))
